"""Fields that come with a newer schema and have no column: reported, stored, shown, filtered by."""

from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from schema_update.install import SCHEMA_FILE
from tests.integration.schema_update.conftest import Inventory, Start, copied
from tests.support.factories import host_report

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

UUID = "0f3e1c52-8a9b-4c1d-9e2f-3a4b5c6d7e8f"
NEW = {
    "color": {"type": "string", "maxLength": 20},
    "glob_me": {"type": "string", "maxLength": 20, "x-wildcard": True},
    "fans": {"type": "integer", "minimum": 0},
    "temperature": {"type": "number", "x-dynamic": True},
    "rack_mounted": {"type": "boolean"},
    "slots": {"type": "array", "items": {"type": "string", "maxLength": 9}},
    "disks": {"type": "array", "items": {"type": "object", "properties": {"model": {"type": "string"}}}},
    "chassis": {"type": "object", "properties": {"maker": {"type": "string"}, "units": {"type": "integer"}}},
    "serviced": {"type": "string", "format": "date-time", "x-dynamic": True},
    "asset_id": {"type": "string", "format": "uuid"},
    "serial": {"type": "integer"},
    "range": {"type": "number"},
    "readings": {"type": "array", "items": {"type": "number"}},
    "nicknames": {"type": "array", "items": {"type": "string", "maxLength": 20, "x-wildcard": True}},
    "visits": {"type": "array", "items": {"type": "string", "format": "date-time"}},
    "warranty": {
        "type": "object",
        "properties": {
            "until": {"type": "string", "format": "date-time"},
            "claims": {"type": "array", "items": {"type": "string", "format": "date-time"}},
            "parts": {"type": "array", "items": {"type": "string", "x-wildcard": True}},
        },
    },
    "leds": {
        "type": "object",
        "x-merge": True,
        "properties": {"front": {"type": "string"}, "back": {"type": "string"}},
    },
}
SENT = {
    "color": "blue",
    "glob_me": "Rack 7.1",
    "fans": "4",
    "temperature": -3.5,
    "rack_mounted": True,
    "slots": ["a1", "b2"],
    "disks": [{"model": "X1", "unknown": 1}],
    "chassis": {"maker": "ACME", "units": 2},
    "serviced": "2031-04-01T12:00:00+02:00",
    "asset_id": UUID,
    "serial": 2**62,
    "range": 1e22,
    "readings": [1.5, 2.0, 2**62],
    "nicknames": ["Big 50%", "n°1"],
    "visits": ["2031-04-01T12:00:00+02:00"],
    "warranty": {
        "until": "2031-04-01T12:00:00+02:00",
        "claims": ["2031-04-01T12:00:00.5+02:00"],
        "parts": ["Fan-12", "Lid"],
    },
    "leds": {"front": "red"},
}
CHANGED = {"chassis": {"units": 3}, "slots": [], "temperature": 40, "leds": {"back": "off"}}
INSTANT = "2031-04-01T10:00:00+00:00"
SHOWN = SENT | {
    "fans": 4,
    "disks": [{"model": "X1"}],
    "serviced": INSTANT,
    "visits": [INSTANT],
    "warranty": {
        "until": INSTANT,
        "claims": ["2031-04-01T10:00:00.500000+00:00"],
        "parts": ["Fan-12", "Lid"],
    },
}


