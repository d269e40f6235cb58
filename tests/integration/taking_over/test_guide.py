"""What docs/take-over.md says, done: a database of the original's is migrated, served, written by both, given back."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from functions.api.application import Application
from functions.ingest.runtime import Runtime
from functions.reaper.runtime import Runtime as ReaperRuntime
from functions.reaper.tasks.relay import relay
from hbi import clock
from hbi.db.migrate import upgrade
from hbi.settings import ApiSettings, IngestSettings, ReaperSettings
from tests.fixtures.database import NewDatabase
from tests.integration.database import contract_schema as contract
from tests.integration.database.catalogue import Catalogue
from tests.integration.database.conftest import HEAD
from tests.integration.taking_over.original import HEAD as HEAD_OF_ORIGINAL
from tests.integration.taking_over.original import Group, Original, leave_database
from tests.support.api import UNREACHABLE, Client
from tests.support.factories import ZERO_UUID, Json, host_report, user_identity
from tests.support.ingesting import Ingest
from tests.support.plain_connection import PlainConnection
from tests.support.topics import Published

pytestmark = pytest.mark.kafka

GUIDE = Path(__file__).parents[3] / "docs" / "take-over.md"
SHOWN = ["bootc", "cluster", "complete", "edge", "old", "stale", "ungrouped", "zero"]
ORGS = ("served", "shared", "returned")


class Estate(NamedTuple):
    """A database that the original filled and we migrated."""

    url: str
    connection: PlainConnection
    groups: dict[str, Group]
    """The group `web` of each organisation."""

    def original(self, org_id: str) -> Original:
        """The original, which goes on working."""
        return Original(self.connection, org_id)

    def host(self, org_id: str, name: str) -> str:
        """Id of a host."""
        [[found]] = self.connection.run(
            "SELECT id::text FROM hbi.hosts WHERE org_id = %s AND display_name = %s", (org_id, name)
        )
        return str(found)


type MakeIngest = Callable[..., Ingest]


@pytest.fixture(scope="module")
def estate(new_database: NewDatabase) -> Iterator[Estate]:
    """Rows of all kinds in three organisations, one for each test that writes."""
    url = new_database()
    leave_database(url)
    with PlainConnection(url) as connection:
        groups = {org_id: _fill(Original(connection, org_id)) for org_id in ORGS}
        assert upgrade(url, partitions=16) == HEAD
        yield Estate(url, connection, groups)


@pytest.fixture
def users(estate: Estate) -> Iterator[Callable[[str], Client]]:
    """`users(org_id)`: a user of an organisation, asking our API."""
    settings = ApiSettings.load({"HBI_DATABASE_URL": estate.url, "BYPASS_RBAC": "true", **UNREACHABLE})
    application = Application(settings)
    yield lambda org_id: Client(application, user_identity(org_id))
    application.close()


@pytest.fixture
def make_ingest(estate: Estate, kafka_environment: dict[str, str]) -> Iterator[MakeIngest]:
    """`make_ingest(VARIABLE="value")`: our consumers."""
    made: list[Runtime] = []

    def make(**variables: str) -> Ingest:
        made.append(Runtime.of(IngestSettings.load({"HBI_DATABASE_URL": estate.url, **kafka_environment, **variables})))
        return Ingest(made[-1], estate.connection.run)

    yield make
    for runtime in made:
        runtime.close()


def _fill(original: Original) -> Group:
    """Stores hosts of all kinds, and a row in each table that the original writes."""
    ungrouped, web = original.new_group("Ungrouped Hosts", ungrouped=True), original.new_group("web")
    complete = original.new_host("complete", web, account="901", subscription_manager_id=str(uuid.uuid4()))
    original.new_profile(complete)
    original.store_application_data(complete, recommendations=3)
    original.tag(complete, "env", "prod")
    original.new_host("edge", ungrouped, host_type="edge")
    original.new_host("bootc", ungrouped, host_type="bootc")
    original.new_host("cluster", ungrouped, host_type="cluster", openshift_cluster_id=ZERO_UUID.replace("0", "c"))
    original.new_host("zero", ungrouped, insights_id=ZERO_UUID, provider_type="aws", provider_id="i-1")
    original.new_host("ungrouped", None)
    old = original.new_host("old", ungrouped, canonical_facts_version="1", is_virtual="true")
    silent, stale = original.new_host("silent", ungrouped), original.new_host("stale", ungrouped)
    culled = original.new_host("culled", ungrouped)
    for host_id, changed in (
        (old, """per_reporter_staleness = '{"puptoo": {"last_check_in": "2031-01-01T00:00:00+00:00"}}'"""),
        (silent, "last_check_in = NULL"),
        (stale, "last_check_in = now() - interval '2 days'"),
        (culled, "last_check_in = now() - interval '31 days'"),
    ):
        original.run(f"UPDATE hbi.hosts SET {changed} WHERE org_id = %s AND id = %s", original.org_id, host_id)
    original.choose_staleness(100_000)
    original.save_view("mine", "901")
    original.note_job(f"reaper-{original.org_id}")
    return web


def test_all_that_the_original_stored_is_served(estate: Estate, users: Callable[[str], Client]) -> None:
    user, original = users("served"), estate.original("served")
    listed = user.get("/hosts?order_by=display_name").json
    assert [host["display_name"] for host in listed["results"]] == SHOWN == original.names()
    host_id = estate.host("served", "complete")
    [host] = user.get(f"/hosts/{host_id}").json["results"]
    assert (host["account"], host["ip_addresses"], host["groups"][0]["name"]) == ("901", None, "web")
    [profile] = user.get(f"/hosts/{host_id}/system_profile").json["results"]
    assert profile["system_profile"]["operating_system"] == {"name": "RHEL", "major": 9, "minor": 4}
    assert profile["system_profile"]["workloads"]["sap"]["sids"] == ["H2O"]
    assert user.get(f"/hosts/{host_id}/tags").json["results"][host_id] == [
        {"namespace": "ns", "key": "env", "value": "prod"}
    ]
    [viewed] = user.get("/beta/hosts-view?display_name=complete").json["results"]
    assert viewed["app_data"]["advisor"]["recommendations"] == 3
    assert viewed["app_data"].keys() >= {"advisor", "vulnerability", "patch", "remediations", "compliance", "malware"}
    groups = {group["name"]: group["host_count"] for group in user.get("/groups?group_type=all").json["results"]}
    assert groups == {"web": 1, "Ungrouped Hosts": len(SHOWN) - 2}
    assert user.get("/account/staleness").json["conventional_time_to_stale"] == 100_000
    assert {view["name"] for view in user.get("/beta/views").json["results"]} == {"mine", "All systems"}
    assert [host["display_name"] for host in user.get("/hosts?staleness=stale").json["results"]] == ["stale"]


def test_both_write_the_same_hosts(estate: Estate, users: Callable[[str], Client], make_ingest: MakeIngest) -> None:
    user, original, ingest = users("shared"), estate.original("shared"), make_ingest()
    host_id, web = estate.host("shared", "complete"), estate.groups["shared"]
    [stored] = [host for host in ingest.hosts("shared") if host["id"] == host_id]
    report = _report_of(stored, memory=1)
    assert ingest.reports(report)["updated"] == 1
    assert _shown(user, host_id)["groups"][0]["id"] == web.id
    # What was reported is known by its hash, until the original writes another profile.
    original.report_profile(host_id, memory=2)
    assert _memory(user, host_id) == 2
    assert ingest.reports(report)["updated"] == 1
    assert _memory(user, host_id) == 1
    original.tag(host_id, "env", "stage")
    original.check_in(host_id)
    original.store_application_data(host_id, recommendations=9)
    shown = _shown(user, host_id)
    assert (shown["reporter"], [*shown["per_reporter_staleness"]]) == ("yuptoo", ["puptoo", "yuptoo"])
    [viewed] = user.get("/beta/hosts-view?tags=ns/env=stage").json["results"]
    assert viewed["app_data"]["advisor"]["recommendations"] == 9
    _exchange_hosts(estate, user, original)
    assert {event.body["host"]["id"] for event in ingest.events()} == {host_id}


def _exchange_hosts(estate: Estate, user: Client, original: Original) -> None:
    """Each side moves, renames, creates and deletes hosts of the other."""
    edge, bootc = estate.host("shared", "edge"), estate.host("shared", "bootc")
    database = original.new_group("database")
    original.move(edge, database)
    assert _shown(user, edge)["groups"][0]["name"] == "database"
    assert user.post(f"/groups/{database.id}/hosts", [bootc]).status == 200
    members = original.run("SELECT host_id::text FROM hbi.hosts_groups WHERE group_id = %s", database.id)
    assert {member for (member,) in members} == {edge, bootc}
    assert user.patch(f"/hosts/{bootc}", {"display_name": "renamed"}).status == 200
    new = original.new_host("new", database)
    assert _shown(user, new)["display_name"] == "new"
    original.delete(new)
    assert user.get(f"/hosts/{new}").status == 404
    assert user.delete(f"/hosts/{edge}").status == 200
    assert original.names() == sorted({*SHOWN, "renamed"} - {"bootc", "edge"})
    original.choose_staleness(300_000)
    assert user.get("/hosts?staleness=stale").json["total"] == 0


def test_the_original_goes_on_alone(
    estate: Estate, users: Callable[[str], Client], make_ingest: MakeIngest, kafka_environment: dict[str, str]
) -> None:
    original, ours = estate.original("returned"), make_ingest(**UNREACHABLE)
    ours.reports(host_report(org_id="returned", display_name="ours"))
    user = users("returned")
    deleted = estate.host("returned", "edge")
    assert user.delete(f"/hosts/{deleted}").status == 200
    # What our functions did not say yet is said before they are gone.
    waiting = original.run("SELECT event_type FROM hbi.host_events_outbox WHERE org_id = 'returned' ORDER BY sequence")
    assert waiting == [("created",), ("delete",)]
    _relay_all(estate, kafka_environment)
    assert ours.waiting() == 0
    said = [(event.body["type"], event.key) for event in _said_of_returned(make_ingest())]
    assert sorted(said) == [("created", estate.host("returned", "ours")), ("delete", deleted)]
    _work_on(original, estate.host("returned", "ours"))
    kept = sorted({*SHOWN, "later"} - {"edge"})
    assert original.names() == kept
    # We might come back: nothing of ours has missed what happened.
    assert [host["display_name"] for host in user.get("/hosts?order_by=display_name").json["results"]] == kept


def test_what_we_added_can_be_removed(new_database: NewDatabase) -> None:
    url = new_database()
    catalogue = leave_database(url)
    left = _described(catalogue)
    with PlainConnection(url) as connection:
        original = Original(connection, "last")
        _fill(original)
        for _ in range(2):
            assert upgrade(url, partitions=1) == HEAD
            assert _described(catalogue) != left
            [statements] = re.findall(r"```sql\n(.*?)```", GUIDE.read_text(), re.DOTALL)
            connection.run(statements)
            assert _described(catalogue) == left
        assert catalogue.query("SELECT version_num FROM hbi.alembic_version") == [(HEAD_OF_ORIGINAL,)]
        assert {table: len(found) for table, found in catalogue.partitions().items()} == dict.fromkeys(
            contract.PARTITIONED, 3
        )
        _work_on(original, original.new_host("last", None))
        assert original.names() == sorted([*SHOWN, "later"])


def _said_of_returned(ingest: Ingest) -> list[Published]:
    """Events of the organisation that is given back; the topic has those of others, too."""
    return [event for event in ingest.events() if "returned" in (event.body.get("org_id"), _org(event.body))]


def _org(event: Json) -> str | None:
    host: Json = event.get("host", {})
    return host.get("org_id")


def _work_on(original: Original, host_id: str) -> None:
    """The original writes everything that it writes, about a host that it deletes in the end, and another one."""
    group = original.new_group("back")
    original.new_group("Back", ungrouped=False)
    if not original.run("SELECT 1 FROM hbi.system_profiles_static WHERE host_id = %s", host_id):
        original.new_profile(host_id)
    original.check_in(host_id)
    original.report_profile(host_id, memory=5)
    original.tag(host_id, "env", "back")
    original.move(host_id, group)
    original.store_application_data(host_id, recommendations=1)
    original.choose_staleness(104_400)
    original.save_view("later", "901")
    original.note_job("host-reaper")
    original.delete(host_id)
    original.new_profile(original.new_host("later", group))


def _relay_all(estate: Estate, kafka_environment: dict[str, str]) -> None:
    variables = {"HBI_DATABASE_URL": estate.url, "HBI_EXPORT_BUCKET": "exports", **kafka_environment}
    runtime = ReaperRuntime.of(ReaperSettings.load(variables))
    try:
        assert relay(runtime, clock.now() + timedelta(minutes=5))["left"] == 0
    finally:
        runtime.close()


def _report_of(stored: Json, memory: int) -> Json:
    return host_report(
        org_id=stored["org_id"],
        insights_id=stored["insights_id"],
        subscription_manager_id=stored["subscription_manager_id"],
        display_name=stored["display_name"],
        fqdn=stored["fqdn"],
        system_profile={"arch": "x86_64", "system_memory_bytes": memory},
    )


def _shown(user: Client, host_id: str) -> Json:
    [host] = user.get(f"/hosts/{host_id}").json["results"]
    return dict(host)


def _memory(user: Client, host_id: str) -> int:
    [found] = user.get(f"/hosts/{host_id}/system_profile").json["results"]
    return int(found["system_profile"]["system_memory_bytes"])


def _described(catalogue: Catalogue) -> tuple[object, ...]:
    """The schema as the original and its subscribers know it, and the view that everybody sees."""
    return (
        catalogue.columns(),
        catalogue.indexes(),
        catalogue.constraints(),
        {table: set(found) for table, found in catalogue.triggers().items()},
        catalogue.replica_identities(),
        catalogue.query("SELECT name, configuration FROM hbi.inventory_views WHERE org_id IS NULL"),
        catalogue.query(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'hbi'::regnamespace AND prolang <> 13 ORDER BY 1"
        ),
    )
