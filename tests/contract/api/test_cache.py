"""The cache that functions share: what is in it, when it counts, and who voids it (contract: identity-rbac 9)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest

from functions.ingest.dispatch import consume
from functions.ingest.runtime import Runtime as IngestRuntime
from functions.reaper.runtime import Runtime as ReaperRuntime
from functions.reaper.tasks.cull import cull
from hbi import clock
from hbi.settings import IngestSettings, ReaperSettings
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.fixtures.metrics import Measure
from tests.support.api import UNREACHABLE, Answer, Client, gateway_event, received
from tests.support.factories import (
    INGRESS,
    ORG,
    Json,
    encode_identity,
    host_message,
    host_report,
    msk_event,
    stored_group,
    system_identity,
    user_identity,
)
from tests.support.servers.cache_server import CacheServer

OWNER = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"
STALENESS = "/account/staleness"
LIMITS = [f"conventional_time_to_{name}" for name in ("stale", "stale_warning", "delete")]
PROFILES, WORKSPACES = "platform.inventory.system-profile", "outbox.event.workspace"
HITS = ("inventory_api_cached_systems_hit_count",)

type Change = Callable[["World"], Any]


class World:
    """A host of an owner, and the functions that share a cache."""

    def __init__(self, api: Client, ingest: IngestRuntime, reaper: ReaperRuntime, host: Json, other: Json) -> None:
        self.api = api
        self.ingest = ingest
        self.reaper = reaper
        self.host = host
        self.other = other
        """A group that the host is not in."""

    @property
    def id(self) -> str:
        """The host's id."""
        return str(self.host["id"])

    def system(self, cn: str = OWNER, org_id: str = ORG) -> Client:
        """A machine with a certificate."""
        return self.api.as_(system_identity(cn, org_id))

    def found(self, more: str = "", *, by: Client | None = None, **options: Any) -> Answer:
        """What the owner gets that looks for the host."""
        return (by or self.system()).get(f"/hosts?insights_id={self.host['insights_id']}{more}", **options)

    def report(self, **fields: Any) -> None:
        """Lets the host report itself."""
        known = {name: self.host[name] for name in ("insights_id", "subscription_manager_id", "fqdn")}
        self.consume(host_message(host_report(**{**known, **fields})))

    def tag(self) -> None:
        """Gives the host a tag, as another application does."""
        body = {"tags": [{"namespace": "n", "key": "k", "value": "v"}], "host_id_list": [self.id]}
        sent = {"x-rh-identity": encode_identity(user_identity()), "content-type": "application/json"}
        event = gateway_event("POST", "/tags", sent, orjson.dumps(body))
        assert received(self.api.application.respond(event)).json["processed_hosts"] == 1

    def consume(self, *messages: bytes, topic: str = INGRESS) -> None:
        """Lets ingest have messages."""
        counts = consume(msk_event(messages, topic), self.ingest).counts
        assert sum(counts.values()) - counts.get("rejected", 0) == len(messages)


@pytest.fixture
def world(
    make_application: MakeApplication, cache_server: CacheServer, database_url: str, hosts: MakeHost, sql: Sql
) -> Iterator[World]:
    shared = {"HBI_DATABASE_URL": database_url, **UNREACHABLE, **cache_server.environment, "BYPASS_KESSEL": "true"}
    shared |= {"HBI_PUBLISH_PAUSE_SECONDS": "60", "HBI_KAFKA_TIMEOUT_SECONDS": "0.1"}
    ingest, reaper = IngestRuntime.of(IngestSettings.load(shared)), ReaperRuntime.of(ReaperSettings.load(shared))
    host = hosts(
        group=stored_group(sql, name="g"),
        static={"owner_id": OWNER},
        subscription_manager_id=str(uuid4()),
        facts={"ns": {"a": 1}},
    )
    stored_group(sql, ungrouped=True)
    yield World(Client(make_application(**shared)), ingest, reaper, host, stored_group(sql, name="other"))
    ingest.close()
    reaper.close()


def rename_unseen(sql: Sql, name: str = "unseen") -> None:
    """Changes the host as nobody should, so that nobody voids the copy."""
    sql("UPDATE hbi.hosts SET display_name = %s", (name,))


def names(answer: Answer) -> list[str]:
    assert answer.status == 200
    return [host["display_name"] for host in answer.json["results"]]


def test_the_copy_is_what_the_database_says(world: World, sql: Sql, measured: Measure) -> None:
    first = world.found()
    assert first.json["total"] == 1
    assert HITS not in measured()
    rename_unseen(sql)
    second = world.found()
    assert (second.status, second.headers, second.content) == (first.status, first.headers, first.content)
    assert measured()[HITS] == [1]


