"""Syntax of `filter[…]` (contract: rest-hosts 5.1)."""

from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hbi.problems import InvalidParameter
from hbi.queries.filters.syntax.deep_object import BareJson, QueryNode, concerns, path_of, tree_of


def tree(query: str) -> object:
    """What a query string says about `filter`, as plain dictionaries and tuples."""
    return plain(tree_of("filter", parse_qsl(query, keep_blank_values=True), objects={"profile"}))


def plain(node: QueryNode) -> object:
    """A node without members is its values, another one a dictionary with its own values under None."""
    if not node.members:
        return node.values
    own = {None: node.values} if node.values else {}
    return own | {name: plain(member) for name, member in node.members.items()}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("filter[profile][a]=x", {"profile": {"a": ("x",)}}, id="a value"),
        pytest.param("filter[profile][a][eq]=x", {"profile": {"a": {"eq": ("x",)}}}, id="a comparator"),
        pytest.param("filter[profile][a]=", {"profile": {"a": ("",)}}, id="an empty value"),
        pytest.param("filter[profile][a][]=x", {"profile": {"a": ("x",)}}, id="a list of one"),
        pytest.param(
            "filter[profile][a][]=x&filter[profile][a][]=y",
            {"profile": {"a": ("x", "y")}},
            id="values gather in a list",
        ),
        pytest.param('filter[profile]={"a":{"nil":null}}', {"profile": {"a": {"nil": ("null",)}}}, id="nil of null"),
        pytest.param(
            'filter[profile][a][not_nil]={"x":1}', {"profile": {"a": {"not_nil": {"x": ("1",)}}}}, id="no null"
        ),
        pytest.param(
            "filter[profile][][a]=x", {"profile": {"a": ("x",)}}, id="empty brackets in the middle are dropped"
        ),
        pytest.param("filter[profile][a][][]=x", {"profile": {"a": ("x",)}}, id="also before the last ones"),
        pytest.param("filter[profile][a][0]=x", {"profile": {"a": ("x",)}}, id="a numbered list of one"),
        pytest.param(
            "filter[profile][a][0]=x&filter[profile][a][1]=y&filter[profile][a][10]=z&filter[profile][a][]=w",
            {"profile": {"a": ("x", "y", "z", "w")}},
            id="numbered items gather with others",
        ),
        pytest.param(
            "filter[profile][a][neq][007]=x&filter[profile][a][neq][007]=y",
            {"profile": {"a": {"neq": ("x", "y")}}},
            id="whatever the number",
        ),
        pytest.param(
            "filter[profile][0][a][1][b]=x", {"profile": {"a": {"b": ("x",)}}}, id="numbers in the middle are dropped"
        ),
        pytest.param("filter%5Bprofile%5D%5Ba%5D%5B0%5D=x", {"profile": {"a": ("x",)}}, id="an encoded number"),
        pytest.param("filter[profile][1a]=x", {"profile": {"1a": ("x",)}}, id="a name that begins with a digit"),
        pytest.param("filter[profile][a][٣]=x", {"profile": {"a": {"٣": ("x",)}}}, id="digits of other scripts"),
        pytest.param("filter%5Bprofile%5D%5Ba%5D=x", {"profile": {"a": ("x",)}}, id="percent-encoded brackets"),
        pytest.param(
            "filter[profile][a]=x&filter[profile][b]=y", {"profile": {"a": ("x",), "b": ("y",)}}, id="parameters merge"
        ),
        pytest.param(
            "filter[profile][a]=x&filter[profile][a][ne]=y",
            {"profile": {"a": {None: ("x",), "ne": ("y",)}}},
            id="a value beside a comparator",
        ),
        pytest.param('filter[profile]={"a":"x"}', {"profile": {"a": ("x",)}}, id="an object for everything"),
        pytest.param('filter[profile][a]={"eq":"x"}', {"profile": {"a": {"eq": ("x",)}}}, id="an object deeper"),
        pytest.param('filter[profile]={"a":["x","y"]}', {"profile": {"a": ("x", "y")}}, id="a list in an object"),
        pytest.param(
            'filter[profile]={"a":4,"b":-1.50,"c":true}',
            {"profile": {"a": ("4",), "b": ("-1.50",), "c": ("true",)}},
            id="numbers and booleans as they were spelled",
        ),
        pytest.param(
            'filter[profile]={"a":"x"}&filter[profile][b]=y', {"profile": {"a": ("x",), "b": ("y",)}}, id="both ways"
        ),
        pytest.param('filter[profile]={"a":["x"]}&filter[profile][a][]=y', {"profile": {"a": ("x", "y")}}, id="lists"),
        pytest.param("filter[profile]={}", (), id="an empty object is no filter"),
        pytest.param("filter[profile][a]={x", {"profile": {"a": ("{x",)}}, id="text that begins like an object"),
        pytest.param("filter[profile][a]=[x", {"profile": {"a": ("[x",)}}, id="text that begins like a list"),
        pytest.param('filter[profile][a]={"b":NaN}', {"profile": {"a": ('{"b":NaN}',)}}, id="NaN is no JSON"),
        pytest.param("filter[other]=x", {"other": ("x",)}, id="another root is for others to refuse"),
        pytest.param("filters[a]=x&filter_a=y&filter.b=z&x[filter]=1", (), id="other names"),
        pytest.param(
            "filter[profile][a]=b=c&filter[profile][d]=%26", {"profile": {"a": ("b=c",), "d": ("&",)}}, id="="
        ),
        pytest.param("", (), id="nothing"),
    ],
)
def test_what_is_said(query, expected):
    assert tree(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("filter[profile][a]=x&filter[profile][a]=y", id="a name twice"),
        pytest.param("filter[profile][a]=x&filter[profile][a]=x", id="even with the same value"),
        pytest.param("filter[profile][a]=x&filter[profile][a][]=y", id="as value and as list"),
        pytest.param('filter[profile]={"a":"x"}&filter[profile][a]=y', id="in an object and beside it"),
        pytest.param('filter[profile]={"a":"x","a":"y"}', id="twice in an object"),
        pytest.param('filter[profile][a]=["x"]', id="a JSON list"),
        pytest.param('filter[profile][a][]=["x"]', id="a JSON list in a list"),
        pytest.param('filter[profile][a][]={"b":"x"}', id="an object in a list"),
        pytest.param('filter[profile]={"a":[{"b":"x"}]}', id="an object in a JSON list"),
        pytest.param('filter[profile]={"a":null}', id="null"),
        pytest.param('filter[profile]={"a":{}}', id="an object that says nothing"),
        pytest.param('filter[profile]={"a":[]}', id="a list that says nothing"),
        pytest.param("filter[profile]=x", id="text for everything"),
        pytest.param("filter[profile]=", id="nothing for everything"),
        pytest.param("filter[profile]", id="no equals sign"),
        pytest.param("filter[profile]={x", id="something that is no object for everything"),
        pytest.param("filter[profile][]=x", id="a list for everything"),
        pytest.param("filter[profile][0]=x", id="a numbered list for everything"),
        pytest.param("filter[0]=x", id="a number alone"),
        pytest.param("filter[profile][a]=x&filter[profile][a][0]=y", id="as value and as numbered item"),
        pytest.param('filter[profile]=["x"]', id="a JSON list for everything"),
        pytest.param("filter=x", id="no brackets"),
        pytest.param('filter={"profile":{"a":"x"}}', id="no brackets but JSON"),
        pytest.param("filter[]=x", id="empty brackets alone"),
        pytest.param("filter[profile=x", id="an open bracket"),
        pytest.param("filter[profile]a]=x", id="a closing one too many"),
        pytest.param("filter[[profile]][a]=x", id="brackets in brackets"),
        pytest.param("filter[profile][a]b=x", id="something behind"),
        pytest.param("filter]profile[=x", id="the wrong way round"),
        pytest.param("filter%2500[profile][a]=x", id="brackets after something else"),
        pytest.param("filter%255Bprofile%255D=x", id="brackets encoded twice"),
        pytest.param("filter[profile][a]=%00", id="NUL in a value"),
        pytest.param("filter[profile][a%00]=x", id="NUL in a name"),
        pytest.param('filter[profile]={"a":"\\u0000"}', id="NUL in an object"),
        pytest.param('filter[profile]={"a\\u0000":"x"}', id="NUL in an object's name"),
        pytest.param('filter[profile]={"a":"\\ud800"}', id="half a surrogate pair"),
        pytest.param("filter[profile]" + "[a]" * 12 + "=x", id="too deep"),
        pytest.param('filter[profile][x]={"a":' + '{"a":' * 12 + "1" + "}" * 13, id="an object too deep"),
        pytest.param('filter[profile][x]={"a":' + "[" * 100_000 + "]" * 100_000 + "}", id="an object much too deep"),
    ],
)
def test_what_is_refused(query):
    with pytest.raises(InvalidParameter) as refusal:
        tree(query)
    assert len(str(refusal.value)) < 400


