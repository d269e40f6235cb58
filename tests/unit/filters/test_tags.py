"""The parameter `tags` (contract: rest-hosts 4.8)."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hbi.problems import InvalidParameter, RuleViolation
from hbi.queries.filters.parameters.tags import Tag, parse_tag


def sent(value: str) -> Tag:
    """The tag that a value means as it goes over the wire."""
    [(_, text)] = parse_qsl(f"tags={value}", keep_blank_values=True)
    return parse_tag(text)


@pytest.mark.parametrize(
    ("value", "namespace", "key", "tag_value"),
    [
        pytest.param("env/tier=gold", "env", "tier", "gold", id="all parts"),
        pytest.param("tier=gold", "null", "tier", "gold", id="no namespace"),
        pytest.param("env/tier", "env", "tier", None, id="no value"),
        pytest.param("tier", "null", "tier", None, id="a key alone"),
        pytest.param("env/a/b=c", "env", "a/b", "c", id="a key with a slash"),
        pytest.param("env%2Ftier%3Dgold", "env", "tier", "gold", id="decoded before it is split"),
        pytest.param("env%252Ftier%253Dgold", "null", "env/tier=gold", None, id="and again after"),
        pytest.param("ns%252F1/k=v", "ns/1", "k", "v", id="a namespace with a slash"),
        pytest.param("/k=v", "null", "/k", "v", id="a leading slash belongs to the key"),
        pytest.param("null/k=v", "null", "k", "v", id="null is no namespace"),
        pytest.param("a/", "null", "a/", None, id="a trailing slash belongs to the key"),
        pytest.param("a/b/", "a", "b/", None, id="also behind a namespace"),
        pytest.param("a,b=c,d", "null", "a,b", "c,d", id="a comma separates nothing"),
        pytest.param("a+b=c%2Bd", "null", "a b", "c+d", id="a plus is a space unless encoded"),
        pytest.param("k=%2525", "null", "k", "%", id="a percent sign"),
        pytest.param("k=%25zz", "null", "k", "%zz", id="a percent sign that encodes nothing"),
        pytest.param("%C3%A9/k=v", "é", "k", "v", id="beyond ASCII"),
    ],
)
def test_what_is_meant(value, namespace, key, tag_value):
    assert sent(value) == Tag(namespace, key, tag_value)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="nothing"),
        pytest.param("=v", id="no key"),
        pytest.param("ns/=v", id="no key behind a namespace"),
        pytest.param("a/b=", id="no value behind the sign"),
        pytest.param("a=b=c", id="two signs"),
        pytest.param("a=b/c", id="a slash in the value"),
        pytest.param("a//=v", id="a slash right before the sign"),
        pytest.param("/=v", id="nothing but a slash before the sign"),
        pytest.param("a=b%00", id="NUL"),
        pytest.param("a=b%2500", id="NUL, encoded twice"),
    ],
)
def test_what_is_no_tag(value):
    with pytest.raises(InvalidParameter):
        sent(value)


@pytest.mark.parametrize("form", ["{}/k=v", "n/{}=v", "n/k={}"])
def test_parts_have_a_longest_length(form):
    assert sent(form.format("x" * 255))
    assert sent(form.format("%25C3%25A9" * 255))
    with pytest.raises(RuleViolation):
        sent(form.format("x" * 256))


parts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=10)


@given(namespace=parts, key=parts, value=st.none() | parts)
def test_any_tag_can_be_asked_for(namespace, key, value):
    from urllib.parse import quote

    def twice(part: str) -> str:
        return quote(quote(part, safe=""), safe="")

    text = f"{twice(namespace)}/{twice(key)}" + ("" if value is None else f"={twice(value)}")
    assert sent(text) == Tag(namespace, key, value)
