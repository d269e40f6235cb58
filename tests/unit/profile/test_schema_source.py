"""Schemas of others as text: what is read, and what is refused."""

from typing import Any

import pytest

from hbi.profile.schema.source import DEEPEST, UnreadableSchema, parsed


@pytest.mark.parametrize(
    ("text", "document"),
    [
        pytest.param("a: 1\nb: [x, null, true, 1.5]", {"a": 1, "b": ["x", None, True, 1.5]}, id="YAML"),
        pytest.param('{"a": {"b": []}}', {"a": {"b": []}}, id="JSON"),
        pytest.param("a: 2031-04-01", {"a": "2031-04-01"}, id="dates are text"),
        pytest.param("a: &x [1]\nb: *x", {"a": [1], "b": [1]}, id="aliases"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_read(text: str, document: Any):
    assert parsed(text.encode()) == document


LAUGHS = "a0: &a0 [lol]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30))
MERGES = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 60))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(b"\xff\xfe", "is not UTF-8", id="no text"),
        pytest.param(b"a: [1", "is neither YAML nor JSON", id="broken"),
        pytest.param(b"a: 1\n---\nb: 2", "is neither YAML nor JSON", id="two documents"),
        pytest.param(b"a: 1\na: 2", "key 'a' occurs twice", id="a key twice"),
        pytest.param(b"a: !!python/object:os.system []", "is neither YAML nor JSON", id="an object of Python's"),
        pytest.param(b"a: !!bool maybe", "is neither YAML nor JSON", id="a tag that lies about a boolean"),
        pytest.param(b"a: !!int ''", "is neither YAML nor JSON", id="a tag that lies about a number"),
        pytest.param(b"? [1]\n: 2", "is neither YAML nor JSON", id="a list as key"),
        pytest.param(b"1: 2", "is not JSON: 1 is a key", id="a number as key"),
        pytest.param(b"a: .inf", "is not JSON: it has inf", id="infinity"),
        pytest.param(b"a: [.nan]", "is not JSON: it has nan", id="not a number"),
        pytest.param(b"a: !!binary aGk=", "is not JSON: it has b'hi'", id="bytes"),
        pytest.param(b"a: !!set {b}", "is not JSON: it has {'b'}", id="a set"),
        pytest.param(b"a: &x {<<: {b: 1}}", "a key << (merge) is not understood", id="mappings merged"),
        pytest.param(MERGES.encode(), "a key << (merge) is not understood", id="mappings merged without end"),
        pytest.param(LAUGHS.encode(), "has more than 50,000 keys and values", id="aliases of aliases"),
        pytest.param(b"a: &x [*x]", "is nested deeper than", id="an alias of itself"),
        pytest.param(b"[" * (DEEPEST + 1) + b"1" + b"]" * (DEEPEST + 1), "is nested deeper than", id="deep"),
        pytest.param(b"[" * 200_000 + b"]" * 200_000, "is nested deeper than", id="deeper than the library survives"),
        pytest.param(b"- " * 200_000, "is nested deeper than", id="deep without brackets"),
        pytest.param(b"{a: " * 200_000, "is nested deeper than", id="deep and never closed"),
        pytest.param(b"- 1\n" * 50_001, "has more than 50,000 keys and values", id="long"),
    ],
)
def test_refused(content: bytes, fault: str):
    with pytest.raises(UnreadableSchema) as caught:
        parsed(content)
    assert fault in str(caught.value)
