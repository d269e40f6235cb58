"""What a deployment may choose about ingest: who is refused, who a host is, who keeps the groups."""

import itertools
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import orjson
import pytest

from functions.ingest.runtime import Runtime
from hbi.db.engine import Database
from hbi.groups import workspaces
from hbi.groups.message import Workspace, WorkspaceChange
from hbi.secrets import SecretUnavailable
from hbi.settings import IngestSettings
from tests.conftest import Sql
from tests.fixtures.metrics import Measure
from tests.support.clocks import clock_of
from tests.support.factories import ORG, Json, host_message, host_report, stored_group, stored_host
from tests.support.fakes.web_server import Answer, Asked, WebServer, web_server
from tests.support.ingesting import Ingest
from tests.support.topics import read_topic

pytestmark = pytest.mark.kafka

S1, S2 = "5a5a5a5a-0000-4000-8000-000000000001", "5a5a5a5a-0000-4000-8000-000000000002"
I1, I2 = "1a1a1a1a-0000-4000-8000-000000000001", "1a1a1a1a-0000-4000-8000-000000000002"
W = "8a8a8a8a-0000-4000-8000-000000000001"

type Choose = Callable[..., Ingest]


@pytest.fixture
def choose(database_url: str, kafka_environment: dict[str, str], sql: Sql) -> Iterator[Choose]:
    """An ingest function with more environment variables."""
    with ExitStack() as runtimes:

        def function(**environment: str) -> Ingest:
            settings = IngestSettings.load({"HBI_DATABASE_URL": database_url, **kafka_environment, **environment})
            runtime = Runtime.of(settings)
            runtimes.callback(runtime.close)
            return Ingest(runtime, sql)

        yield function


class TestRejectRhsmPayloads:
    """Flag `hbi.api.reject-rhsm-payloads` (contract: ingest-and-events 3)."""

    @pytest.fixture
    def ingest(self, choose: Choose) -> Ingest:
        return choose(HBI_FLAGS=f'{{"hbi.api.reject-rhsm-payloads": ["{ORG}"]}}')

    @pytest.mark.parametrize("reporter", ["rhsm-conduit", "rhsm-system-profile-bridge"])
    def test_reports_of_rhsm_are_refused_and_their_reporter_is_told(self, ingest: Ingest, reporter: str) -> None:
        assert ingest.reports(host_report(reporter=reporter), host_report()) == {"created": 1, "rejected": 1}
        assert "RHSM" in ingest.rejections()[0]
        told = [message for message in ingest.notifications() if message.headers["event_type"] == "validation-error"]
        assert len(told) == 1

    def test_their_profiles_are_refused_too(self, ingest: Ingest) -> None:
        ingest.report()
        data: Json = {"org_id": ORG, "id": ingest.host()["id"], "system_profile": {"arch": "arm"}}
        refused, taken = (
            orjson.dumps({"operation": "add_host", "data": {**data, "reporter": reporter}})
            for reporter in ("rhsm-system-profile-bridge", "puptoo")
        )
        assert ingest.deliver("platform.inventory.system-profile", refused) == {"rejected": 1}
        assert "RHSM" in ingest.rejections()[0]
        assert ingest.deliver("platform.inventory.system-profile", taken) == {"updated": 1, "rejected": 0}

    def test_other_organisations_are_not_concerned(self, ingest: Ingest) -> None:
        assert ingest.reports(host_report(reporter="rhsm-conduit", org_id="7")) == {"created": 1, "rejected": 0}

    def test_it_is_off_by_default(self, choose: Choose) -> None:
        assert choose().reports(host_report(reporter="rhsm-conduit")) == {"created": 1, "rejected": 0}

    def test_the_flag_server_decides(self, choose: Choose) -> None:
        feature: Json = {"name": "hbi.api.reject-rhsm-payloads", "enabled": True}
        with web_server() as unleash:
            unleash.answer = lambda _: Answer({"features": [feature]})
            ingest = choose(UNLEASH_URL=unleash.url, UNLEASH_TOKEN="t", UNLEASH_REFRESH_INTERVAL="0")
            assert ingest.reports(host_report(reporter="rhsm-conduit")) == {"rejected": 1}
            feature["enabled"] = False
            assert ingest.reports(host_report(reporter="rhsm-conduit")) == {"created": 1, "rejected": 0}


