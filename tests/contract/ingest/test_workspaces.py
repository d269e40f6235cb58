"""Groups follow the workspaces that they mirror (contract: ingest-and-events 18)."""

import base64
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import orjson
import psycopg2
import pytest

from functions.ingest.topics import workspaces
from hbi.events.messages import Message
from tests.conftest import Sql
from tests.support.factories import ORG, Json, stored_group, stored_host
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

TOPIC = "outbox.event.workspace"
W = "8a8a8a8a-0000-4000-8000-000000000001"
T1, T2 = "2031-01-01T00:00:00+00:00", "2031-01-02T00:00:00+00:00"


def change(operation: str, *, workspace: Json | None = None, **members: Any) -> Json:
    """The document of a change; members given as `...` are left out."""
    described = {"id": W, "name": "Web", "type": "standard", "created": T1, "modified": T2, **(workspace or {})}
    document = {"operation": operation, "org_id": ORG, "account_number": None, "workspace": given(described), **members}
    return given(document)


def given(members: Json) -> Json:
    return {name: value for name, value in members.items() if value is not ...}


def message(document: object) -> bytes:
    return orjson.dumps({"schema": {}, "payload": orjson.dumps(document).decode()})


def groups(sql: Sql) -> list[Json]:
    return [row[0] for row in sql("SELECT to_jsonb(g) FROM hbi.groups g ORDER BY g.ungrouped, g.name")]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({}, {"name": "Web", "ungrouped": False, "created_on": T1, "modified_on": T2}, id="standard"),
        pytest.param({"workspace": {"type": "ungrouped-hosts"}}, {"ungrouped": True}, id="the ungrouped one"),
        pytest.param({"workspace": {"type": "root"}}, {"ungrouped": False}, id="any other type"),
        pytest.param({"account_number": "12"}, {"account": "12"}, id="account"),
        pytest.param({"account_number": "1\0"}, {"account": "1"}, id="NUL is deleted"),
        pytest.param({"account_number": "1" * 11}, {"account": None}, id="an account too long for a group"),
        pytest.param({"workspace": {"id": W.upper()}}, {"id": W}, id="ids are lower-case"),
    ],
)
def test_create(ingest: Ingest, sql: Sql, sent: Json, expected: Json) -> None:
    assert ingest.deliver(TOPIC, message(change("create", **sent))) == {"groups_created": 1, "rejected": 0}
    (group,) = groups(sql)
    assert {name: group[name] for name in expected} == expected
    assert (group["org_id"], ingest.events(), ingest.notifications()) == (ORG, [], [])


