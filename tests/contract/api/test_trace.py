"""The trace that a request belongs to goes on with its events (contract: rest-hosts 1.2, ingest-and-events 19)."""

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import Client
from tests.support.factories import stored_group
from tests.support.reaping import Reaper

pytestmark = pytest.mark.kafka

TRACE = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tracestate": "vendor=1"}


def test_events_carry_the_trace_of_the_request_however_late_they_are(
    api: Client, hosts: MakeHost, sql: Sql, reaper: Reaper
) -> None:
    """The broker does not answer the API, so that the relay sends what the requests enqueued."""
    renamed, deleted, moved, other = (hosts()["id"] for _ in range(4))
    group = stored_group(sql, name="web")
    assert api.patch(f"/hosts/{renamed}", {"display_name": "new"}, headers=TRACE).status == 200
    assert api.delete(f"/hosts/{deleted}", headers=TRACE).status == 200
    assert api.post(f"/groups/{group['id']}/hosts", [moved], headers=TRACE).status == 200
    assert api.patch(f"/hosts/{other}", {"display_name": "new"}).status == 200
    assert reaper.run("relay")["left"] == 0
    carried = {event.key: {name: event.headers.get(name) for name in TRACE} for event in reaper.events()}
    assert carried == {
        **dict.fromkeys((renamed, deleted, moved), TRACE),
        other: {"traceparent": None, "tracestate": None},
    }


def test_an_unusable_trace_is_no_reason_to_refuse(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host = hosts()
    answer = api.patch(f"/hosts/{host['id']}", {"display_name": "new"}, headers={"traceparent": "x" * 600})
    assert answer.status == 200
    assert sql("SELECT context ? 'trace' FROM hbi.host_events_outbox") == [(False,)]