def test_numbers_and_booleans_are_told_from_text():
    values = (
        tree_of("filter", [("filter[p][a]", '{"b": [1, true, "1"]}')]).members["p"].members["a"].members["b"].values
    )
    assert [isinstance(value, BareJson) for value in values] == [True, True, False]


names = st.text(st.characters(exclude_characters="[]\0", exclude_categories=["Cs"]), min_size=1, max_size=5).filter(
    lambda name: not (name.isascii() and name.isdigit())
)
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8).filter(
    lambda text: text[:1] not in {"{", "["}
)
leaves = texts | st.lists(texts, min_size=1, max_size=3)
documents = st.recursive(leaves, lambda inner: st.dictionaries(names, inner, min_size=1, max_size=3), max_leaves=8)
filters = st.dictionaries(names, st.dictionaries(names, documents, min_size=1, max_size=3), max_size=2)


def pairs_of(document: object, name: str = "filter") -> list[tuple[str, str]]:
    """The query that means a document."""
    if isinstance(document, dict):
        return [pair for key, member in document.items() for pair in pairs_of(member, f"{name}[{key}]")]
    if isinstance(document, list):
        return [(f"{name}[]", text) for text in document]
    return [(name, str(document))]


def expected_of(document: object) -> object:
    """What `plain` makes of it."""
    if isinstance(document, dict):
        return {key: expected_of(member) for key, member in document.items()}
    return tuple(document) if isinstance(document, list) else (document,)


@given(filters)
def test_what_is_rendered_is_read(document):
    query = "&".join(f"{quote(name)}={quote(text)}" for name, text in pairs_of(document))
    assert tree(query.replace("profile", "")) == (expected_of(document) if document else ())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("filter", True),
        ("filter[a]", True),
        ("filter]", True),
        ("filter a", True),
        ("filters", False),
        ("filter-a", False),
        ("a[filter]", False),
    ],
)
def test_names_that_concern_a_parameter(name, expected):
    assert concerns(name, "filter") is expected


def test_brackets_become_a_path():
    assert path_of("filter[a][][b c][]", "filter") == (("a", "b c"), True)
    assert path_of("filter[a][0][b c][12]", "filter") == (("a", "b c"), True)
    assert path_of("filter[a]", "filter") == (("a",), False)
    assert path_of("filter", "filter") == ((), False)
