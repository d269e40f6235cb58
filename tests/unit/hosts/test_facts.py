"""Facts in namespaces (contract: ingest-and-events 8.4)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hbi.hosts.facts import merge_facts, parse_facts


def entry(namespace, **facts):
    return {"namespace": namespace, "facts": facts}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param([], {}, id="an empty list"),
        pytest.param([entry("n", k=[1, None])], {"n": {"k": [1, None]}}, id="any JSON as value"),
        pytest.param([entry("")], {"": {}}, id="the namespace may be empty, the facts too"),
        pytest.param(
            [entry("n", a=1, b=1), entry("m"), entry("n", b=2)],
            {"n": {"a": 1, "b": 2}, "m": {}},
            id="a namespace that comes twice is merged, later keys win",
        ),
    ],
)
def test_reported_facts(sent, expected):
    assert parse_facts(sent) == expected


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"n": {}}, id="no list"),
        pytest.param(None, id="null"),
        pytest.param(["n"], id="no object in the list"),
        pytest.param([{"namespace": "n"}], id="no facts"),
        pytest.param([{"facts": {}}], id="no namespace"),
        pytest.param([{**entry("n"), "extra": 1}], id="an extra member"),
        pytest.param([{"namespace": None, "facts": {}}], id="namespace null"),
        pytest.param([{"namespace": "n", "facts": None}], id="facts null"),
        pytest.param([{"namespace": "n", "facts": []}], id="facts a list"),
        pytest.param([{"namespace": "n", "facts": {"": 1}}], id="an empty key"),
        pytest.param([{"namespace": "n", "facts": {"a": [{"": 1}]}}], id="an empty key far below"),
    ],
)
def test_refused(sent):
    with pytest.raises(ValueError, match=r"\.$"):
        parse_facts(sent)


@pytest.mark.parametrize(
    ("stored", "reported", "expected"),
    [
        pytest.param(None, {"n": {"a": 1}}, {"n": {"a": 1}}, id="nothing stored"),
        pytest.param({"n": {"a": 1}}, {}, {"n": {"a": 1}}, id="nothing sent"),
        pytest.param({"n": {"a": 1}}, {"n": {"b": 2}}, {"n": {"b": 2}}, id="a namespace is replaced as a whole"),
        pytest.param({"n": {"a": 1}}, {"m": {}}, {"n": {"a": 1}, "m": {}}, id="others stay"),
        pytest.param({"n": {"a": 1}}, {"n": {}}, {"n": {}}, id="an empty namespace is stored"),
    ],
)
def test_merge(stored, reported, expected):
    assert merge_facts(stored, reported) == expected


facts = st.dictionaries(
    st.text("ab", max_size=1), st.dictionaries(st.text("xy", min_size=1, max_size=1), st.integers(0, 3))
)


@given(stored=facts, reported=facts)
@settings(deadline=None)
def test_merging_again_changes_nothing(stored, reported):
    merged = merge_facts(stored, reported)
    assert merge_facts(merged, reported) == merged
    assert parse_facts([entry(namespace, **held) for namespace, held in merged.items()]) == merged
