"""Walks over JSON of any shape."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hbi.documents import depth_exceeds, has_empty_key, without_nul

texts = st.text(alphabet="ab\0", max_size=4)
documents = st.recursive(
    st.none() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


def depth_of(document):
    if isinstance(document, dict):
        return 1 + max(map(depth_of, document.values()), default=0)
    return 1 + max(map(depth_of, document), default=0) if isinstance(document, list) else 0


def nested(levels):
    document = {}
    for _ in range(levels):
        document = {"a": [document]}
    return document


@given(document=documents, limit=st.integers(0, 6))
@settings(deadline=None)
def test_depth_counts_containers(document, limit):
    assert depth_exceeds(document, limit) == (depth_of(document) > limit)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param({"": 1}, True, id="at the top"),
        pytest.param({"a": [1, {"b": {"": None}}]}, True, id="below lists and objects"),
        pytest.param({"a": ["", {"b": ""}]}, False, id="empty values are no keys"),
        pytest.param(nested(100_000), False, id="any depth"),
    ],
)
def test_empty_keys(document, expected):
    assert has_empty_key(document) is expected


@given(documents)
@settings(deadline=None)
def test_nul_characters_go_from_keys_and_texts(document):
    assert "\\x00" not in repr(without_nul(document))


@given(documents.filter(lambda document: "\\x00" not in repr(document)))
@settings(deadline=None)
def test_a_document_without_nul_is_kept(document):
    assert without_nul(document) == document