def test_who_waits_for_a_workspace_is_told(ingest: Ingest, database_url: str) -> None:
    connection = psycopg2.connect(database_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("LISTEN workspace_created")
        ingest.deliver(TOPIC, message(change("create")), message(change("create")))
        cursor.execute("SELECT 1")
    assert [(note.channel, note.payload) for note in connection.notifies] == [("workspace_created", W)]
    connection.close()


def test_a_workspace_that_exists_is_skipped(ingest: Ingest, sql: Sql) -> None:
    again = change("create", workspace={"name": "Other"})
    other = change("create", workspace={"id": str(uuid.uuid4()), "name": "Next"})
    counts = ingest.deliver(TOPIC, message(change("create")), message(again), message(other))
    assert counts == {"groups_created": 2, "skipped": 1, "rejected": 0}
    assert [group["name"] for group in groups(sql)] == ["Next", "Web"]


def test_rename(ingest: Ingest, sql: Sql) -> None:
    group = stored_group(sql, name="Old")
    hosts = [stored_host(sql, group=group, age=timedelta(hours=1)) for _ in range(3)]
    stranger = stored_host(sql, age=timedelta(hours=1))
    before = {host["id"]: host for host in ingest.hosts()}
    document = change("update", workspace={"id": group["id"], "name": "New"})
    assert ingest.deliver(TOPIC, message(document)) == {"groups_updated": 1, "rejected": 0}
    assert next((entry["name"], entry["modified_on"]) for entry in groups(sql)) == ("New", T2)
    found = {host["id"]: host for host in ingest.hosts()}
    for host in hosts:
        (copy,) = found[host["id"]]["groups"]
        assert (copy["id"], copy["name"], copy["host_count"]) == (group["id"], "New", 3)
        assert found[host["id"]]["modified_on"] > before[host["id"]]["modified_on"]
        assert found[host["id"]]["last_check_in"] == before[host["id"]]["last_check_in"]
    assert found[stranger["id"]] == before[stranger["id"]]
    events = ingest.events()
    assert {event.key for event in events} == {host["id"] for host in hosts}
    for event in events:
        assert (event.body["type"], event.body["metadata"]) == ("updated", {"request_id": None})
        assert event.body["host"]["groups"] == [{"id": group["id"], "name": "New", "ungrouped": False}]
        identity = orjson.loads(base64.b64decode(event.body["platform_metadata"]["b64_identity"]))["identity"]
        assert (identity["type"], identity["org_id"]) == ("User", ORG)
        assert identity["user"] == {"is_org_admin": False}
    assert ingest.notifications() == []


@pytest.mark.parametrize("operation", ["update", "delete"])
def test_culled_members_follow_without_events_and_do_not_count(ingest: Ingest, sql: Sql, operation: str) -> None:
    group, ungrouped = stored_group(sql, name="Old"), stored_group(sql, name="Rest", ungrouped=True)
    alive = stored_host(sql, group=group, age=timedelta(hours=1))
    culled = stored_host(sql, group=group, age=timedelta(days=60))
    stored_host(sql, group=ungrouped, age=timedelta(hours=1))
    stored_host(sql, group=ungrouped, age=timedelta(days=60))
    ingest.deliver(TOPIC, message(change(operation, workspace={"id": group["id"], "name": "New"})))
    shown = ("New", 1) if operation == "update" else ("Rest", 2)
    found = {host["id"]: host["groups"][0] for host in ingest.hosts()}
    for host in (alive, culled):
        assert (found[host["id"]]["name"], found[host["id"]]["host_count"]) == shown
    assert [event.key for event in ingest.events()] == [alive["id"]]


def test_what_is_culled_follows_the_organisations_settings(ingest: Ingest, sql: Sql) -> None:
    group = stored_group(sql, name="Old")
    stored_host(sql, group=group, age=timedelta(days=60))
    sql(
        """
        INSERT INTO hbi.staleness (id, org_id, conventional_time_to_stale, conventional_time_to_stale_warning,
                                   conventional_time_to_delete, created_on, modified_on)
        VALUES (gen_random_uuid(), %s, 1, 2, 63072000, now(), now())
        """,
        (ORG,),
    )
    ingest.deliver(TOPIC, message(change("update", workspace={"id": group["id"], "name": "New"})))
    assert (len(ingest.events()), ingest.host()["groups"][0]["host_count"]) == (1, 1)


def test_a_batch_has_the_events_of_single_messages(ingest: Ingest, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for groups with more hosts than are published at once."""
    monkeypatch.setattr(workspaces, "PUBLISHED_AT_ONCE", 2)
    group = stored_group(sql, name="before")
    for _ in range(5):
        stored_host(sql, group=group)
    producer, keys = ingest.runtime.producer, []
    send = producer.send

    def note(messages: Iterable[Message]) -> set[int]:
        noted = list(messages)
        keys.extend(message.key for message in noted)
        return send(noted)

    monkeypatch.setattr(producer, "send", note)
    renames = [message(change("update", workspace={"id": group["id"], "name": name})) for name in ("one", "two")]
    ingest.deliver(TOPIC, *renames)
    together = keys.copy()
    for rename in renames:
        ingest.deliver(TOPIC, rename)
    assert keys == [*together, *together]
    assert len(together) == 10


def test_the_same_instant_again_becomes_now(ingest: Ingest, sql: Sql) -> None:
    ingest.deliver(TOPIC, message(change("create")), message(change("update")))
    assert groups(sql)[0]["modified_on"] not in {T1, T2}


def test_delete(ingest: Ingest, sql: Sql) -> None:
    ungrouped, group = stored_group(sql, ungrouped=True), stored_group(sql, name="Web")
    hosts = {stored_host(sql, group=group)["id"] for _ in range(3)}
    stored_host(sql, group=ungrouped)
    values = [message(change("delete", workspace={"id": group["id"]})) for _ in range(2)]
    assert ingest.deliver(TOPIC, *values) == {"groups_deleted": 1, "skipped": 1, "rejected": 0}
    assert [entry["id"] for entry in groups(sql)] == [ungrouped["id"]]
    assert {host["groups"][0]["id"] for host in ingest.hosts()} == {ungrouped["id"]}
    assert sql("SELECT DISTINCT group_id::text, count(*) FROM hbi.hosts_groups GROUP BY 1") == [(ungrouped["id"], 4)]
    events = ingest.events()
    assert {event.key for event in events} == hosts
    assert all(event.body["host"]["groups"][0]["ungrouped"] for event in events)
    assert (sql("SELECT * FROM hbi.outbox"), ingest.waiting()) == ([], 0)


def test_a_group_without_hosts_goes_without_events(ingest: Ingest, sql: Sql) -> None:
    group = stored_group(sql, name="Web")
    document = {"operation": "delete", "org_id": ORG, "workspace": {"id": group["id"], "name": "Web"}}
    assert ingest.deliver(TOPIC, message(document)) == {"groups_deleted": 1, "rejected": 0}
    assert [entry["name"] for entry in groups(sql) if not entry["ungrouped"]] == []
    assert ingest.events() == []


@pytest.mark.parametrize("operation", ["update", "delete"])
def test_type_and_instants_are_optional(ingest: Ingest, sql: Sql, operation: str) -> None:
    group = stored_group(sql, name="Web")
    document = {"operation": operation, "org_id": ORG, "workspace": {"id": group["id"], "name": "New"}}
    assert ingest.deliver(TOPIC, message(document)) == {f"groups_{operation}d": 1, "rejected": 0}
    left = [entry["name"] for entry in groups(sql) if not entry["ungrouped"]]
    assert left == (["New"] if operation == "update" else [])


def test_the_ungrouped_group_is_made_when_hosts_need_it(ingest: Ingest, sql: Sql) -> None:
    group = stored_group(sql, name="Web")
    stored_host(sql, group=group)
    ingest.deliver(TOPIC, message(change("delete", workspace={"id": group["id"]})))
    assert [(entry["name"], entry["ungrouped"]) for entry in groups(sql)] == [("Ungrouped Hosts", True)]
    assert ingest.host()["groups"][0]["id"] == groups(sql)[0]["id"]


@pytest.mark.parametrize("operation", ["update", "delete"])
@pytest.mark.parametrize(
    "org_id", [pytest.param(ORG, id="unknown workspace"), pytest.param("999", id="another organisation")]
)
def test_unknown_workspaces_are_skipped(ingest: Ingest, sql: Sql, operation: str, org_id: str) -> None:
    group = stored_group(sql, "42")
    document = change(operation, org_id=org_id, workspace={"id": group["id"]})
    assert ingest.deliver(TOPIC, message(document)) == {"skipped": 1, "rejected": 0}
    assert [entry["name"] for entry in groups(sql)] == [group["name"]]


GOOD = change("create")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(b"junk", "not JSON", id="not JSON"),
        pytest.param(b"[]", "document", id="not an object"),
        pytest.param(orjson.dumps({"payload": "{}"}), "schema", id="no schema"),
        pytest.param(orjson.dumps({"schema": {}}), "payload", id="no payload"),
        pytest.param(orjson.dumps({"schema": {}, "payload": GOOD}), "payload", id="the payload is not a text"),
        pytest.param(orjson.dumps({"schema": {}, "payload": "junk"}), "not JSON", id="the payload is not JSON"),
        pytest.param(orjson.dumps({"schema": {}, "payload": "{}", "x": 1}), "x", id="unknown member of the envelope"),
        pytest.param(message({**GOOD, "more": 1}), "more", id="unknown member"),
        pytest.param(message(change("create", workspace={"more": 1})), "workspace.more", id="unknown of the workspace"),
        pytest.param(message(change("rename")), "operation", id="unknown operation"),
        pytest.param(message(change("create", org_id=...)), "org_id", id="no organisation"),
        pytest.param(message(change("create", workspace={"id": "x"})), "workspace.id", id="id is not a UUID"),
        *(
            pytest.param(message(change(verb, workspace={"name": ...})), "workspace.name", id=f"{verb} without name")
            for verb in ("create", "update", "delete")
        ),
        pytest.param(message(change("create", workspace={"id": ...})), "workspace.id", id="no id"),
        pytest.param(message({"operation": "create", "org_id": ORG}), "workspace", id="no workspace"),
        pytest.param(message({"org_id": ORG, "workspace": GOOD["workspace"]}), "operation", id="no operation"),
        pytest.param(message(change("create", workspace={"name": ""})), "name", id="empty name"),
        pytest.param(message(change("create", workspace={"name": "x" * 256})), "name", id="too long a name"),
        pytest.param(message(change("create", workspace={"type": None})), "type", id="no type"),
        pytest.param(message(change("create", workspace={"created": "soon"})), "created", id="not an instant"),
    ],
)
def test_refused_messages(ingest: Ingest, sql: Sql, value: bytes, reason: str) -> None:
    good = message(change("create", workspace={"id": str(uuid.uuid4())}))
    assert ingest.deliver(TOPIC, value, good) == {"groups_created": 1, "rejected": 1}
    assert reason in ingest.rejections()[0]
    assert (len(groups(sql)), ingest.notifications()) == (1, [])


@pytest.mark.parametrize("operation", ["update", "delete"])
def test_the_ungrouped_group_is_neither_renamed_nor_deleted(ingest: Ingest, sql: Sql, operation: str) -> None:
    group = stored_group(sql, ungrouped=True)
    assert ingest.deliver(TOPIC, message(change(operation, workspace={"id": group["id"]}))) == {"rejected": 1}
    assert [entry["name"] for entry in groups(sql)] == ["Ungrouped Hosts"]
    assert "ungrouped" in ingest.rejections()[0]


UNGROUPED = {"type": "ungrouped-hosts", "name": "Ungrouped hosts of RBAC"}


def test_the_ungrouped_workspace_takes_the_place_of_the_group_that_ingest_made(ingest: Ingest, sql: Sql) -> None:
    hosts = {ingest.report()["insights_id"] for _ in range(3)}
    other = stored_group(sql, name="Web")
    stored_host(sql, group=other)
    value = message(change("create", workspace=UNGROUPED))
    assert ingest.deliver(TOPIC, value) == {"groups_created": 1, "rejected": 0}
    assert [(entry["id"], entry["name"]) for entry in groups(sql)] == [
        (other["id"], "Web"),
        (W, "Ungrouped hosts of RBAC"),
    ]
    moved = [host for host in ingest.hosts() if host["insights_id"] in hosts]
    for host in moved:
        (copy,) = host["groups"]
        assert (copy["id"], copy["name"], copy["ungrouped"], copy["host_count"]) == (W, UNGROUPED["name"], True, 3)
    assert sql("SELECT count(*) FROM hbi.hosts_groups WHERE group_id = %s", (W,)) == [(3,)]
    assert sorted(event.body["type"] for event in ingest.events()) == ["created"] * 3 + ["updated"] * 3
    assert (sql("SELECT * FROM hbi.outbox"), ingest.waiting()) == ([], 0)


def test_hosts_reported_after_it_are_in_the_ungrouped_workspace(ingest: Ingest) -> None:
    ingest.deliver(TOPIC, message(change("create", workspace=UNGROUPED)))
    ingest.report()
    assert ingest.host()["groups"][0]["id"] == W


def test_the_ungrouped_workspace_again_is_skipped(ingest: Ingest, sql: Sql) -> None:
    ingest.report()
    value = message(change("create", workspace=UNGROUPED))
    assert ingest.deliver(TOPIC, value, value) == {"groups_created": 1, "skipped": 1, "rejected": 0}
    assert [entry["id"] for entry in groups(sql)] == [W]
    assert len(ingest.events()) == 2


def test_an_id_of_another_organisation_is_refused(ingest: Ingest, sql: Sql) -> None:
    stored = stored_group(sql, "42")
    stored_group(sql, ungrouped=True)
    for kind in ("standard", "ungrouped-hosts"):
        document = change("create", workspace={"id": stored["id"], "type": kind})
        assert ingest.deliver(TOPIC, message(document)) == {"rejected": 1}
    assert [(entry["org_id"], entry["ungrouped"]) for entry in groups(sql)] == [("42", False), (ORG, True)]


def test_the_bulk_topic_is_the_same(ingest: Ingest, sql: Sql) -> None:
    values = [message(change("create", workspace={"id": str(uuid.uuid4())})) for _ in range(100)]
    assert ingest.deliver("outbox.event.workspace-bulk", *values) == {"groups_created": 100, "rejected": 0}
    assert len(groups(sql)) == 100
