"""An event that the broker refuses stays, without holding up or multiplying what else is to be told of its host."""

from collections.abc import Iterable
from datetime import timedelta
from pkgutil import resolve_name
from typing import Any

import pytest

from hbi import clock
from hbi.db.engine import Transaction
from hbi.edits.deletion import delete_hosts
from hbi.events import outbox
from hbi.events.messages import Message
from hbi.events.outbox import ClaimedEvent
from hbi.hosts.key import HostKey
from tests.conftest import LEFT_SOCKETS, Sql
from tests.support.factories import ORG, Json, encode_identity, host_report, user_identity
from tests.support.ingesting import Ingest

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.own_connection,
    pytest.mark.filterwarnings(LEFT_SOCKETS),
    pytest.mark.usefixtures("left_sockets"),
]

LARGE: Json = {"installed_packages": [f"package-{number:03}-1.0-1.el9.x86_64" for number in range(500)]}
SMALL: Json = {"installed_packages": []}
WITH_IDENTITY = {"b64_identity": encode_identity(user_identity())}


@pytest.fixture(autouse=True)
def takes_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hbi.events.client._MAX_MESSAGE_BYTES", 10_000)


def relay(ingest: Ingest) -> None:
    ingest.runtime.publisher.relay(clock.now() + timedelta(minutes=1))


def an_hour_later(sql: Sql) -> None:
    sql("UPDATE hbi.host_events_outbox SET refused_on = refused_on - interval '61 minutes'")


def told(ingest: Ingest) -> tuple[list[str], list[str]]:
    """Types of all events and of all notifications."""
    events, notifications = (
        [message.headers["event_type"] for message in messages]
        for messages in (ingest.events(), ingest.notifications())
    )
    return events, notifications


def reported(**fields: Any) -> Json:
    return host_report(**{"system_profile": LARGE, **fields})


def test_its_notification_is_sent_once(ingest: Ingest, sql: Sql) -> None:
    ingest.reports(reported())
    for _ in range(2):
        relay(ingest)
        an_hour_later(sql)
        relay(ingest)
    assert told(ingest) == ([], ["new-system-registered"])
    assert ingest.waiting() == 1


def test_it_goes_out_first_when_its_host_has_become_small_enough(ingest: Ingest) -> None:
    report = reported()
    ingest.reports(report)
    ingest.reports({**report, "system_profile": SMALL})
    assert told(ingest) == (["created", "updated"], ["new-system-registered"])
    assert ingest.waiting() == 0


