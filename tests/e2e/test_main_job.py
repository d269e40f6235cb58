"""The main job, end to end: hosts report through Kafka, clients read through HTTP, everybody hears of it."""

import csv
import json
import platform
import re
from collections import Counter

import psutil  # type: ignore[import-untyped]
import pytest
from host_inventory.generated.exports.api.exports import api_export_delete_export

from local.data import collector
from tests.infra.calls import IS_THE_BUCKET_THERE, check
from tests.infra.template import Templates
from tests.support.factories import ORG, host_message, host_report
from tests.support.synthesis import templates

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

COLUMNS = [
    "display_name",
    "fqdn",
    "host_id",
    "subscription_manager_id",
    "satellite_id",
    "group_id",
    "group_name",
    "os_release",
    "updated",
    "state",
    "tags",
    "host_type",
    "bios_uuid",
    "satellite_managed",
    "cloud_provider",
    "is_marketplace",
    "ip_addresses",
]
PRODUCED = 800
LOGIN = ("rds-db", "connect")


def test_this_machine_is_the_first_host(system):
    (host,) = system.hosts(insights_id=collector.insights_id())
    assert host["org_id"] == "321"
    assert host["groups"][0]["ungrouped"] is True
    with system.inventory() as inventory:
        profile = inventory.profile(host["id"]).to_dict()
    assert profile["arch"] == platform.machine()
    assert profile["number_of_cpus"] == psutil.cpu_count()
    assert profile["system_memory_bytes"] == psutil.virtual_memory().total
    assert profile["os_kernel_version"] in platform.release()
    assert profile["os_release"]
    assert {"lo"} <= {interface["name"] for interface in profile["network_interfaces"]}
    assert len(profile["installed_packages"]) > 50


def test_produced_hosts_are_created_once_and_then_updated(system):
    before = Counter(event["type"] for event in system.events())
    hosts = system.total()
    system.hbi("produce", "--hosts", str(PRODUCED))
    assert system.total() == hosts + PRODUCED
    system.hbi("produce", "--hosts", str(PRODUCED))
    assert system.total() == hosts + PRODUCED
    after = Counter(event["type"] for event in system.events())
    assert after - before == {"created": PRODUCED, "updated": PRODUCED}


def test_what_all_functions_count_is_on_one_page(system):
    """Whichever process of the API answers; ingest counts the hosts."""
    before = created_hosts(system)
    system.hbi("produce", "--hosts", "5", "--org", "counted")
    assert created_hosts(system) == before + 5


def created_hosts(system) -> float:
    _, _, page = system.fetch("/metrics")
    (counted,) = re.findall(r"^inventory_create_host_count_total (\S+)$", page.decode(), re.MULTILINE)
    return float(counted)


@pytest.mark.parametrize("path", ["hosts", "openapi.json"])
def test_the_second_version_of_the_api_answers_that_it_has_nothing(system, path):
    status, content_type, _ = system.fetch(f"/api/inventory/v2/{path}")
    assert (status, content_type) == (404, "application/problem+json")


@pytest.mark.parametrize("file_format", ["csv", "json"])
def test_export_downloads_every_host_from_s3(system, tmp_path, file_format):
    target = tmp_path / f"hosts.{file_format}"
    told = system.hbi("export", "--format", file_format, "--output", str(target))
    assert "/hbi-exports/exports/321/" in told
    assert system.addresses.api_url not in told
    if file_format == "csv":
        with target.open(newline="") as file:
            header, *rows = list(csv.reader(file))
        assert header == COLUMNS
        ids = [row[2] for row in rows]
    else:
        hosts = json.loads(target.read_text())
        assert list(hosts[0]) == COLUMNS
        ids = [host["host_id"] for host in hosts]
    stored = system.sql("SELECT id::text FROM hbi.hosts WHERE org_id = '321' ORDER BY id")
    assert ids == [row[0] for row in stored]


def test_what_the_functions_ask_of_aws_is_what_the_template_allows(system, cdk_out):
    kept, deleted = [_finished_export(system) for _ in range(2)]
    with system.inventory() as inventory:
        inventory.document(api_export_delete_export, deleted)
    # The reaper starts an export that was forgotten, and removes one that has expired.
    forgotten = _finished_export(system)
    system.sql("UPDATE hbi.exports SET status = 'pending' WHERE id = %s", (forgotten,))
    system.sql("UPDATE hbi.exports SET expires_on = now() - interval '8 days' WHERE id = %s", (kept,))
    system.hbi("reap", "--task", "exports")
    assert system.sql("SELECT count(*) FROM hbi.exports WHERE id = %s", (kept,)) == [(0,)]
    calls = system.aws_calls()
    expected = {
        "api": {("s3", "GetObject"), ("s3", "DeleteObjects"), ("lambda", "Invoke"), LOGIN},
        "export": {("s3", "PutObject"), LOGIN},
        "ingest": {LOGIN},
        "reaper": {("s3", "DeleteObjects"), ("lambda", "Invoke"), LOGIN},
    }
    stacks = Templates(templates(cdk_out))
    assert calls.keys() == expected.keys()
    for name, found in calls.items():
        assert {(asked.service, asked.operation) for asked in found} >= expected[name], name
        check(stacks.rights(name), found - {IS_THE_BUCKET_THERE})


def _finished_export(system) -> str:
    """An export that is complete and was downloaded."""
    with system.inventory() as inventory:
        assert json.loads(inventory.export("json"))
    ((newest,),) = system.sql(
        "SELECT id::text FROM hbi.exports WHERE org_id = %s ORDER BY created_on DESC LIMIT 1", (ORG,)
    )
    return newest


def test_culled_host_vanishes_at_once_and_is_reaped_with_its_event(system):
    report = host_report(org_id="cull")
    system.produce([host_message(report)])
    (host,) = system.hosts("cull")
    system.sql("UPDATE hbi.hosts SET last_check_in = now() - interval '31 days' WHERE org_id = 'cull'")
    assert system.total("cull") == 0
    assert system.sql("SELECT count(*) FROM hbi.hosts WHERE org_id = 'cull'") == [(1,)]
    assert "deleted: 1" in system.hbi("reap")
    assert system.sql("SELECT count(*) FROM hbi.hosts WHERE org_id = 'cull'") == [(0,)]
    (event,) = [event for event in system.events() if event["type"] == "delete" and event["key"] == host["id"]]
    assert event["insights_id"] == report["insights_id"]
    assert event["headers"]["event_type"] == "delete"


def test_one_malformed_message_stops_none_of_its_neighbours(system):
    good = [host_message(host_report(org_id="poison")) for _ in range(99)]
    bad = host_message(host_report(org_id="poison", insights_id="not an id"))
    system.produce([*good[:50], bad, *good[50:]])
    assert system.total("poison") == 99
    listed = system.hbi("dlq", "list")
    assert "insights_id" in listed
    assert "not an id" in listed