def test_uncounted_and_small_pages_are_served_too(world: World, sql: Sql) -> None:
    uncounted = world.found("&get_total=false").json
    assert uncounted["total"] is None
    rename_unseen(sql)
    assert world.found("&get_total=false").json == uncounted
    assert world.found("&per_page=1").json["results"] == uncounted["results"]
    assert world.found("&per_page=1&get_total=false").json["results"] == uncounted["results"]


def test_one_entry_of_an_uncounted_page_of_one_is_not_known_to_be_the_only_one(world: World, sql: Sql) -> None:
    world.found("&per_page=1&get_total=false")
    rename_unseen(sql)
    assert names(world.found()) == ["unseen"]


@pytest.mark.parametrize(
    "more",
    [
        "&staleness=fresh",
        "&subscription_manager_id={subscription_manager_id}",
        "&order_by=display_name",
        "&order_by=updated&order_how=DESC",
        "&fields[system_profile]=arch",
        "&filter[system_profile][arch]=nil",
        "&registered_with=puptoo",
        "&updated_start=2001-01-01T00:00:00Z",
        "&workspace_name=g",
        "&tags=a/b",
        "&cursor=",
        "&count_only=true",
        "&page=2",
    ],
)
def test_other_questions_are_not(world: World, sql: Sql, more: str) -> None:
    world.found()
    rename_unseen(sql)
    answer = world.found(more.format(**world.host))
    assert answer.status == (404 if "page=2" in more else 200)
    assert all(host["display_name"] == "unseen" for host in answer.json.get("results", ()))


def test_other_callers_are_not(world: World, sql: Sql) -> None:
    world.found()
    rename_unseen(sql)
    assert names(world.found(by=world.api)) == ["unseen"]
    assert names(world.found(by=world.system(str(uuid4())))) == []
    assert names(world.found(by=world.system(org_id="654"))) == []
    assert names(world.found(by=world.system("no UUID"))) == []
    assert names(world.found(by=world.system(OWNER.upper()))) != ["unseen"]


def test_what_a_proxy_asks_for_is_kept_apart(world: World, sql: Sql) -> None:
    satellite = system_identity(OWNER)
    satellite["identity"]["system"]["cert_type"] = "satellite"
    asker, known = world.api.as_(satellite), world.host["subscription_manager_id"]
    for header, expected in ((None, 1), (str(uuid4()), 0), (known, 1), (known.upper(), 1), (None, 1)):
        assert world.found(by=asker, headers={"x-forwarded-identity": header}).json["total"] == expected
    rename_unseen(sql)
    assert names(world.found(by=asker, headers={"x-forwarded-identity": known})) != ["unseen"]
    world.api.patch(f"/hosts/{world.id}", {"display_name": "new"})
    for header in (None, known):
        assert names(world.found(by=asker, headers={"x-forwarded-identity": header})) == ["new"]


def profile_message(world: World) -> bytes:
    profile = {"owner_id": str(uuid4())}
    return orjson.dumps(
        {
            "operation": "update_system_profile",
            "platform_metadata": {"request_id": "r"},
            "data": {"org_id": ORG, "id": world.id, "system_profile": profile},
        }
    )


def workspace_message(world: World, operation: str) -> bytes:
    [group] = world.host["groups"]
    instants = {"created": "2031-01-05T10:00:00Z", "modified": "2031-01-06T10:00:00Z"}
    workspace = {"id": group["id"], "name": "renamed", "type": "standard", **instants}
    change = {"operation": operation, "org_id": ORG, "account_number": None, "workspace": workspace}
    return orjson.dumps({"schema": {}, "payload": orjson.dumps(change).decode()})


