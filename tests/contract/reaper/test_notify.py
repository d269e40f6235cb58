"""Who is told that a host became stale, and when (contract: export-reaper-jobs 4, ingest-and-events 13)."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from functions.reaper.tasks import notify
from hbi import clock
from tests.conftest import Sql
from tests.support.exporting import LambdaContext
from tests.support.factories import ORG, ZERO_UUID, Json, insert, stored_group, stored_host
from tests.support.reaping import Reaper
from tests.support.topics import Published, read_topic

NOW = datetime(2031, 5, 1, 10, 0, tzinfo=UTC)
MINUTE, HOUR, TICK = timedelta(minutes=1), timedelta(hours=1), timedelta(microseconds=1)
TO_STALE = timedelta(hours=29)
RHEL = {"name": "RHEL", "major": 9, "minor": 4}

pytestmark = pytest.mark.kafka

type SetClock = Callable[[datetime], None]
type Notifications = Callable[[], list[Published]]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Stops the clock; it shows `NOW` unless told otherwise."""

    def show(instant: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)

    show(NOW)
    return show


@pytest.fixture
def notifications(reaper: Reaper, reaper_environment: dict[str, str]) -> Notifications:
    topic = reaper_environment["KAFKA_NOTIFICATION_TOPIC"]
    return lambda: read_topic(reaper.bootstrap_servers, topic)


def told(messages: list[Published]) -> list[str]:
    """Ids of the hosts that notifications are about, sorted."""
    return sorted(message.body["context"]["inventory_id"] for message in messages)


def mark(sql: Sql) -> datetime:
    ((instant,),) = sql(
        "SELECT last_succeeded FROM hbi.hbi_metadata WHERE (name, type) = ('stale_host_notification', 'job')"
    )
    return instant


def succeeded(sql: Sql, instant: datetime) -> None:
    insert(sql, "hbi_metadata", {"name": "stale_host_notification", "type": "job", "last_succeeded": instant})


def own_time_to_stale(sql: Sql, org_id: str, stale: timedelta) -> None:
    insert(
        sql,
        "staleness",
        {
            "id": str(uuid.uuid4()),
            "org_id": org_id,
            "conventional_time_to_stale": int(stale.total_seconds()),
            "conventional_time_to_stale_warning": 10_000_000,
            "conventional_time_to_delete": 20_000_000,
            "created_on": NOW,
            "modified_on": NOW,
        },
    )


def stale_since(sql: Sql, instant: datetime, *, stale: timedelta = TO_STALE, **fields: object) -> Json:
    return stored_host(sql, last_check_in=instant - stale, **fields)


def test_a_notification(reaper: Reaper, sql: Sql, notifications: Notifications, set_clock: SetClock) -> None:
    group = stored_group(sql, name="Web")
    host = stale_since(
        sql,
        NOW,
        group=group,
        tags={"env": {"stage": ["prod"]}},
        satellite_id="1234567890",
        static={"operating_system": RHEL},
    )
    assert reaper.run("notify") == {
        "task": "notify",
        "stale": 1,
        "published": 1,
        "watermark": "2031-05-01T10:00:00+00:00",
    }
    (message,) = notifications()
    body = message.body
    assert {name: body[name] for name in ("org_id", "application", "bundle", "event_type", "timestamp")} == {
        "org_id": ORG,
        "application": "inventory",
        "bundle": "rhel",
        "event_type": "system-became-stale",
        "timestamp": "2031-05-01T10:00:00+00:00",
    }
    assert body["context"] == {
        "inventory_id": host["id"],
        "hostname": host["fqdn"],
        "display_name": host["display_name"],
        "rhel_version": "9.4",
        "tags": {"env": {"stage": ["prod"]}},
        "host_url": f"https://localhost/insights/inventory/{host['id']}",
    }
    assert body["events"] == [
        {
            "metadata": {},
            "payload": {
                "insights_id": host["insights_id"],
                "subscription_manager_id": "",
                "satellite_id": "1234567890",
                "groups": [{"id": group["id"], "name": "Web"}],
            },
        }
    ]
    assert message.key is None
    assert message.headers.keys() == {"event_type", "producer", "rh-message-id"}
    assert message.headers["event_type"] == "system-became-stale"
    assert reaper.events() == []
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        pytest.param(NOW + TICK, False, id="stale in a moment"),
        pytest.param(NOW, True, id="stale this very moment"),
        pytest.param(NOW - MINUTE + TICK, True, id="just after the last run"),
        pytest.param(NOW - MINUTE, False, id="at the moment of the last run"),
        pytest.param(NOW - HOUR, False, id="stale for long"),
    ],
)
@pytest.mark.parametrize("own", [pytest.param(None, id="default"), pytest.param(HOUR, id="own setting")])
def test_window(
    reaper: Reaper,
    sql: Sql,
    notifications: Notifications,
    set_clock: SetClock,
    since: datetime,
    expected: bool,
    own: timedelta | None,
) -> None:
    succeeded(sql, NOW - MINUTE)
    if own:
        own_time_to_stale(sql, ORG, own)
    stale_since(sql, since, stale=own or TO_STALE)
    report = reaper.run("notify")
    assert (report["stale"], len(notifications())) == (expected, expected)
    assert mark(sql) == NOW