@pytest.fixture(scope="module")
def newer_schema(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installed schema with the new fields, a tighter `arch` and no `tuned_profile`."""
    folder = tmp_path_factory.mktemp("update")
    checkout = copied(project_root, folder / "checkout")
    schema = deepcopy(checkout.schema)
    del schema["properties"]["tuned_profile"]
    schema["properties"]["arch"]["maxLength"] = 8
    newer = {"$schema": schema["$schema"], "definitions": schema["definitions"], "type": "object"}
    (folder / "newer.yaml").write_text(yaml.safe_dump({**newer, "properties": {**schema["properties"], **NEW}}))
    result = checkout.update(folder / "newer.yaml", "--accept")
    assert result.exit_code == 0, result.output
    return checkout.folder / SCHEMA_FILE


@pytest.fixture
def inventory(newer_schema: Path, start: Start) -> Inventory:
    """An inventory that works by the newer schema."""
    return start(newer_schema)


def row_versions(inventory: Inventory) -> list[Any]:
    """What is stored of the only host's profile."""
    (host,) = inventory("hosts")
    return [host["static"], host["dynamic"]]


def profile_in_api(inventory: Inventory, host_id: str, query: str = "") -> Any:
    status, body = inventory("get", f"/hosts/{host_id}/system_profile{query}")
    assert status == 200, body
    return body["results"][0]["system_profile"]


def test_the_way_of_new_fields(inventory: Inventory):
    first = host_report(system_profile={"arch": "x86_64", "cpu_flags": ["sse"], **SENT})
    assert not inventory("report", [first]).get("rejected"), inventory("rejections")

    (host,) = inventory("hosts")
    static, dynamic = host["static"], host["dynamic"]
    in_dynamic = {"temperature", "serviced"}
    assert static["other_fields"] == {name: value for name, value in SHOWN.items() if name not in in_dynamic}
    assert dynamic["other_fields"] == {name: SHOWN[name] for name in in_dynamic}
    assert static["arch"] == "x86_64"

    shown = {"arch": "x86_64", "cpu_flags": ["sse"], **SHOWN}
    assert inventory("events")[0]["host"]["system_profile"] == shown
    assert profile_in_api(inventory, host["id"]) == shown
    assert profile_in_api(inventory, host["id"], "?fields[system_profile]=color,serviced,arch") == {
        name: shown[name] for name in ("color", "serviced", "arch")
    }

    before = row_versions(inventory)
    inventory("report", [first])
    assert row_versions(inventory) == before

    inventory("report", [{**first, "system_profile": CHANGED}])
    merged = shown | CHANGED | {"leds": {"front": "red", "back": "off"}}
    assert profile_in_api(inventory, host["id"]) == merged
    assert row_versions(inventory)[0]["profile_hash"] != before[0]["profile_hash"]


def test_fields_that_went_or_became_tighter(inventory: Inventory):
    fine = host_report(system_profile={"arch": "x86_64", "tuned_profile": "desktop", "color": "red"})
    too_long = host_report(system_profile={"arch": "x" * 9})
    assert inventory("report", [fine, too_long])["rejected"] == 1
    (host,) = inventory("hosts")
    assert host["static"]["tuned_profile"] is None
    assert profile_in_api(inventory, host["id"]) == {"arch": "x86_64", "color": "red"}
    assert inventory("get", "/hosts?filter[system_profile][tuned_profile]=desktop")[0] == 400


def test_filters(inventory: Inventory):
    inventory("report", [host_report(display_name="full", system_profile=SENT), host_report(display_name="plain")])
    found = {asked: _found(inventory, asked) for asked in FILTERS}
    assert found == FILTERS
    for refused in ("[fans]=many", "[chassis]=x", "[chassis][other]=1", "[color][contains]=b", *NOT_READ):
        assert inventory("get", f"/hosts?filter[system_profile]{refused}")[0] == 400, refused


def _found(inventory: Inventory, asked: str) -> list[str]:
    status, body = inventory("get", "/hosts?" + "&".join(f"filter[system_profile]{term}" for term in asked.split("&")))
    assert status == 200, (asked, body)
    return sorted(host["display_name"] for host in body["results"])


NOT_READ = ("[serviced]=soon", "[serial]=1e", "[range]=Infinity", "[range]=0x1", "[warranty][until]=soon")
FULL, PLAIN = ["full"], ["plain"]
FILTERS = {
    "[color]=blue": FULL,
    "[color][eq]=Blue": [],
    "[color][ne]=red": FULL,
    "[color][gt]=azure": FULL,
    "[color]=nil": PLAIN,
    "[color]=not_nil": FULL,
    "[color][is]=nil": PLAIN,
    "[color]=": [],
    "[color][]=blue&[color][]=nil": ["full", "plain"],
    "[glob_me]=rack*": FULL,
    "[glob_me][eq]=rack*": [],
    "[glob_me]=*8*": [],
    "[fans]=4": FULL,
    "[fans][gte]=5": [],
    "[fans][lt]=5": FULL,
    "[fans]=nil": PLAIN,
    "[temperature]=-3.5": FULL,
    "[temperature][lt]=0": FULL,
    "[temperature][gt]=0": [],
    "[rack_mounted]=true": FULL,
    "[rack_mounted]=false": [],
    "[rack_mounted][ne]=false": FULL,
    "[slots]=a1": FULL,
    "[slots][contains]=a": [],
    "[slots][]=a1&[slots][]=b2": FULL,
    "[slots][]=a1&[slots][]=c3": [],
    "[disks]=X1": FULL,
    "[disks]=nil": PLAIN,
    "[chassis]=not_nil": FULL,
    "[chassis][maker]=ACME": FULL,
    "[chassis][units][gte]=2": FULL,
    "[chassis][units]=nil": PLAIN,
    "[serviced]=2031-04-01T10:00:00Z": FULL,
    f"[serviced][lt]={quote('2031-04-01T12:30:00+02:00')}": FULL,
    "[serviced][gt]=2031-04-01T10:00:00.5Z": [],
    f"[asset_id]={UUID.upper()}": FULL,
    "[asset_id]=nil": PLAIN,
    "[serial]=4611686018427387904": FULL,
    "[serial]=%2B04611686018427387904": FULL,
    "[serial]=4611686018427387903": [],
    "[serial][gt]=4611686018427387903": FULL,
    "[serial][lt]=1e400": FULL,
    "[serial][gt]=-1e400": FULL,
    "[range]=1e22": FULL,
    "[range]=1.0E22": FULL,
    f"[range]=1{'0' * 22}": FULL,
    "[range][gt]=9e21": FULL,
    "[readings]=1.5": FULL,
    "[readings]=1.50": FULL,
    "[readings][contains]=15e-1": FULL,
    "[readings]=2": FULL,
    "[readings]=2.0": FULL,
    "[readings]=4611686018427387904": FULL,
    "[readings]=4611686018427387905": [],
    "[readings][]=1.5&[readings][]=2": FULL,
    "[readings]=1": [],
    "[nicknames]=big*": FULL,
    "[nicknames]=BIG 50%25": FULL,
    "[nicknames]=big %25": [],
    "[nicknames]=Big": [],
    "[nicknames][contains]=Big*": [],
    "[nicknames][contains]=Big 50%25": FULL,
    "[nicknames][]=*1&[nicknames][]=b*": FULL,
    "[nicknames][]=*1&[nicknames][]=c*": [],
    "[visits]=2031-04-01T10:00:00Z": FULL,
    f"[visits]={quote('2031-04-01T12:00:00+02:00')}": FULL,
    f"[visits][contains]={quote(INSTANT)}": FULL,
    "[visits]=2031-04-01T12:00:00Z": [],
    "[warranty][until]=2031-04-01T10:00:00Z": FULL,
    f"[warranty][until][eq]={quote('2031-04-01T12:00:00+02:00')}": FULL,
    "[warranty][until][ne]=2031-04-01T10:00:00Z": [],
    "[warranty][until][lt]=2031-04-01T10:00:00.5Z": FULL,
    "[warranty][until]=": [],
    "[warranty][claims]=2031-04-01T10:00:00.5Z": FULL,
    "[warranty][claims]=2031-04-01T10:00:00Z": [],
    "[warranty][claims]=2031-04-01": FULL,
    "[warranty][parts]=fan*2": FULL,
    "[warranty][parts]=fan*3": [],
    "[warranty][parts]=Fan": FULL,
    "[warranty][parts][contains]=Fan*": [],
}


@pytest.mark.parametrize("stored", ["[1]", "7", "null", '"text"'])
def test_what_is_no_object_gives_way_to_reported_fields(inventory: Inventory, stored: str):
    first = host_report(system_profile={"color": "red", "temperature": 1})
    inventory("report", [first])
    for part in ("static", "dynamic"):
        inventory("sql", f"UPDATE hbi.system_profiles_{part} SET other_fields = '{stored}'")
    inventory("report", [{**first, "system_profile": {"color": "blue", "temperature": 2}}])
    (host,) = inventory("hosts")
    assert [host[part]["other_fields"] for part in ("static", "dynamic")] == [{"color": "blue"}, {"temperature": 2}]
