"""A profile part after a report, and its digest (contract: ingest-and-events 10.4)."""

import random
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings

from hbi.profile import schema
from hbi.profile.hash import part_hash
from hbi.profile.merge import merge_part
from hbi.profile.normalise import NormalisedProfile, normalise
from hbi.profile.parse import parse_profile
from tests.unit.profile.profiles import profiles

PROPERTY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ID = "5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80"


@pytest.mark.parametrize(
    ("stored", "reported", "expected"),
    [
        pytest.param(None, {"arch": "arm"}, {"arch": "arm"}, id="nothing stored"),
        pytest.param({"arch": "arm"}, {}, {"arch": "arm"}, id="absent: unchanged"),
        pytest.param({"arch": None}, {}, {}, id="NULL columns are no properties"),
        pytest.param({"arch": "arm"}, {"arch": "x86_64"}, {"arch": "x86_64"}, id="scalar: replaced"),
        pytest.param({"arch": "arm"}, {"arch": ""}, {"arch": ""}, id="scalar: replaced by an empty one"),
        pytest.param({"public_dns": ["a", "b"]}, {"public_dns": ["c"]}, {"public_dns": ["c"]}, id="list: replaced"),
        pytest.param({"public_dns": ["a"]}, {"public_dns": []}, {"public_dns": []}, id="list: replaced by empty"),
        pytest.param(
            {"system_purpose": {"role": "r", "sla": "s"}},
            {"system_purpose": {"role": "q"}},
            {"system_purpose": {"role": "q"}},
            id="object: replaced wholly",
        ),
        pytest.param(
            {"bootc_status": {"booted": {}}}, {"bootc_status": {}}, {"bootc_status": {}}, id="object: emptied"
        ),
        pytest.param(
            {"rhsm": {"version": "8", "environment_ids": ["e"]}},
            {"rhsm": {"version": "9"}},
            {"rhsm": {"version": "9", "environment_ids": ["e"]}},
            id="rhsm: members are merged",
        ),
        pytest.param({"rhsm": {"version": "8"}}, {"rhsm": {}}, {"rhsm": {}}, id="rhsm: cleared by an empty one"),
        pytest.param({"rhsm": None}, {"rhsm": {"version": "8"}}, {"rhsm": {"version": "8"}}, id="rhsm: none stored"),
        pytest.param(
            {"rhsm": "8"}, {"rhsm": {"version": "8"}}, {"rhsm": {"version": "8"}}, id="rhsm: no object stored"
        ),
        pytest.param(
            {"workloads": {"sap": {"sap_system": True, "sids": ["ABC"]}, "mssql": {"version": "1"}}},
            {"workloads": {"sap": {"sids": ["XYZ"]}}},
            {"workloads": {"sap": {"sids": ["XYZ"]}, "mssql": {"version": "1"}}},
            id="workloads: a workload is replaced as a unit, others stay",
        ),
    ],
)
def test_merge(stored, reported, expected):
    assert merge_part(stored, reported) == expected


def test_empty_workloads_change_nothing():
    stored = {"workloads": {"mssql": {"version": "1"}}}
    assert merge_part(stored, parse_profile({"workloads": {}}).dynamic) == stored


def test_old_and_new_form_merge_alike():
    stored = {"workloads": {"sap": {"sap_system": True}, "mssql": {"version": "1"}}}
    for sent in ({"sap_sids": ["XYZ"]}, {"sap": {"sids": ["XYZ"]}}, {"workloads": {"sap": {"sids": ["XYZ"]}}}):
        merged = merge_part(stored, parse_profile(sent).dynamic)
        assert merged == {"workloads": {"sap": {"sids": ["XYZ"]}, "mssql": {"version": "1"}}}


def merged_profile(stored, reported):
    return NormalisedProfile(merge_part(stored.static, reported.static), merge_part(stored.dynamic, reported.dynamic))


@given(first=profiles(), second=profiles())
@PROPERTY
def test_merging_again_changes_nothing(first, second):
    reported = parse_profile(second)
    merged = merged_profile(parse_profile(first), reported)
    assert merged_profile(merged, reported) == merged


@given(first=profiles(), second=profiles())
@PROPERTY
def test_no_property_is_ever_removed_and_every_reported_one_is_there(first, second):
    stored, reported = parse_profile(first), parse_profile(second)
    merged = merged_profile(stored, reported)
    assert merged.static.keys() == stored.static.keys() | reported.static.keys()
    assert merged.dynamic.keys() == stored.dynamic.keys() | reported.dynamic.keys()
    for name, value in {**reported.static, **reported.dynamic}.items():
        found = {**merged.static, **merged.dynamic}[name]
        assert found == value or (name in schema.merged_roots() and found.items() >= value.items())


# The old form of rhel_ai brings lists that workloads.rhel_ai itself does not know.
@given(profiles(without=frozenset({"rhel_ai"})))
@PROPERTY
def test_normalising_again_changes_nothing(sent):
    once = parse_profile(sent)
    assert normalise({**once.static, **once.dynamic}) == once


@given(profiles())
@PROPERTY
def test_a_merge_into_nothing_is_the_report_and_has_its_digest(sent):
    part = parse_profile(sent).dynamic
    assert merge_part(None, part) == part
    assert part_hash(merge_part(part, part)) == part_hash(part)


@given(profiles())
@PROPERTY
def test_digest_does_not_depend_on_the_order_of_keys(sent):
    part = parse_profile(sent).static
    names = random.sample(sorted(part), len(part))
    assert part_hash({name: part[name] for name in names}) == part_hash(part)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        pytest.param({"a": 1}, {"a": 1}, True, id="equal parts"),
        pytest.param({"a": 1}, {"a": True}, False, id="1 is not true"),
        pytest.param({"a": 1}, {"a": "1"}, False, id="nor the text 1"),
        pytest.param({"a": ["x", "y"]}, {"a": ["y", "x"]}, False, id="the order of lists counts"),
        pytest.param({"a": []}, {}, False, id="an empty list is something"),
        pytest.param({"a": ID}, {"a": UUID(ID)}, True, id="a UUID counts like its text"),
        pytest.param(
            {"a": datetime(2031, 4, 5, tzinfo=UTC)},
            {"a": datetime(2031, 4, 5, tzinfo=timezone(timedelta(0)))},
            True,
            id="an instant in UTC, whoever says so",
        ),
    ],
)
def test_digest(one, other, equal):
    assert (part_hash(one) == part_hash(other)) is equal


def test_digest_is_a_uuid():
    assert str(UUID(part_hash({}))) == part_hash({})