def test_the_first_run_looks_back_an_hour(
    reaper: Reaper, sql: Sql, notifications: Notifications, set_clock: SetClock
) -> None:
    stale_since(sql, NOW - HOUR)
    host = stale_since(sql, NOW - HOUR + TICK)
    reaper.run("notify")
    assert told(notifications()) == [host["id"]]


def test_once_for_each_time_that_a_host_becomes_stale(
    reaper: Reaper, sql: Sql, notifications: Notifications, set_clock: SetClock
) -> None:
    host = stale_since(sql, NOW)
    assert reaper.run("notify")["stale"] == 1
    assert reaper.run("notify")["stale"] == 0
    set_clock(NOW + HOUR)
    assert reaper.run("notify")["stale"] == 0
    sql("UPDATE hbi.hosts SET last_check_in = %s", (NOW + HOUR,))
    set_clock(NOW + HOUR + TO_STALE)
    assert reaper.run("notify")["stale"] == 1
    assert told(notifications()) == [host["id"]] * 2


def test_runs_without_a_hit_miss_nothing(
    reaper: Reaper, sql: Sql, notifications: Notifications, set_clock: SetClock
) -> None:
    hosts = [stale_since(sql, NOW + minutes * MINUTE) for minutes in (0, 3, 7)]
    for minutes in range(9):
        set_clock(NOW + minutes * MINUTE)
        reaper.run("notify")
    assert told(notifications()) == sorted(host["id"] for host in hosts)


def test_a_host_that_missed_the_run_is_told_of_however_stale_it_is(
    reaper: Reaper, sql: Sql, notifications: Notifications, set_clock: SetClock
) -> None:
    succeeded(sql, NOW - timedelta(days=20))
    host = stale_since(sql, NOW - timedelta(days=10))
    reaper.run("notify")
    assert told(notifications()) == [host["id"]]


def test_a_shorter_time_to_stale_tells_nobody_outside_the_window(
    reaper: Reaper, sql: Sql, notifications: Notifications, set_clock: SetClock
) -> None:
    succeeded(sql, NOW - MINUTE)
    stored_host(sql, last_check_in=NOW - 2 * HOUR)
    own_time_to_stale(sql, ORG, HOUR)
    assert reaper.run("notify")["stale"] == 0


def test_many_hosts_of_many_organisations_in_chunks(
    reaper: Reaper, sql: Sql, notifications: Notifications, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "CHUNK", 3)
    own_time_to_stale(sql, "500", HOUR)
    times = {"321": TO_STALE, "500": HOUR, "7": TO_STALE}
    hosts = [
        stale_since(sql, NOW - number % 4 * MINUTE, stale=times[org_id], org_id=org_id)["id"]
        for org_id in times
        for number in range(7)
    ]
    assert reaper.run("notify")["stale"] == len(hosts)
    assert told(notifications()) == sorted(hosts)


def test_the_next_run_goes_on_where_the_time_was_over(
    reaper: Reaper, sql: Sql, notifications: Notifications, set_clock: SetClock
) -> None:
    host = stale_since(sql, NOW)
    report = reaper.run("notify", LambdaContext(remaining_ms=20_000))
    assert (report["stale"], report["watermark"]) == (0, (NOW - HOUR).isoformat())
    set_clock(NOW + MINUTE)
    assert reaper.run("notify")["stale"] == 1
    assert told(notifications()) == [host["id"]]


def test_what_the_broker_does_not_take_waits_for_the_relay(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql, set_clock: SetClock
) -> None:
    reaper_environment |= {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "HBI_KAFKA_TIMEOUT_SECONDS": "1"}
    host = stale_since(sql, NOW)
    report = request.getfixturevalue("reaper").run("notify")
    assert (report["stale"], report["published"]) == (1, 0)
    waiting = sql("SELECT org_id, host_id::text, event_type FROM hbi.host_events_outbox")
    assert waiting == [(ORG, host["id"], "stale")]
    assert mark(sql) == NOW


def test_a_host_that_is_gone_or_has_odd_data_stops_nobody(
    reaper: Reaper, sql: Sql, notifications: Notifications, set_clock: SetClock
) -> None:
    whole, gone, odd = (stale_since(sql, NOW, insights_id=ZERO_UUID) for _ in range(3))
    sql("UPDATE hbi.hosts SET groups = '[1]' WHERE id = %s", (odd["id"],))
    sql(
        "INSERT INTO hbi.host_events_outbox (org_id, host_id, event_type, context) VALUES (%s, %s, 'stale', '{}')",
        (ORG, gone["id"]),
    )
    sql("DELETE FROM hbi.hosts WHERE id = %s", (gone["id"],))
    reaper.run("notify")
    set_clock(datetime.now(UTC))
    reaper.run("relay")
    assert told(notifications()) == sorted([whole["id"], odd["id"]])
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]


def test_a_run_that_overlaps_another_leaves_it_alone(
    reaper: Reaper, sql: Sql, database_url: str, set_clock: SetClock
) -> None:
    import psycopg2

    succeeded(sql, NOW - MINUTE)
    stale_since(sql, NOW)
    other = psycopg2.connect(database_url)
    with other.cursor() as cursor:
        cursor.execute("SELECT FROM hbi.hbi_metadata FOR UPDATE")
        assert reaper.run("notify") == {"task": "notify", "stale": 0, "published": 0, "watermark": None}
    other.rollback()  # The server ends a transaction some time after its connection was closed.
    other.close()
    assert reaper.run("notify")["stale"] == 1
