"""System profiles made from the schema itself, for property tests."""

from typing import Any

from hypothesis import strategies as st

from hbi.profile import schema

type Node = dict[str, Any]

INSTANTS = ("2031-04-05T06:07:08.123456+00:00", "2031-04-05", "20310405T060708Z", "2031-04-05 06:07+05:30")
ADDRESSES = {"ipv4": ("10.1.2.3", "255.255.255.255"), "ipv6": ("::1", "fe80::57c8:dd95:2f8a:1")}
UNKNOWN = "surprise"
"""Property that no schema lists."""

documents = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab", min_size=1, max_size=2), inner),
    max_leaves=4,
)


def value_of(node: Node) -> st.SearchStrategy[Any]:
    """Valid values of a property."""
    match node["type"]:
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(node.get("minimum", -9), node.get("maximum", 2**31))
        case "number":
            return st.sampled_from([1, 2.5])
        case "array":
            return st.lists(value_of(node["items"]), max_size=2, unique=node.get("uniqueItems", False))
        case "object":
            return object_of(node) if "properties" in node else st.dictionaries(st.text("ab", min_size=1), documents)
        case _:
            return text_of(node)


def text_of(node: Node) -> st.SearchStrategy[str]:
    """Valid texts."""
    if "enum" in node:
        return st.sampled_from(node["enum"])
    if node.get("format") == "date-time":
        return st.sampled_from(INSTANTS)
    if node.get("format") in ADDRESSES:
        return st.sampled_from(ADDRESSES[node["format"]])
    longest = node.get("maxLength", 36)
    if "pattern" in node:
        return st.from_regex(node["pattern"], fullmatch=True).filter(lambda text: len(text) <= longest)
    return st.text("xyz é", min_size=node.get("minLength", 0), max_size=min(longest, 5))


def object_of(node: Node) -> st.SearchStrategy[dict[str, Any]]:
    """Valid objects, now and then with a property that the schema does not list."""
    members = {name: value_of(member) for name, member in node["properties"].items()}
    required = {name: members.pop(name) for name in node.get("required", ())}
    return st.fixed_dictionaries(required, optional={**members, UNKNOWN: documents})


def profiles(*, without: frozenset[str] = frozenset()) -> st.SearchStrategy[dict[str, Any]]:
    """Valid profiles of a few root properties, unknown ones among them."""
    roots = {name: value_of(node) for name, node in schema.roots().items() if name not in without}
    some = st.lists(st.sampled_from([*sorted(roots), UNKNOWN]), max_size=6, unique=True)
    return some.flatmap(lambda names: st.fixed_dictionaries({name: roots.get(name, documents) for name in names}))
