"""Schemas that are not installed: what they take, and that none of them can do harm."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hbi.profile import schema
from hbi.profile.parse import parse_profile
from hbi.profile.proposed import ProposedSchema
from hbi.profile.schema.adopt import MOST_FIELDS, InvalidSchema
from hbi.profile.validate import InvalidProfile
from tests.unit.profile.profiles import profiles

INSTALLED = ProposedSchema(schema.document())

_WORDS = """
    type properties items $ref allOf not additionalProperties required enum const pattern format minimum maximum
    exclusiveMinimum maxLength maxItems uniqueItems multipleOf $defs definitions SystemProfile id $id $schema
    x-moves-to x-dynamic description arch oneOf
"""
_TEXTS = """
    string integer object array #/$defs/arch #/definitions/arch # #/ http://127.0.0.1:1/ ( ^a$ uuid date-time
"""
KEYWORDS = st.sampled_from(_WORDS.split())
VALUES = st.recursive(
    st.sampled_from([*_TEXTS.split(), "", None, True, 0, -1, 10**30, 1.5, 1e308]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYWORDS, inner, max_size=4),
    max_leaves=12,
)


@given(profiles())
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_the_installed_schema_as_a_proposed_one_takes_what_ingest_takes(profile: dict[str, Any]):
    try:
        parse_profile(profile)
    except InvalidProfile:
        assert not INSTALLED.takes(profile)
    else:
        assert INSTALLED.takes(profile)


@pytest.mark.parametrize("profile", [None, [], "{}", 7])
def test_what_is_no_object_is_not_taken(profile: Any):
    assert not INSTALLED.takes(profile)


def test_what_is_tried_stays_as_it_is():
    profile = {"number_of_cpus": "8", "operating_system": {"major": "8", "minor": "4", "name": "RHEL"}}
    before = copy.deepcopy(profile)
    assert INSTALLED.takes(profile)
    assert profile == before


@given(st.dictionaries(KEYWORDS, VALUES, max_size=5))
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_whatever_comes_is_a_schema_or_refused(part: dict[str, Any]):
    for sent in (part, {"properties": {"arch": part}, "$defs": {"arch": part}}):
        try:
            proposed = ProposedSchema(sent)
        except InvalidSchema:
            continue
        assert proposed.takes({}) in {True, False}


DOUBLING = {f"d{n}": {"properties": {name: {"$ref": f"#/$defs/d{n + 1}"} for name in "ab"}} for n in range(40)}
NESTED = {f"d{n}": {"properties": {"a": {"$ref": f"#/$defs/d{n + 1}"}}} for n in range(2000)}
LAST: dict[str, Any] = {"type": "string"}


@pytest.mark.parametrize(
    ("definitions", "fault"),
    [
        pytest.param({**DOUBLING, "d40": LAST}, f"more than {MOST_FIELDS:,} fields", id="references double"),
        pytest.param({**NESTED, "d2000": LAST}, "nested too deep", id="references nest"),
    ],
)
def test_references_without_end(definitions: dict[str, Any], fault: str):
    with pytest.raises(InvalidSchema, match=fault):
        ProposedSchema({"properties": {"arch": {"$ref": "#/$defs/d0"}}, "$defs": definitions})


@pytest.mark.parametrize(
    "reference",
    [
        pytest.param({"additionalProperties": {"$ref": "http://127.0.0.1:1/"}}, id="below additionalProperties"),
        pytest.param({"not": {"$ref": "http://127.0.0.1:1/"}}, id="below not"),
        pytest.param({"allOf": [{"allOf": [{"$ref": "http://127.0.0.1:1/"}]}]}, id="below allOf"),
        pytest.param(
            {"additionalProperties": {"id": "http://127.0.0.1:1/", "items": {"$ref": "b"}}}, id="relative to an id"
        ),
    ],
)
def test_nothing_is_fetched(reference: dict[str, Any]):
    with pytest.raises(InvalidSchema):
        ProposedSchema({"properties": {"arch": {"type": "object", **reference}}})
