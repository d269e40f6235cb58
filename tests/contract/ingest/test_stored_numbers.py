"""What a report does not bring stays as it is stored, numbers of other writers included."""

from typing import Any

import pytest

from tests.conftest import LEFT_SOCKETS, Sql
from tests.support.ingesting import Ingest

pytestmark = [pytest.mark.kafka, pytest.mark.filterwarnings(LEFT_SOCKETS), pytest.mark.usefixtures("left_sockets")]

INSIGHTS_ID = "3f1b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80"
OTHER_ID = "3f1b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81"
NUMBERS = "[123456789012345678901234567890, 1.0, 1.10, 0.12345678901234567890123, 1" + "0" * 300 + ", 0.00]"
"""As jsonb prints them."""


def stored(sql: Sql, expression: str) -> str:
    ((text,),) = sql(f"SELECT ({expression})::text FROM hbi.hosts h WHERE insights_id = '{INSIGHTS_ID}'")
    return text


@pytest.mark.parametrize(
    ("column", "report"),
    [
        pytest.param("facts", {"facts": [{"namespace": "b", "facts": {"k": 1}}]}, id="facts of another namespace"),
        pytest.param("facts", {"facts": [{"namespace": "b", "facts": {"k": None}}]}, id="facts with a null"),
        pytest.param("facts", {"fqdn": "other.example.org"}, id="facts beside another change"),
        pytest.param("tags", {"tags": {"b": {"k": ["v"]}}}, id="tags of another namespace"),
        pytest.param("tags", {"tags": {"gone": {}}}, id="tags when another namespace goes"),
        pytest.param("tags", {"fqdn": "other.example.org"}, id="tags beside another change"),
        pytest.param("per_reporter_staleness", {"reporter": "b"}, id="another reporter's check-in"),
        pytest.param("per_reporter_staleness", {"reporter": "satellite"}, id="a renamed reporter's check-in"),
    ],
)
def test_what_a_report_does_not_bring_stays_byte_for_byte(
    ingest: Ingest, sql: Sql, column: str, report: dict[str, Any]
) -> None:
    ingest.report(insights_id=INSIGHTS_ID, tags={"gone": {"k": ["v"]}}, reporter="yupana")
    document = f'{{"a": {{"v": {NUMBERS}}}, "gone": {{"k": ["v"]}}}}'
    sql(f"UPDATE hbi.hosts SET {column} = {column} || '{document}'")
    before = stored(sql, f"h.{column} -> 'a'")
    assert NUMBERS in before
    with_facts = {"insights_id": OTHER_ID, "facts": [{"namespace": "x", "facts": {}}], "tags": {"x": {"k": ["v"]}}}
    for _ in range(2):
        ingest.reports(
            {**ingest.report(insights_id=OTHER_ID), **with_facts},
            {**ingest.report(insights_id=OTHER_ID), "insights_id": INSIGHTS_ID, **report},
        )
        assert stored(sql, f"h.{column} -> 'a'") == before
    if "reporter" in report:
        assert report["reporter"] in stored(sql, f"h.{column}")
        assert ("yupana" in stored(sql, f"h.{column}")) is (report["reporter"] != "satellite")


@pytest.mark.parametrize(
    ("part", "root", "profile", "after"),
    [
        pytest.param(
            "dynamic", "workloads", {"workloads": {"sap": {"sap_system": True}}}, {"a", "sap"}, id="another workload"
        ),
        pytest.param("dynamic", "workloads", {"arch": "arm64"}, {"a"}, id="another field"),
        pytest.param("static", "rhsm", {"rhsm": {"version": "9.1"}}, {"a", "version"}, id="another member of rhsm"),
        pytest.param("static", "rhsm", {"rhsm": {}}, set(), id="an empty object replaces"),
    ],
)
def test_members_of_a_profile_that_are_not_reported_stay(
    ingest: Ingest, sql: Sql, part: str, root: str, profile: dict[str, Any], after: set[str]
) -> None:
    ingest.report(insights_id=INSIGHTS_ID, system_profile={"arch": "x86_64", "cpu_flags": ["a"]})
    sql(f"""UPDATE hbi.system_profiles_{part} SET {root} = '{{"a": {{"v": {NUMBERS}}}}}'""")
    ingest.report(insights_id=INSIGHTS_ID, system_profile=profile)
    members = sql(f"SELECT key, value::text FROM hbi.system_profiles_{part}, jsonb_each({root})")
    assert {name for name, _ in members} == after
    assert not after or NUMBERS in dict(members)["a"]


def test_reports_of_one_batch_merge_after_one_that_empties(ingest: Ingest) -> None:
    ingest.report(insights_id=INSIGHTS_ID, system_profile={"rhsm": {"version": "8.1"}})
    report = ingest.report(insights_id=INSIGHTS_ID)
    emptied, again = {"rhsm": {}}, {"rhsm": {"environment_ids": ["e"]}}
    ingest.reports({**report, "system_profile": emptied}, {**report, "system_profile": again})
    assert ingest.host()["static"]["rhsm"] == again["rhsm"]


@pytest.mark.parametrize("document", ["[1]", '"text"', "7", "null"])
def test_a_report_takes_the_place_of_what_is_no_object(ingest: Ingest, sql: Sql, document: str) -> None:
    ingest.report(insights_id=INSIGHTS_ID)
    sql(f"UPDATE hbi.hosts SET facts = '{document}', tags = '{document}'")
    sent = {"facts": [{"namespace": "n", "facts": {"k": 1}}], "tags": {"a": {"k": ["v"]}}}
    ingest.report(insights_id=INSIGHTS_ID, **sent)
    host = ingest.host()
    assert (host["facts"], host["tags"]) == ({"n": {"k": 1}}, {"a": {"k": ["v"]}})


@pytest.mark.parametrize("depth", [251, 1200])
def test_facts_nested_deeper_than_can_be_read_do_not_stop_reports(ingest: Ingest, sql: Sql, depth: int) -> None:
    ingest.report(insights_id=INSIGHTS_ID)
    nested = "[" * depth + "]" * depth
    sql(f"""UPDATE hbi.hosts SET facts = '{{"deep": {{"v": {nested}}}}}'""")
    assert ingest.reports(
        {**ingest.report(insights_id=OTHER_ID), "insights_id": INSIGHTS_ID, "facts": [{"namespace": "n", "facts": {}}]}
    ) == {"updated": 1, "rejected": 0}
    assert stored(sql, "h.facts -> 'deep' ->> 'v'") == nested


@pytest.mark.parametrize(
    "number", ["123456789012345678901234567890", "1.50", "0.00", "1" + "0" * 300, "1" + "0" * 400], ids=len
)
def test_numbers_in_stored_tags_are_shown_as_they_are(ingest: Ingest, sql: Sql, number: str) -> None:
    ingest.report(insights_id=INSIGHTS_ID)
    sql(f"""UPDATE hbi.hosts SET tags = '{{"a": {{"k": [{number}, [{number}]], "l": {number}}}}}'""")
    ingest.report(insights_id=INSIGHTS_ID, tags={"b": {"k": ["v"]}})
    values = [number, f"[{number}]", number, "v"]
    assert [tag["value"] for tag in ingest.host()["tags_alt"]] == values
    assert [tag["value"] for tag in ingest.events()[-1].body["host"]["tags"]] == values
