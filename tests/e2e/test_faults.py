"""What happens when the broker or the database goes in the middle."""

import time
import urllib.request
from collections import Counter

import pytest

from local.commands import topics
from local.servers.postgres import VOLATILE, Server
from tests.e2e.system import System, run_hbi, wait_for
from tests.support.factories import encode_identity, host_message, host_report, user_identity

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ORG = "faults"
INGRESS = "platform.inventory.host-ingress"
BROKER_WRITES_WITHIN_S = 3.0
"""The embedded broker acknowledges before it has written; killed earlier it would forget what it promised to keep."""

_PENDING = "SELECT count(*) FROM hbi.host_events_outbox WHERE org_id = %s"
_SLOW_OUTBOX = "ALTER TABLE hbi.host_events_outbox ADD CONSTRAINT slow CHECK (pg_sleep(0.05) IS NOT NULL)"
_WRITING_OUTBOX = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE state = 'active' AND query ILIKE '%host_events_outbox%' AND pid <> pg_backend_pid()"
)


@pytest.mark.kafka
def test_events_of_a_dead_broker_are_relayed_in_order_when_it_is_back(fresh_system, own_broker):
    fresh_system.environment = {
        "KAFKA_BOOTSTRAP_SERVERS": own_broker.bootstrap_servers,
        "HBI_KAFKA_TIMEOUT_SECONDS": "2",
    }
    with fresh_system as system:
        system.produce([host_message(host_report(org_id=ORG)) for _ in range(20)])
        ids = [host["id"] for host in system.hosts(ORG)]
        system.events()
        time.sleep(BROKER_WRITES_WITHIN_S)
        own_broker.kill()
        for name in ("first", "second"):
            _request(system, "PATCH", ids, b'{"display_name": "%s"}' % name.encode())
        _request(system, "DELETE", ids[:5])
        assert system.sql(_PENDING, (ORG,)) == [(45,)]

        own_broker.start()
        wait_for(lambda: _relay_succeeds(system))
        assert system.sql(_PENDING, (ORG,)) == [(0,)]

        types: dict[str, list[str]] = {host_id: [] for host_id in ids}
        for event in system.events():
            if event["key"] in types:
                types[event["key"]].append(event["type"])
        # Updates of a host that is gone are dropped: its delete says all.
        assert [types[host_id] for host_id in ids[:5]] == [["created", "delete"]] * 5
        assert [types[host_id] for host_id in ids[5:]] == [["created", "updated", "updated"]] * 15


def test_database_that_dies_in_mid_batch_leaves_no_half_batch(fresh_system, tmp_path):
    with Server(tmp_path / "postgres", VOLATILE) as postgres:
        postgres.create_database("inventory")
        fresh_system.environment = {"HBI_DATABASE_URL": postgres.url("inventory")}
        with fresh_system as system:
            # The outbox is written last: a slow one holds the batch where all its hosts are written.
            postgres.execute(_SLOW_OUTBOX, "inventory")
            messages = [(host_message(host_report(org_id=ORG)), []) for _ in range(100)]
            assert list(topics.send(system.addresses.kafka, INGRESS, messages))[-1] == 100
            wait_for(lambda: postgres.execute(_WRITING_OUTBOX, "inventory")[0][0] > 0)
            postgres.kill()
            postgres.start()
            assert _stored(postgres) == 0
            postgres.execute("ALTER TABLE hbi.host_events_outbox DROP CONSTRAINT slow", "inventory")
            wait_for(lambda: _stored(postgres) == 100)
            events = Counter(event["type"] for event in system.events() if event["host"]["org_id"] == ORG)
            assert events == {"created": 100}
            assert system.total(ORG) == 100


def _request(system: System, method: str, ids: list[str], body: bytes | None = None) -> None:
    request = urllib.request.Request(
        f"{system.addresses.api_url}/api/inventory/v1/hosts/{','.join(ids)}",
        method=method,
        data=body,
        headers={"x-rh-identity": encode_identity(user_identity(ORG)), "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 200


def _relay_succeeds(system: System) -> bool:
    return run_hbi(["--state", str(system.state), "reap", "--task", "relay"]).returncode == 0


def _stored(postgres: Server) -> int:
    return int(postgres.execute(f"SELECT count(*) FROM hbi.hosts WHERE org_id = '{ORG}'", "inventory")[0][0])
