"""An event that the broker refuses stays, without holding up or multiplying what else is to be told of its host."""

from datetime import timedelta
from typing import Any

import pytest

from hbi import clock
from tests.conftest import LEFT_SOCKETS, Sql
from tests.factories import Json, encode_identity, host_report, user_identity
from tests.ingesting import Ingest

pytestmark = [pytest.mark.kafka, pytest.mark.filterwarnings(LEFT_SOCKETS), pytest.mark.usefixtures("left_sockets")]

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
