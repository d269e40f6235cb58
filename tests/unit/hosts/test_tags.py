"""Tags of reports and hosts (contract: ingest-and-events 8.5, rest-hosts 2.5)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hbi.hosts.tags import created_tags, merge_tags, parse_tags, structured_tags

LONGEST = "x" * 255


def tag(namespace, key, value):
    return {"namespace": namespace, "key": key, "value": value}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param([], {}, id="structured: empty list"),
        pytest.param([tag("ns", "k", "v")], {"ns": {"k": ["v"]}}, id="structured: one tag"),
        pytest.param(
            [tag("ns", "k", "b"), tag("ns", "k", "a"), tag("ns", "k", "b")],
            {"ns": {"k": ["b", "a"]}},
            id="structured: values of a key gather, first order, no repeats",
        ),
        pytest.param([{"key": "k"}], {"null": {"k": []}}, id="structured: namespace and value are optional"),
        pytest.param([tag(None, "k", None)], {"null": {"k": []}}, id="structured: both may be null"),
        pytest.param([tag("", "k", "")], {"null": {"k": []}}, id="structured: both may be empty"),
        pytest.param(
            [tag("null", "k", "a"), tag(None, "k", "b"), tag("", "k", "c")],
            {"null": {"k": ["a", "b", "c"]}},
            id="structured: null, empty and the text null are one namespace",
        ),
        pytest.param([{**tag("ns", "k", "v"), "x": 1}], {"ns": {"k": ["v"]}}, id="structured: unknown members"),
        pytest.param([tag(LONGEST, LONGEST, LONGEST)], {LONGEST: {LONGEST: [LONGEST]}}, id="structured: longest"),
        pytest.param({}, {}, id="nested: empty object"),
        pytest.param({"ns": {"k": ["v"]}}, {"ns": {"k": ["v"]}}, id="nested: one tag"),
        pytest.param({"ns": {"k": ["b", "a", "b"]}}, {"ns": {"k": ["b", "a"]}}, id="nested: repeats are dropped"),
        pytest.param({"ns": {"k": [None, "", "v"]}}, {"ns": {"k": ["v"]}}, id="nested: null and empty are dropped"),
        pytest.param({"ns": {"k": []}}, {"ns": {"k": []}}, id="nested: a key without values is kept"),
        pytest.param({"ns": {"k": None}}, {"ns": {"k": []}}, id="nested: a null list is an empty one"),
        pytest.param({"ns": None}, {"ns": {}}, id="nested: a null namespace is an empty one"),
        pytest.param({"": {"k": ["v"]}}, {"null": {"k": ["v"]}}, id="nested: the empty namespace"),
        pytest.param(
            {"": {"a": ["1"], "c": ["1", "2"]}, "null": {"b": ["2"], "c": ["2", "3"]}},
            {"null": {"a": ["1"], "b": ["2"], "c": ["1", "2", "3"]}},
            id="nested: both spellings of no namespace in one message",
        ),
        pytest.param({LONGEST: {LONGEST: [LONGEST]}}, {LONGEST: {LONGEST: [LONGEST]}}, id="nested: longest"),
    ],
)
def test_both_wire_forms(sent, expected):
    assert parse_tags(sent) == expected


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(None, id="null"),
        pytest.param("env=prod", id="a text"),
        pytest.param(1, id="a number"),
        pytest.param(["env=prod"], id="structured: no object"),
        pytest.param([{"namespace": "ns"}], id="structured: no key"),
        pytest.param([tag("ns", None, "v")], id="structured: key null"),
        pytest.param([tag("ns", "", "v")], id="structured: key empty"),
        pytest.param([tag("ns", LONGEST + "x", "v")], id="structured: key too long"),
        pytest.param([tag(LONGEST + "x", "k", "v")], id="structured: namespace too long"),
        pytest.param([tag("ns", "k", LONGEST + "x")], id="structured: value too long"),
        pytest.param([tag(1, "k", "v")], id="structured: namespace a number"),
        pytest.param([tag("ns", "k", 1)], id="structured: value a number"),
        pytest.param({"ns": []}, id="nested: namespace a list"),
        pytest.param({"ns": "k"}, id="nested: namespace a text"),
        pytest.param({"ns": {"k": "v"}}, id="nested: values a text"),
        pytest.param({"ns": {"k": {}}}, id="nested: values an object"),
        pytest.param({"ns": {"k": [1]}}, id="nested: value a number"),
        pytest.param({"ns": {"": ["v"]}}, id="nested: key empty"),
        pytest.param({"ns": {LONGEST + "x": []}}, id="nested: key too long"),
        pytest.param({LONGEST + "x": {}}, id="nested: namespace too long"),
        pytest.param({"ns": {"k": [LONGEST + "x"]}}, id="nested: value too long"),
    ],
)
def test_refused(sent):
    with pytest.raises(ValueError, match=r"\.$"):
        parse_tags(sent)


def test_a_new_host_has_no_empty_namespaces():
    assert created_tags({"a": {}, "b": {"k": []}}) == {"b": {"k": []}}


@pytest.mark.parametrize(
    ("stored", "reported", "expected"),
    [
        pytest.param(None, {"a": {"k": ["v"]}}, {"a": {"k": ["v"]}}, id="nothing stored"),
        pytest.param({"a": {"k": ["v"]}}, {}, {"a": {"k": ["v"]}}, id="nothing sent"),
        pytest.param(
            {"a": {"k": ["v"], "l": ["w"]}},
            {"a": {"k": ["x"]}},
            {"a": {"k": ["x"]}},
            id="a namespace is replaced as a whole",
        ),
        pytest.param({"a": {"k": ["v"]}}, {"a": {}}, {}, id="an empty namespace removes it"),
        pytest.param({"a": {"k": []}}, {"b": {"k": []}}, {"a": {"k": []}, "b": {"k": []}}, id="others stay"),
        pytest.param({"a": {"k": []}}, {"b": {}}, {"a": {"k": []}}, id="removing what is not there"),
        pytest.param(
            {"a": {"k": []}, "b": {"k": []}, "null": {"k": []}},
            {"a": {}, "null": {}},
            {"b": {"k": []}},
            id="several removals in one message",
        ),
    ],
)
def test_merge(stored, reported, expected):
    assert merge_tags(stored, reported) == expected


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        pytest.param(None, [], id="no tags"),
        pytest.param({"ns": None}, [], id="a null namespace written by other software"),
        pytest.param({"null": {"k": ["v"]}}, [tag(None, "k", "v")], id="no namespace shows as null"),
        pytest.param({"ns": {"k": []}}, [tag("ns", "k", None)], id="a key without values shows once"),
        pytest.param({"ns": {"k": ["b", "a"]}}, [tag("ns", "k", "b"), tag("ns", "k", "a")], id="one entry a value"),
        pytest.param(
            {"b": {"z": ["1"], "k": ["2"]}, "a": {"k": ["3"]}},
            [tag("a", "k", "3"), tag("b", "k", "2"), tag("b", "z", "1")],
            id="by namespace and key",
        ),
        pytest.param(
            {"SPECIAL": {"k": []}, "ns1": {"bb": [], "c": [], "B": []}, "null": {"k": []}},
            [
                tag("ns1", "B", None),
                tag("ns1", "c", None),
                tag("ns1", "bb", None),
                tag(None, "k", None),
                tag("SPECIAL", "k", None),
            ],
            id="shorter names first, capitals before small letters",
        ),
        pytest.param(
            {"é": {"k": []}, "z": {"k": []}, "aaa": {"k": []}},
            [tag("z", "k", None), tag("é", "k", None), tag("aaa", "k", None)],
            id="length in bytes",
        ),
    ],
)
def test_structured_list(stored, expected):
    assert structured_tags(stored) == expected


names = st.text(alphabet="ab", max_size=2)
values = st.none() | names
namespaces = st.none() | names | st.just("null")
nested = st.dictionaries(
    names | st.just("null"),
    st.none() | st.dictionaries(names.filter(bool), st.none() | st.lists(values, max_size=4), max_size=3),
    max_size=3,
)
structured = st.lists(
    st.fixed_dictionaries({"key": names.filter(bool)}, optional={"namespace": namespaces, "value": values}), max_size=6
)
reported = (nested | structured).map(parse_tags)


@given(reported)
@settings(deadline=None)
def test_parsed_tags_are_in_normal_form(tags):
    assert parse_tags(tags) == tags
    assert "" not in tags
    for keys in tags.values():
        for found in keys.values():
            assert "" not in found
            assert len(found) == len(set(found))


@given(stored=reported.map(created_tags), sent=reported)
@settings(deadline=None)
def test_merging_again_changes_nothing(stored, sent):
    merged = merge_tags(stored, sent)
    assert merge_tags(merged, sent) == merged
    assert all(merged.values())


@given(reported.map(created_tags))
@settings(deadline=None)
def test_the_structured_list_says_all(tags):
    assert parse_tags(structured_tags(tags)) == tags