def test_it_goes_out_within_the_hour_when_the_broker_takes_more(
    ingest: Ingest, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest.reports(reported())
    monkeypatch.undo()
    ingest.runtime.producer.close()
    relay(ingest)
    assert told(ingest) == ([], ["new-system-registered"])
    an_hour_later(sql)
    relay(ingest)
    assert told(ingest) == (["created"], ["new-system-registered"])
    assert ingest.waiting() == 0


@pytest.fixture
def handed_over(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    """Events that were given to the broker, taken or not."""
    producer, given = ingest.runtime.producer, list[Message]()
    send = producer.send

    def note(messages: Iterable[Message]) -> set[int]:
        noted = list(messages)
        given.extend(message for message in noted if message.topic == producer.settings.event_topic)
        return send(noted)

    monkeypatch.setattr(producer, "send", note)
    return given


def test_reports_of_a_host_that_stays_too_large_cost_no_more_each_time(
    ingest: Ingest, sql: Sql, handed_over: list[Message]
) -> None:
    report = reported()
    for number in range(6):
        handed_over.clear()
        ingest.reports(*[report] * 5)
        assert len(handed_over) == (5 if number == 0 else 2), "of what is new one, and one that was refused"
    assert ingest.waiting() == 30
    handed_over.clear()
    relay(ingest)
    assert handed_over == []
    an_hour_later(sql)
    for _ in range(2):
        relay(ingest)
    assert len(handed_over) == 1
    assert told(ingest) == ([], ["new-system-registered"])


def test_all_go_out_when_the_host_has_become_small_enough(ingest: Ingest) -> None:
    report = reported()
    for _ in range(3):
        ingest.reports(report, report)
    ingest.reports({**report, "system_profile": SMALL})
    assert told(ingest) == (["created", *["updated"] * 6], ["new-system-registered"])
    assert ingest.waiting() == 0


def test_only_so_much_is_handed_over_at_once(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("hbi.events.pending_messages.MOST_BYTES", 20_000)
    producer, sizes = ingest.runtime.producer, list[int]()
    send = producer.send

    def note(messages: Iterable[Message]) -> set[int]:
        noted = list(messages)
        sizes.append(sum(len(message.value or b"") for message in noted))
        return send(noted)

    monkeypatch.setattr(producer, "send", note)
    report = reported()
    ingest.reports(report, *(host_report() for _ in range(20)), *[report] * 5)
    events = ingest.events()
    assert sorted(event.headers["event_type"] for event in events) == ["created"] * 21 + ["updated"] * 5
    assert [event.headers["event_type"] for event in events if len(event.value) > 15_000] == [
        "created",
        *["updated"] * 5,
    ]
    assert max(sizes) < 50_000
    assert (len(sizes) > 4, ingest.waiting()) == (True, 0)


def test_what_was_put_off_is_not_overtaken_by_the_deletion(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("hbi.events.pending_messages.MOST_BYTES", 1)
    report = reported()
    with monkeypatch.context() as silent:
        silent.setattr(ingest.runtime.publisher, "publish", lambda *_: 0)
        ingest.reports(report, report)
        host_id = ingest.host()["id"]
        with ingest.runtime.database.write() as tx:
            delete_hosts(tx, ORG, [host_id])
        ingest.reports(report)
        again = ingest.host()["id"]
    ingest.sql("UPDATE hbi.host_events_outbox SET host_id = %s", (again,))
    relay(ingest)
    assert told(ingest)[0] == ["created", "updated", "delete", "created"]


def test_many_hosts_that_stay_too_large_are_not_tried_until_time_is_up(
    ingest: Ingest, monkeypatch: pytest.MonkeyPatch, handed_over: list[Message]
) -> None:
    monkeypatch.setattr("hbi.events.outbox.MOST_CLAIMED", 3)
    hosts = [reported() for _ in range(3)]
    ingest.reports(*hosts)
    keys = [(ORG, host["id"]) for host in ingest.hosts()]
    handed_over.clear()
    claim, claims = outbox.claim, list[int]()

    def counted(tx: Transaction, of: Iterable[HostKey]) -> list[ClaimedEvent]:
        claims.append(1)
        return claim(tx, of)

    monkeypatch.setattr(outbox, "claim", counted)
    ingest.runtime.publisher.publish(keys)
    assert (len(claims), len(handed_over), ingest.waiting()) == (2, 3, 3)


def test_more_than_one_transaction_takes_is_published(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hbi.events.outbox.MOST_CLAIMED", 3)
    ingest.reports(*(host_report() for _ in range(10)))
    assert (len(ingest.events()), ingest.waiting()) == (10, 0)


@pytest.mark.parametrize(
    "defective",
    [
        pytest.param("hbi.events.host_states.HostRow._make", id="read"),
        pytest.param("hbi.events.messages.event_host", id="shown"),
    ],
)
def test_a_host_that_brings_a_defect_to_light_stops_no_other(
    ingest: Ingest, sql: Sql, monkeypatch: pytest.MonkeyPatch, defective: str
) -> None:
    reports = [host_report(system_profile={"arch": "arm"}) for _ in range(5)]
    ingest.reports(*reports)
    sound = resolve_name(defective)

    def fails_for_one(*arguments: Any, **named: Any) -> Any:
        if reports[2]["fqdn"] in arguments[0]:
            raise RuntimeError("a defect")
        return sound(*arguments, **named)

    monkeypatch.setattr(defective, fails_for_one)
    for report in reports:
        report["system_profile"] = ...
    again = [{name: value for name, value in report.items() if value is not ...} for report in reports]
    assert ingest.reports(*again) == {"updated": 5, "rejected": 0}
    for _ in range(2):
        relay(ingest)
    assert [event.headers["event_type"] for event in ingest.events()].count("updated") == 4
    assert (ingest.waiting(), ingest.dead_letters()) == (1, [])
    monkeypatch.undo()
    an_hour_later(sql)
    relay(ingest)
    assert [event.headers["event_type"] for event in ingest.events()].count("updated") == 5
    assert ingest.waiting() == 0


def test_a_defect_in_publishing_does_not_undo_what_is_stored(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise KeyError("odd")

    monkeypatch.setattr(ingest.runtime.publisher, "_publish", fail)
    assert ingest.reports(host_report(), host_report()) == {"created": 2, "rejected": 0}
    assert ingest.waiting() == 2


def test_it_is_deleted_like_any_other(ingest: Ingest) -> None:
    ingest.reports(reported())
    host_id = ingest.host()["id"]
    with ingest.runtime.database.write() as tx:
        delete_hosts(tx, ORG, [host_id])
    ingest.runtime.publisher.publish([(ORG, host_id)])
    events, notifications = told(ingest)
    assert (events, sorted(notifications)) == (["delete"], ["new-system-registered", "system-deleted"])
    assert ingest.waiting() == 0


def test_later_events_of_its_host_are_sent_once(ingest: Ingest, sql: Sql) -> None:
    report = reported(system_profile=SMALL)
    large = {"more": ["x" * 20_000]}
    ingest.reports(report, platform_metadata={**WITH_IDENTITY, **large})
    for _ in range(3):
        ingest.reports(report)
    relay(ingest)
    an_hour_later(sql)
    relay(ingest)
    assert told(ingest) == (["updated"] * 3, ["new-system-registered"])
    assert ingest.waiting() == 1


def test_other_hosts_do_not_wait(ingest: Ingest) -> None:
    ingest.reports(*(reported(system_profile=profile) for profile in (SMALL, LARGE, SMALL)))
    assert told(ingest) == (["created"] * 2, ["new-system-registered"] * 3)
    assert ingest.waiting() == 1


def test_it_is_dropped_when_its_host_is_gone(ingest: Ingest, sql: Sql) -> None:
    ingest.reports(reported())
    sql("DELETE FROM hbi.hosts_groups; DELETE FROM hbi.hosts")
    an_hour_later(sql)
    relay(ingest)
    assert (ingest.events(), ingest.waiting()) == ([], 0)