class TestUseSubmanId:
    """`USE_SUBMAN_ID` (contract: ingest-and-events 7)."""

    @pytest.fixture
    def ingest(self, choose: Choose) -> Ingest:
        return choose(USE_SUBMAN_ID="true")

    def test_a_new_host_takes_the_subscription_as_its_id(self, ingest: Ingest) -> None:
        ingest.report(subscription_manager_id=S1.upper())
        assert ingest.host()["id"] == S1

    @pytest.mark.parametrize(
        ("stored", "sent", "hosts"),
        [
            pytest.param({"insights_id": I1}, {"insights_id": I2}, 1, id="the same subscription is the same host"),
            pytest.param(
                {"insights_id": I1}, {"insights_id": I1, "subscription_manager_id": S2}, 2, id="insights id is no fact"
            ),
            pytest.param(
                {"provider_id": "p", "provider_type": "aws"},
                {"provider_id": "q", "provider_type": "aws"},
                1,
                id="the provider may change",
            ),
            pytest.param(
                {"provider_id": "p", "provider_type": "aws"},
                {"provider_id": "p", "provider_type": "aws", "subscription_manager_id": S2},
                2,
                id="the provider is no fact",
            ),
        ],
    )
    @pytest.mark.parametrize("batched", [False, True])
    def test_only_the_subscription_counts(
        self, ingest: Ingest, stored: Json, sent: Json, hosts: int, batched: bool
    ) -> None:
        reports = [host_report(**{"subscription_manager_id": S1, **fields}) for fields in (stored, sent)]
        for batch in [reports] if batched else [[report] for report in reports]:
            ingest.reports(*batch)
        assert sorted(host["id"] for host in ingest.hosts()) == [S1, S2][:hosts]
        changed = next(host for host in ingest.hosts() if host["id"] == [S1, S2][hosts - 1])
        assert {name: changed[name] for name in sent} == sent

    def test_a_report_without_subscription_is_refused(self, ingest: Ingest) -> None:
        assert ingest.reports(host_report()) == {"rejected": 1}
        assert "subscription_manager_id" in ingest.rejections()[0]

    def test_an_id_that_is_taken_is_not_taken_again(self, ingest: Ingest, sql: Sql) -> None:
        stored_host(sql, id=S2, subscription_manager_id=str(uuid.uuid4()))
        assert ingest.reports(host_report(subscription_manager_id=S2)) == {"created": 1, "rejected": 0}
        assert len({host["id"] for host in ingest.hosts()}) == 2

    @pytest.mark.parametrize(
        "stored",
        [
            pytest.param({"id": S1, "subscription_manager_id": S1}, id="its row"),
            pytest.param({"id": S1, "subscription_manager_id": S2}, id="a row that has its id"),
            pytest.param({"id": S2, "subscription_manager_id": S1}, id="its row of before, with another id"),
        ],
    )
    @pytest.mark.parametrize("batched", [False, True])
    def test_a_host_that_returns_takes_its_culled_row_over(
        self, ingest: Ingest, sql: Sql, stored: Json, batched: bool
    ) -> None:
        stored_host(sql, **stored, age=timedelta(days=60), tags={"env": {"tier": ["gold"]}})
        reports = [host_report(subscription_manager_id=S1, display_name=name) for name in ("back", "again")]
        for batch in [reports] if batched else [[report] for report in reports]:
            assert ingest.reports(*batch) == {"updated": len(batch), "rejected": 0}
        (host,) = ingest.hosts()
        assert (host["id"], host["subscription_manager_id"]) == (stored["id"], S1)
        assert (host["display_name"], host["tags"]) == ("again", {"env": {"tier": ["gold"]}})
        assert [event.headers["event_type"] for event in ingest.events()] == ["updated", "updated"]
        assert ingest.notifications() == []

    def test_the_row_with_the_id_goes_before_other_culled_ones(self, ingest: Ingest, sql: Sql) -> None:
        stored_host(sql, id=S1, subscription_manager_id=S1, age=timedelta(days=60))
        stored_host(sql, id=S2, subscription_manager_id=S1, age=timedelta(days=50))
        ingest.report(subscription_manager_id=S1, display_name="back")
        assert {host["id"] for host in ingest.hosts() if host["display_name"] == "back"} == {S1}

    def test_a_living_host_goes_before_culled_ones(self, ingest: Ingest, sql: Sql) -> None:
        stored_host(sql, id=S1, subscription_manager_id=S1, age=timedelta(days=60))
        stored_host(sql, id=S2, subscription_manager_id=S1, age=timedelta(days=1))
        ingest.report(subscription_manager_id=S1, display_name="back")
        assert {host["id"] for host in ingest.hosts() if host["display_name"] == "back"} == {S2}

    def test_a_row_of_another_organisation_is_nobody_elses(self, ingest: Ingest, sql: Sql) -> None:
        stored_host(sql, id=S1, subscription_manager_id=S1, org_id="7", age=timedelta(days=60))
        before = ingest.hosts("7")
        assert ingest.reports(host_report(subscription_manager_id=S1)) == {"created": 1, "rejected": 0}
        assert (ingest.host()["id"], ingest.hosts("7")) == (S1, before)

    def test_of_two_reports_at_once_one_waits_for_the_other(self, choose: Choose, sql: Sql) -> None:
        stored_host(sql, id=S1, subscription_manager_id=S1, age=timedelta(days=60))
        functions = [choose(USE_SUBMAN_ID="true") for _ in range(4)]
        with ThreadPoolExecutor(len(functions)) as pool:
            report = host_report(subscription_manager_id=S1)
            counts = list(pool.map(lambda ingest: ingest.reports(report), functions))
        assert counts == [{"updated": 1, "rejected": 0}] * len(functions)
        assert [host["id"] for host in functions[0].hosts()] == [S1]

    def test_culled_hosts_stay_dead_where_it_is_off(self, choose: Choose, sql: Sql) -> None:
        stored_host(sql, subscription_manager_id=S1, age=timedelta(days=60))
        assert choose().reports(host_report(subscription_manager_id=S1)) == {"created": 1, "rejected": 0}

    def test_profiles_follow_the_subscription_too(self, ingest: Ingest) -> None:
        ingest.report(subscription_manager_id=S1, insights_id=I1)
        ingest.report(subscription_manager_id=S2, insights_id=I2)
        data = {"org_id": ORG, "subscription_manager_id": S1, "insights_id": I2, "system_profile": {"arch": "s390x"}}
        assert ingest.deliver("platform.inventory.system-profile", host_message(data)) == {"updated": 1, "rejected": 0}
        assert {host["id"]: host["static"]["arch"] for host in ingest.hosts()} == {S1: "s390x", S2: "x86_64"}


