"""Numbers and tags that other software stored as texts count as what they say."""

import pytest

from tests.fixtures.api import MakeHost
from tests.support.api import Client

SYSTEM = "filter[system_profile][operating_system][RHEL][version]"


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("=8", True),
        ("=8.6", True),
        ("[eq]=8.06", True),
        ("=9", False),
        ("=8.1", False),
        ("=8.60", False),
    ],
)
@pytest.mark.parametrize(("major", "minor"), [(8, 6), ("8", "6"), (8, "06"), ("08", 6)])
def test_filters_by_release(
    api: Client, hosts: MakeHost, major: object, minor: object, query: str, is_found: bool
) -> None:
    hosts(static={"operating_system": {"name": "RHEL", "major": major, "minor": minor}})
    assert api.get(f"/hosts?{SYSTEM}{query}").json["total"] == is_found


@pytest.mark.parametrize(("comparator", "total"), [("gte", 1), ("lte", 1), ("lt", 0), ("gt", 0)])
def test_ranges_of_releases_are_of_numbers(api: Client, hosts: MakeHost, comparator: str, total: int) -> None:
    for major in (8, "8"):
        hosts(static={"operating_system": {"name": "RHEL", "major": major, "minor": 6}})
    assert api.get(f"/hosts?{SYSTEM}[{comparator}]=8.6").json["total"] == total


def test_another_system_of_that_release(api: Client, hosts: MakeHost) -> None:
    hosts(static={"operating_system": {"name": "CentOS", "major": "8", "minor": "6"}})
    assert api.get(f"/hosts?{SYSTEM}[neq]=8.6").json["total"] == 1
    assert api.get(f"/hosts?{SYSTEM}[neq]=8.5").json["total"] == 0


@pytest.mark.parametrize("text", ["", "8a", "-8", "8.0", " 8"])
@pytest.mark.parametrize("comparator", ["eq", "gte", "lt"])
def test_texts_that_are_no_numbers_are_no_releases(api: Client, hosts: MakeHost, text: str, comparator: str) -> None:
    hosts(static={"operating_system": {"name": "RHEL", "major": text, "minor": 6}})
    assert api.get(f"/hosts?{SYSTEM}[{comparator}]=8").json["total"] == 0


def test_the_list_of_operating_systems(api: Client, hosts: MakeHost) -> None:
    for major, minor in ((8, 6), ("8", "6"), ("08", 6), (8, "06")):
        hosts(static={"operating_system": {"name": "RHEL", "major": major, "minor": minor}})
    for query in ("", "?staleness=fresh", "?tags=ns/key"):
        shown = api.get(f"/system_profile/operating_system{query}").json
        counted = [] if "tags" in query else [{"value": {"name": "RHEL", "major": 8, "minor": 6}, "count": 4}]
        assert shown["results"] == counted


@pytest.mark.parametrize("failed", [3, "3", "03"])
@pytest.mark.parametrize(
    ("query", "is_found"),
    [("=3", True), ("[gte]=3", True), ("[lt]=10", True), ("[ne]=4", True), ("[ne]=3", False), ("[gt]=3", False)],
)
def test_filters_by_numbers_inside_documents(
    api: Client, hosts: MakeHost, failed: object, query: str, is_found: bool
) -> None:
    hosts(dynamic={"systemd": {"failed": failed}})
    hosts(dynamic={"systemd": {"failed": "three"}})
    assert api.get(f"/hosts?filter[system_profile][systemd][failed]{query}").json["total"] == is_found


def test_tags(api: Client, hosts: MakeHost) -> None:
    """One text outside a list is one value."""
    stored = hosts(tags={"ns": {"key": "value", "other": ["v", "w"]}})
    hosts(tags={"ns": {"key": ["value"]}})
    path = f"/hosts/{stored['id']}/tags"
    shown = [("key", "value"), ("other", "v"), ("other", "w")]
    assert api.get(path).json["results"] == {
        stored["id"]: [{"namespace": "ns", "key": key, "value": value} for key, value in shown]
    }
    assert api.get(f"{path}/count").json["results"] == {stored["id"]: 3}
    counted = {
        (entry["tag"]["key"], entry["tag"]["value"]): entry["count"] for entry in api.get("/tags").json["results"]
    }
    assert counted == {("key", "value"): 2, ("other", "v"): 1, ("other", "w"): 1}


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("tags=ns/key=value", 2),
        ("tags=ns/key", 2),
        ("tags=ns/key=value&tags=ns/key=v", 2),
        ("tags=ns/key=val", 0),
        ("tags=ns/value", 0),
        ("tags=key=value", 0),
    ],
)
def test_filters_by_tags(api: Client, hosts: MakeHost, query: str, total: int) -> None:
    hosts(tags={"ns": {"key": "value"}})
    hosts(tags={"ns": {"key": ["value", "more"]}})
    assert api.get(f"/hosts?{query}").json["total"] == total
    assert api.get(f"/tags?{query}").status == 200