CHANGES = [
    pytest.param(lambda w: w.api.patch(f"/hosts/{w.id}", {"display_name": "new"}), id="host renamed"),
    pytest.param(lambda w: w.api.patch(f"/hosts/{w.id}/facts/ns", {"a": 2}), id="facts merged"),
    pytest.param(lambda w: w.api.request("PUT", f"/hosts/{w.id}/facts/ns", body={"b": 2}), id="facts replaced"),
    pytest.param(lambda w: w.api.post("/hosts/checkin", {"insights_id": w.host["insights_id"]}), id="check-in"),
    pytest.param(lambda w: w.api.delete(f"/hosts/{w.id}"), id="host deleted"),
    pytest.param(lambda w: w.api.delete(f"/hosts?insights_id={w.host['insights_id']}"), id="deleted by filter"),
    pytest.param(lambda w: w.api.delete("/hosts/all?confirm_delete_all=true"), id="all deleted"),
    pytest.param(lambda w: w.tag(), id="tagged"),
    pytest.param(lambda w: w.api.post(f"/groups/{w.other['id']}/hosts", [w.id]), id="moved"),
    pytest.param(lambda w: w.api.post("/groups", {"name": "x", "host_ids": [w.id]}), id="moved into a new group"),
    pytest.param(lambda w: w.api.patch(f"/groups/{w.other['id']}", {"host_ids": [w.id]}), id="moved by PATCH"),
    pytest.param(lambda w: w.api.delete(f"/groups/{w.host['groups'][0]['id']}/hosts/{w.id}"), id="taken out"),
    pytest.param(lambda w: w.api.delete(f"/groups/hosts/{w.id}"), id="taken out of any group"),
    pytest.param(lambda w: w.api.patch(f"/groups/{w.host['groups'][0]['id']}", {"name": "y"}), id="group renamed"),
    pytest.param(lambda w: w.api.delete(f"/groups/{w.host['groups'][0]['id']}"), id="group deleted"),
    pytest.param(lambda w: w.report(display_name="new"), id="reported"),
    pytest.param(lambda w: w.report(insights_id=str(uuid4())), id="reported with another insights id"),
    pytest.param(
        lambda w: w.report(fqdn="twin.example.org", subscription_manager_id=str(uuid4()), insights_id=str(uuid4())),
        id="another host reported",
    ),
    pytest.param(lambda w: w.consume(profile_message(w), topic=PROFILES), id="owner changed"),
    pytest.param(lambda w: w.consume(workspace_message(w, "update"), topic=WORKSPACES), id="workspace renamed"),
    pytest.param(lambda w: w.consume(workspace_message(w, "delete"), topic=WORKSPACES), id="workspace deleted"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_last_change_is_shown(world: World, make_application: MakeApplication, change: Change) -> None:
    plain = Client(make_application()).as_(system_identity(OWNER))
    before = world.found()
    assert before.json["total"] == 1
    change(world)
    now, expected = world.found(), world.found(by=plain)
    assert (now.status, now.json) == (expected.status, expected.json)


def test_a_second_host_with_the_insights_id_is_shown(world: World, hosts: MakeHost, sql: Sql) -> None:
    second = str(uuid4())
    world.report(insights_id=second, subscription_manager_id=str(uuid4()), fqdn="b.example.org")
    sql("UPDATE hbi.system_profiles_static SET owner_id = %s", (OWNER,))
    assert world.found().json["total"] == 1
    # Another writer's row: two hosts have the insights id, and the report that touches one of them tells so.
    sql("UPDATE hbi.hosts SET insights_id = %s WHERE insights_id = %s", (world.host["insights_id"], second))
    world.report(display_name="touched")
    assert world.found().json["total"] == 2


def test_a_culled_host_is_not_shown(world: World, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.found().json["total"] == 1
    later = datetime.now(UTC) + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert world.found().json["total"] == 0


def test_shorter_settings_cull_at_once_and_longer_ones_bring_back(world: World, sql: Sql) -> None:
    sql("UPDATE hbi.hosts SET last_check_in = now() - interval '5 days'")
    shown = world.found().json["results"][0]
    world.api.post(STALENESS, dict(zip(LIMITS, (3600, 7200, 86_400), strict=True)))
    assert world.found().json["total"] == 0
    world.api.patch(STALENESS, dict(zip(LIMITS, (3600, 7200, 8 * 86_400), strict=True)))
    again = world.found().json["results"][0]
    assert again["culled_timestamp"] != shown["culled_timestamp"]
    world.api.delete(STALENESS)
    assert world.found().json["results"][0] == shown


def test_longer_settings_bring_back_a_second_host(world: World, hosts: MakeHost, sql: Sql) -> None:
    second = hosts(insights_id=world.host["insights_id"], static={"owner_id": OWNER})["id"]
    sql("UPDATE hbi.hosts SET last_check_in = now() - interval '40 days' WHERE id = %s", (second,))
    assert world.found().json["total"] == 1
    world.api.post(STALENESS, {LIMITS[2]: 60 * 86_400})
    assert world.found().json["total"] == 2


@pytest.mark.parametrize("path", ["/hosts?staleness=stale", "/hosts?staleness=stale_warning"])
def test_deletions_go_by_the_settings_that_are_stored(world: World, cache_server: CacheServer, path: str) -> None:
    """Whoever could not void the copy leaves one behind until its life ends; nothing must be deleted by it."""
    entry = {"org_id": ORG, **dict(zip(LIMITS, (1, 2, 86_400), strict=True))}
    cache_server.run("SET", f"hbi:staleness:{ORG}", orjson.dumps(entry).decode())
    answer = world.api.delete(path)
    assert (answer.status, answer.json) == (202, {"hosts_found": 0, "hosts_deleted": 0})
    assert world.found().json["total"] == 1


def staleness_entry(cache_server: CacheServer) -> Json:
    return orjson.loads(cache_server.run("GET", f"hbi:staleness:{ORG}"))


def test_staleness_settings_are_kept_in_hbis_form(world: World, cache_server: CacheServer) -> None:
    world.api.get("/hosts")
    defaults = dict(zip(LIMITS, (104_400, 604_800, 2_592_000), strict=True))
    immutable = {name.replace("conventional", "immutable"): value for name, value in defaults.items()}
    unset = {"created_on": None, "modified_on": None}
    assert staleness_entry(cache_server) == {"id": "system_default", "org_id": ORG, **defaults, **immutable, **unset}
    assert 0 < cache_server.run("TTL", f"hbi:staleness:{ORG}") <= 3600
    made = world.api.post(STALENESS, {LIMITS[0]: 200_000}).json
    assert cache_server.keys("*staleness*") == []
    world.api.get("/hosts")
    entry = staleness_entry(cache_server)
    assert (entry["id"], entry[LIMITS[0]], entry["immutable_time_to_stale"]) == (made["id"], 200_000, 200_000)
    assert datetime.fromisoformat(entry["created_on"]) == datetime.fromisoformat(made["created"])


def test_settings_that_hbi_kept_count(world: World, cache_server: CacheServer) -> None:
    entry = {"org_id": ORG, **dict(zip(LIMITS, (60, 3600, 7200), strict=True))}
    cache_server.run("SET", f"hbi:staleness:{ORG}", orjson.dumps(entry).decode())
    host = world.api.get("/hosts").json["results"][0]
    stale = datetime.fromisoformat(host["stale_timestamp"]) - datetime.fromisoformat(host["last_check_in"])
    assert stale == timedelta(seconds=60)


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\x80\x04N.",
        b'{"org_id": "321"}',
        orjson.dumps({"org_id": "654", **dict(zip(LIMITS, (1, 2, 3), strict=True))}),
        orjson.dumps({"org_id": ORG, **dict(zip(LIMITS, ("1", 2, 3), strict=True))}),
        orjson.dumps({"org_id": ORG, **dict(zip(LIMITS, (1, 2, 10**14), strict=True))}),
        orjson.dumps({"org_id": ORG, **dict(zip(LIMITS, (True, 2, 3), strict=True))}),
    ],
)
def test_what_is_no_settings_is_not_believed(world: World, cache_server: CacheServer, entry: bytes) -> None:
    cache_server.run("SET", f"hbi:staleness:{ORG}", entry)
    host = world.api.get("/hosts").json["results"][0]
    stale = datetime.fromisoformat(host["stale_timestamp"]) - datetime.fromisoformat(host["last_check_in"])
    assert stale == timedelta(seconds=104_400)


@pytest.mark.parametrize(
    "entry", [b"", b"{", b"null", b"[]", b'{"versions": 1}', b'{"versions": [], "row": {}}', b"!\x80"]
)
def test_what_is_no_copy_is_not_believed(world: World, cache_server: CacheServer, entry: bytes) -> None:
    shown = world.found().json
    [name] = cache_server.keys("inventory-functions:host:*")
    cache_server.run("SET", name, entry)
    assert world.found().json == shown


def test_settings_need_not_be_cached(
    make_application: MakeApplication, cache_server: CacheServer, hosts: MakeHost, sql: Sql
) -> None:
    variables = cache_server.environment | {"INVENTORY_API_STALENESS_CACHE_ENABLED": "false"}
    host = hosts(static={"owner_id": OWNER})
    system = Client(make_application(**variables), system_identity(OWNER))
    for _ in range(2):
        assert system.get(f"/hosts?insights_id={host['insights_id']}").json["total"] == 1
    assert cache_server.keys("*staleness*") == []
    assert len(cache_server.keys("inventory-functions:host:*")) == 1


def hbi_key(world: World, org_id: str = ORG, owner_id: str = OWNER) -> str:
    return f"flask_cache_insights_id={world.host['insights_id']}_org={org_id}_user=SYSTEM-{owner_id}"


def test_each_change_voids_hbis_copy(world: World, cache_server: CacheServer) -> None:
    key = hbi_key(world)
    cache_server.run("SET", key, "!pickle")
    cache_server.run("SET", f"{key}:gen", "41", "EX", 5)
    world.api.patch(f"/hosts/{world.id}", {"display_name": "new"})
    assert cache_server.run("GET", key) is None
    assert cache_server.run("GET", f"{key}:gen") == "42"
    assert 5 < cache_server.run("TTL", f"{key}:gen") <= 129_600
    world.api.delete(f"/hosts/{world.id}")
    assert cache_server.run("GET", f"{key}:gen") == "43"


def test_the_reaper_voids_copies_too(world: World, cache_server: CacheServer, sql: Sql) -> None:
    key = hbi_key(world)
    cache_server.run("SET", key, "!pickle")
    sql("UPDATE hbi.hosts SET last_check_in = now() - interval '31 days'")
    assert cull(world.reaper, clock.now() + timedelta(minutes=1))["deleted"] == 1
    assert (cache_server.run("GET", key), cache_server.run("GET", f"{key}:gen")) == (None, "1")


def test_a_former_owners_copy_is_voided(world: World, cache_server: CacheServer) -> None:
    message = profile_message(world)
    world.consume(message, topic=PROFILES)
    owner_id = orjson.loads(message)["data"]["system_profile"]["owner_id"]
    for name in (hbi_key(world), hbi_key(world, owner_id=owner_id)):
        assert cache_server.run("GET", f"{name}:gen") == "1"


def test_settings_void_hbis_copies_of_the_organisation(world: World, cache_server: CacheServer) -> None:
    theirs = [hbi_key(world), f"{hbi_key(world)}:gen"]
    others = [hbi_key(world, "654"), "flask_cache_view"]
    for name in (*theirs, *others):
        cache_server.run("SET", name, "1")
    world.api.post(STALENESS, {LIMITS[0]: 200_000})
    assert cache_server.keys("flask_cache_*") == sorted(others)


@pytest.mark.parametrize("org_id", ["*", "3?1", "[3-9]21", "a\\b", "a_org=b"])
def test_an_organisations_name_is_no_pattern(
    make_application: MakeApplication, cache_server: CacheServer, org_id: str
) -> None:
    others = [f"flask_cache_insights_id=1_org={name}_user=SYSTEM-2" for name in ("321", "b", "a")]
    for name in others:
        cache_server.run("SET", name, "1")
    client = Client(make_application(**cache_server.environment), user_identity(org_id))
    own = f"flask_cache_insights_id=1_org={org_id}_user=SYSTEM-2"
    cache_server.run("SET", own, "1")
    assert client.post(STALENESS, {LIMITS[0]: 200_000}).status == 201
    assert cache_server.keys("flask_cache_*") == sorted(others)


def test_hbis_change_voids_our_copy(world: World, cache_server: CacheServer, sql: Sql) -> None:
    world.found()
    rename_unseen(sql, "by HBI")
    cache_server.run("INCR", f"{hbi_key(world)}:gen")
    assert names(world.found()) == ["by HBI"]
    rename_unseen(sql, "for the organisation")
    cache_server.run("UNLINK", f"{hbi_key(world)}:gen")
    assert names(world.found()) == ["for the organisation"]


def test_alone_nothing_of_hbi_is_written(
    make_application: MakeApplication, cache_server: CacheServer, hosts: MakeHost
) -> None:
    client = Client(
        make_application(**cache_server.environment, HBI_CACHE_SHARED="false", HBI_PUBLISH_PAUSE_SECONDS="60")
    )
    host, system = hosts(static={"owner_id": OWNER}), client.as_(system_identity(OWNER))
    path = f"/hosts?insights_id={host['insights_id']}"
    assert system.get(path).json == system.get(path).json
    client.patch(f"/hosts/{host['id']}", {"display_name": "new"})
    assert names(system.get(path)) == ["new"]
    assert cache_server.keys("flask_cache_*") == []


def test_hbis_names_of_the_settings_do_as_well(
    make_application: MakeApplication, cache_server: CacheServer, hosts: MakeHost
) -> None:
    cache_server.run("CONFIG", "SET", "requirepass", "")
    variables = {
        "INVENTORY_API_CACHE_TYPE": "RedisCache",
        "CACHE_HOST": "127.0.0.1",
        "CACHE_PORT": str(cache_server.port),
    }
    variables |= {name: value for name, value in cache_server.environment.items() if name != "CACHE_URL"}
    Client(make_application(**variables)).get("/hosts")
    cache_server.run("CONFIG", "SET", "requirepass", "cache-password")
    assert cache_server.keys() == [f"hbi:staleness:{ORG}"]