class TestWorkspacesOfRbac:
    """Without `BYPASS_KESSEL` the service makes the ungrouped workspace (contract: ingest-and-events 8.1)."""

    @pytest.fixture
    def rbac(self) -> Iterator[WebServer]:
        with web_server() as server:
            yield server

    @pytest.fixture
    def ingest(self, choose: Choose, rbac: WebServer) -> Ingest:
        """It waits for as long as a busy machine may need."""
        psks = '{"inventory": {"secret": "s3cret"}, "other": {"secret": "x"}}'
        return choose(
            BYPASS_KESSEL="false", RBAC_ENDPOINT=rbac.url, RBAC_TIMEOUT="60", RBAC_RETRIES="0", RBAC_PSKS=psks
        )

    def test_the_workspace_is_asked_for_and_awaited(self, ingest: Ingest, rbac: WebServer, database: Database) -> None:
        arrivals: list[threading.Timer] = []

        def make(asked: Asked) -> Answer:
            arrivals.append(threading.Timer(0.2, arrive, [database, asked.headers["x-rh-rbac-org-id"]]))
            arrivals[-1].start()
            return Answer({"id": W, "type": "ungrouped-hosts", "name": "anything"})

        rbac.answer = make
        assert ingest.reports(host_report(), host_report()) == {"created": 2, "rejected": 0}
        arrivals[0].join()
        (asked,) = rbac.asked
        assert (asked.method, asked.path) == ("GET", "/_private/_s2s/workspaces/ungrouped/")
        sent = {name: asked.headers.get(name) for name in ("x-rh-rbac-client-id", "x-rh-rbac-org-id", "x-rh-rbac-psk")}
        assert list(sent.values()) == ["inventory", ORG, "s3cret"]
        assert {(host["groups"][0]["id"], host["groups"][0]["name"]) for host in ingest.hosts()} == {(W, "Arrived")}

    def test_a_group_that_is_there_is_not_asked_for(self, ingest: Ingest, rbac: WebServer, sql: Sql) -> None:
        stored_group(sql, ungrouped=True)
        ingest.report()
        assert rbac.asked == []

    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(Answer({"id": W}), id="it does not come in time"),
            pytest.param(Answer(status=403), id="the service refuses"),
            pytest.param(Answer(status=503), id="the service does not work"),
            pytest.param(Answer({"name": "x"}), id="an answer without id"),
            pytest.param(Answer(b"<html>"), id="an answer that is not JSON"),
        ],
    )
    def test_reports_are_dropped_without_notification_when_there_is_none(
        self, choose: Choose, rbac: WebServer, sql: Sql, answer: Answer
    ) -> None:
        ingest = choose(BYPASS_KESSEL="false", RBAC_ENDPOINT=rbac.url, RBAC_TIMEOUT="1.5", RBAC_RETRIES="0")
        stored_group(sql, "7", ungrouped=True)
        rbac.answer = lambda _: answer
        counts = ingest.reports(host_report(), host_report(org_id="7"), host_report())
        assert counts == {"created": 1, "rejected": 2}
        assert len(rbac.asked) == 1
        assert set(ingest.rejections()) == {"the organisation's ungrouped workspace did not come in time"}
        assert [message.headers["event_type"] for message in ingest.notifications()] == ["new-system-registered"]

    def test_a_slow_answer_takes_no_time_from_other_organisations(
        self, choose: Choose, rbac: WebServer, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The first answer takes 50 of 60 seconds, and the groups come 30 seconds after the last answer."""
        ingest = choose(BYPASS_KESSEL="false", RBAC_ENDPOINT=rbac.url, RBAC_TIMEOUT="60", RBAC_RETRIES="0")
        clock = clock_of("hbi.groups.ungrouped", monkeypatch)
        sleeps = itertools.count()

        def pass_time() -> None:
            match next(sleeps):
                case 0:
                    clock.go_ahead(30)
                case 1:
                    for org_id in (ORG, "7"):
                        arrive(database, org_id)

        def make(asked: Asked) -> Answer:
            clock.go_ahead(50 if asked.headers["x-rh-rbac-org-id"] == ORG else 0)
            return Answer({"id": W})

        clock.on_sleep, rbac.answer = pass_time, make
        assert ingest.reports(host_report(), host_report(org_id="7")) == {"created": 2, "rejected": 0}
        assert [asked.headers["x-rh-rbac-org-id"] for asked in rbac.asked] == [ORG, "7"]

    def test_a_workspace_that_does_not_come_is_told_to_the_tracker(
        self, choose: Choose, rbac: WebServer, measured: Measure
    ) -> None:
        rbac.answer = lambda _: Answer({"id": W})
        ingest = choose(
            BYPASS_KESSEL="false", RBAC_ENDPOINT=rbac.url, RBAC_TIMEOUT="0.1", PAYLOAD_TRACKER_ENABLED="true"
        )
        assert ingest.reports(host_report()) == {"rejected": 1}
        assert measured()["inventory_ingress_add_host_failures", "cause=TimeoutError", "reporter=puptoo"] == [1]
        settings = ingest.runtime.settings
        told = [message.body for message in read_topic(settings.bootstrap_servers, settings.payload_status_topic)]
        assert {body["status"]: body["status_msg"] for body in told} == {
            "received": "message received",
            "error": f"TimeoutError encountered in (handle_message): {ingest.rejections()[0]}",
        }

    def test_a_silent_service_does_not_take_the_time_of_all(self, choose: Choose, sql: Sql) -> None:
        stored_group(sql, ungrouped=True)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            ingest = choose(BYPASS_KESSEL="false", RBAC_ENDPOINT=url, RBAC_TIMEOUT="0.2", RBAC_RETRIES="0")
            reports = [host_report(), *(host_report(org_id=f"new {number}") for number in range(40))]
            counts = ingest.reports(*reports)
        assert counts["created"] == 1
        assert 1 <= counts["rejected"] <= 5
        assert counts["failed"] == 40 - counts["rejected"], "those that were not asked for come again"
        assert set(ingest.rejections()) == {"the organisation's ungrouped workspace did not come in time"}

    @pytest.mark.parametrize("org_id", ["中", "a\nb"])
    def test_an_organisation_that_no_header_can_name_stops_nobody(self, ingest: Ingest, sql: Sql, org_id: str) -> None:
        stored_group(sql, ungrouped=True)
        assert ingest.reports(host_report(org_id=org_id), host_report()) == {"created": 1, "rejected": 1}

    @pytest.mark.parametrize(("flags", "is_dated"), [("{}", True), (f'{{"hbi.rbac-v2": ["{ORG}"]}}', False)])
    def test_membership_does_not_date_a_group_where_rbac_rules(
        self, choose: Choose, sql: Sql, flags: str, is_dated: bool
    ) -> None:
        ungrouped, group = stored_group(sql, ungrouped=True), stored_group(sql, name="Web")
        stored_host(sql, group=group)
        dates = "SELECT modified_on FROM hbi.groups WHERE id = %s"
        before = sql(dates, (ungrouped["id"],))
        document = {"operation": "delete", "org_id": ORG, "workspace": {"id": group["id"], "name": "Web"}}
        value = orjson.dumps({"schema": {}, "payload": orjson.dumps(document).decode()})
        counts = choose(BYPASS_KESSEL="false", HBI_FLAGS=flags).deliver("outbox.event.workspace", value)
        assert counts == {"groups_deleted": 1, "rejected": 0}
        assert (sql(dates, (ungrouped["id"],)) != before) is is_dated

    def test_a_token_of_the_issuer_is_sent(self, choose: Choose, rbac: WebServer, database: Database) -> None:
        def answer(asked: Asked) -> Answer:
            if asked.path.endswith("/openid-configuration"):
                return Answer({"token_endpoint": f"{rbac.url}/token"})
            if asked.path == "/token":
                return Answer({"access_token": "t0ken", "expires_in": 300})
            arrive(database, asked.headers["x-rh-rbac-org-id"])
            return Answer({"id": W})

        rbac.answer = answer
        ingest = choose(
            BYPASS_KESSEL="false",
            RBAC_ENDPOINT=rbac.url,
            KESSEL_AUTH_ENABLED="true",
            KESSEL_AUTH_OIDC_ISSUER=f"{rbac.url}/realm/",
            KESSEL_AUTH_CLIENT_ID="me",
            KESSEL_AUTH_CLIENT_SECRET="mine",
        )
        for org_id in (ORG, "7"):
            ingest.reports(host_report(org_id=org_id))
        paths = [asked.path for asked in rbac.asked]
        assert paths == [
            "/realm/.well-known/openid-configuration",
            "/token",
            *["/_private/_s2s/workspaces/ungrouped/"] * 2,
        ]
        assert rbac.asked[1].body == b"grant_type=client_credentials&client_id=me&client_secret=mine"
        assert [asked.headers["authorization"] for asked in rbac.asked[2:]] == ["Bearer t0ken"] * 2

    def test_reports_wait_for_a_key_that_cannot_be_read(
        self, choose: Choose, rbac: WebServer, s3_endpoint_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSM", s3_endpoint_url)
        ingest = choose(BYPASS_KESSEL="false", RBAC_ENDPOINT=rbac.url, RBAC_PSKS="ssm:/hbi/no-keys-here")
        with pytest.raises(SecretUnavailable):
            ingest.reports(host_report())
        assert ingest.rejections() == []
        assert rbac.asked == []


def arrive(database: Database, org_id: str) -> None:
    """What the message of the new workspace does."""
    workspace: Any = Workspace(id=W if org_id == ORG else str(uuid.uuid4()), name="Arrived", type="ungrouped-hosts")
    change = WorkspaceChange.model_validate({"operation": "create", "org_id": org_id, "workspace": workspace})
    workspaces.apply(database, change)
