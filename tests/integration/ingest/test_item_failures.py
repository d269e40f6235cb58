"""A record that brings a defect of ours to light holds up its own partition at most, and not for ever."""

import time
from collections.abc import Callable

import psycopg2
import pytest

from functions.ingest.dispatch import EventResult, consume
from functions.ingest.topics import host_app_data, workspaces
from hbi import metrics
from hbi.ingest.messages.host_report import AcceptedReport, Intake
from hbi.ingest.storing.plan import Planner
from tests.integration.ingest.conftest import ODD
from tests.support.factories import INGRESS, Json, host_message, host_report, msk_event
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

POISON = "poison"


class Defect(Exception):
    """What nobody has thought of."""


@pytest.fixture(params=[Defect, KeyError])
def defect(request: pytest.FixtureRequest) -> type[Exception]:
    """Of a kind that nobody foresees, and of one that an oddly stored host may cause."""
    kind: type[Exception] = request.param
    return kind


@pytest.fixture
def defective(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the planner break at reports of a certain reporter."""
    apply = Planner.apply

    def break_at_poison(planner: Planner, accepted: AcceptedReport) -> None:
        if accepted.report.reporter == POISON:
            raise Defect("a record that nobody has thought of")
        apply(planner, accepted)

    monkeypatch.setattr(Planner, "apply", break_at_poison)


def deliver(ingest: Ingest, partitions: list[list[Json]], *, age_s: float = 0) -> EventResult:
    event = msk_event(
        {(INGRESS, number): map(host_message, reports) for number, reports in enumerate(partitions)},
        first_offset=100,
    )
    for records in event["records"].values():
        for record in records:
            record["timestamp"] = int((time.time() - age_s) * 1000)
    return consume(event, ingest.runtime)


def reports(count: int, *, poison: int | None = None) -> list[Json]:
    return [host_report(reporter=POISON if position == poison else "puptoo") for position in range(count)]


@pytest.mark.usefixtures("defective")
@pytest.mark.parametrize("position", [0, 1, 4, 6])
def test_the_partition_is_delivered_again_from_its_first_failing_record(ingest: Ingest, position: int) -> None:
    consumed = deliver(ingest, [reports(3), reports(7, poison=position), reports(2)])
    assert consumed.counts == {"created": 5 + position, "rejected": 0, "failed": 7 - position}
    assert consumed.response() == {
        "batchItemFailures": [
            {"itemIdentifier": {"partition": f"{INGRESS}-1", "offset": 100 + offset}} for offset in range(position, 7)
        ]
    }
    assert (len(ingest.hosts()), ingest.rejections()) == (5 + position, [])


@pytest.mark.usefixtures("defective")
def test_a_record_that_fails_for_too_long_is_dead_lettered(ingest: Ingest) -> None:
    consumed = deliver(ingest, [reports(5, poison=2), reports(1)], age_s=1000)
    assert consumed.counts == {"created": 5, "rejected": 1}
    assert consumed.response() == {"batchItemFailures": []}
    assert ingest.rejections() == ["Defect: a record that nobody has thought of"]
    assert {message.headers["event_type"] for message in ingest.notifications()} == {"new-system-registered"}


@pytest.mark.usefixtures("defective")
def test_what_is_dead_lettered_is_counted(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(metrics, "count", lambda name, _by=1, /, **labels: counted.append((name, labels)))
    deliver(ingest, [reports(5, poison=2)], age_s=1000)
    assert ("inventory_ingress_message_handler_failures", {}) in counted
    assert ("inventory_ingress_add_host_failures", {"cause": "Defect", "reporter": "other"}) in counted
    assert ("inventory_rejected_records", {"reporter": "other", "reason": "defect"}) in counted


def break_always(kind: type[Exception]) -> Callable[..., None]:
    def apply(*_: object) -> None:
        raise kind("whatever is reported")

    return apply


def test_a_defect_that_breaks_all_records_is_waited_out(
    ingest: Ingest, monkeypatch: pytest.MonkeyPatch, defect: type[Exception]
) -> None:
    monkeypatch.setattr(Planner, "apply", break_always(defect))
    consumed = deliver(ingest, [reports(3), reports(3)], age_s=3000)
    assert consumed.counts == {"rejected": 0, "failed": 6}
    assert [record.offset for record in consumed.again] == [100, 101, 102] * 2
    assert (ingest.rejections(), ingest.notifications()) == ([], [])


def test_a_defect_that_breaks_all_records_is_not_waited_out_for_ever(
    ingest: Ingest, monkeypatch: pytest.MonkeyPatch, defect: type[Exception]
) -> None:
    monkeypatch.setattr(Planner, "apply", break_always(defect))
    consumed = deliver(ingest, [reports(3), reports(3)], age_s=4000)
    assert (consumed.counts, consumed.again) == ({"rejected": 6}, [])
    assert len(ingest.rejections()) == 6
    assert ingest.notifications() == []


def test_what_breaks_a_rule_is_refused_while_a_defect_is_waited_out(
    ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Planner, "apply", break_always(KeyError))
    bad = host_report(insights_id="bad")
    consumed = deliver(ingest, [[*reports(2), bad], reports(1)])
    assert consumed.counts == {"rejected": 1, "failed": 3}
    assert [(record.partition, record.offset) for record in consumed.again] == [(0, 100), (0, 101), (1, 100)]
    assert [message.headers["event_type"] for message in ingest.notifications()] == ["validation-error"]


@pytest.mark.usefixtures("odd_hosts")
def test_a_host_in_an_odd_state_is_refused_at_once(ingest: Ingest) -> None:
    """However often it is reported: it stays odd."""
    odd = ingest.report(ansible_host=ODD)
    assert deliver(ingest, [[odd, odd, odd]]).counts == {"rejected": 3}
    assert len(ingest.dead_letters()) == 3
    assert len(ingest.notifications()) == 1, "its reporter did nothing wrong"


@pytest.mark.parametrize(("age_s", "counts"), [(3000, {"rejected": 0, "failed": 3}), (4000, {"rejected": 3})])
def test_a_defect_in_checking_that_breaks_all_records_is_waited_out(
    ingest: Ingest, monkeypatch: pytest.MonkeyPatch, age_s: float, counts: dict[str, int]
) -> None:
    monkeypatch.setattr(Intake, "accept", break_always(KeyError))
    assert deliver(ingest, [reports(3)], age_s=age_s).counts == counts


@pytest.mark.parametrize("age_s", [0, 1000])
def test_what_is_tried_again_is_judged_by_the_whole_event(
    ingest: Ingest, monkeypatch: pytest.MonkeyPatch, age_s: float
) -> None:
    """Parts that are worked on apart, because of another defect, do not count apart."""
    kinds = {"key": KeyError, "run": RuntimeError}
    apply = Planner.apply

    def break_some(planner: Planner, accepted: AcceptedReport) -> None:
        if accepted.report.reporter in kinds:
            raise kinds[accepted.report.reporter]("odd")
        apply(planner, accepted)

    monkeypatch.setattr(Planner, "apply", break_some)
    nothing_works = [host_report(reporter=name) for name in ("key", "key", "key", "run", "key")]
    assert deliver(ingest, [nothing_works], age_s=age_s).counts == {"rejected": 0, "failed": 5}
    mixed = [host_report(reporter=name) for name in ("key", "key", "puptoo", "run")]
    consumed = deliver(ingest, [mixed], age_s=age_s)
    assert consumed.counts["created"] == 1
    assert [record.offset for record in consumed.again] == ([103] if age_s == 0 else [])
    assert consumed.counts["rejected"] == (2 if age_s == 0 else 3)


def test_a_defect_is_traced_once(
    ingest: Ingest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Planner, "apply", break_always(KeyError))
    deliver(ingest, [reports(50)])
    assert sum(record.exc_info is not None for record in caplog.records) == 1
    assert len(caplog.records) < 10


@pytest.mark.usefixtures("defective")
def test_a_record_that_is_alone_does_not_hold_up_its_partition_for_ever(ingest: Ingest) -> None:
    alone = [reports(1, poison=0)]
    assert deliver(ingest, alone, age_s=3000).counts == {"rejected": 0, "failed": 1}
    assert deliver(ingest, alone, age_s=4000).counts == {"rejected": 1}
    assert ingest.rejections() == ["Defect: a record that nobody has thought of"]


@pytest.mark.parametrize(
    ("ages_s", "dead_lettered"),
    [
        pytest.param([4000, 4000, 10], 2, id="the young one at the end is tried again"),
        pytest.param([4000, 10, 4000], 1, id="so is what lies behind a young one"),
        pytest.param([10, 4000, 4000], 0, id="nothing overtakes the first"),
        pytest.param([-1_000_000, 10, 10], 1, id="nor is one from the future waited for"),
    ],
)
@pytest.mark.usefixtures("defective")
def test_what_is_dead_lettered_lies_before_what_is_tried_again(
    ingest: Ingest, ages_s: list[int], dead_lettered: int
) -> None:
    event = msk_event([host_message(host_report(reporter=POISON)) for _ in ages_s])
    for record, age_s in zip(event["records"][f"{INGRESS}-0"], ages_s, strict=True):
        record["timestamp"] = int((time.time() - age_s) * 1000)
    consumed = consume(event, ingest.runtime)
    assert [record.offset for record in consumed.again] == [*range(dead_lettered, 3)]
    assert len(ingest.rejections()) == dead_lettered


def test_an_outage_while_a_record_is_checked_is_not_the_records_fault(
    ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Intake, "accept", break_always(MemoryError))
    with pytest.raises(MemoryError):
        deliver(ingest, [reports(2)])
    assert ingest.rejections() == []


@pytest.mark.usefixtures("defective")
def test_what_failed_is_taken_when_the_defect_is_gone(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = reports(4, poison=1)
    assert deliver(ingest, [sent]).counts["failed"] == 3
    monkeypatch.undo()
    assert deliver(ingest, [sent[1:]]).counts == {"created": 3, "rejected": 0}
    assert len(ingest.hosts()) == 4


def test_an_outage_fails_the_whole_event(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose_the_database(*_: object) -> None:
        raise psycopg2.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Planner, "apply", lose_the_database)
    with pytest.raises(psycopg2.OperationalError):
        deliver(ingest, [reports(2), reports(2)])


@pytest.mark.parametrize(
    ("module", "topic"),
    [
        pytest.param(host_app_data, "platform.inventory.host-apps", id="application data"),
        pytest.param(workspaces, "outbox.event.workspace", id="workspaces"),
    ],
)
def test_a_defect_in_checking_a_record_dead_letters_that_record(
    ingest: Ingest, monkeypatch: pytest.MonkeyPatch, module: object, topic: str
) -> None:
    def broken(*_: object) -> Callable[[], None]:
        raise Defect("cannot be checked")

    monkeypatch.setattr(module, "parse_message", broken)
    assert ingest.deliver(topic, b"{}", b"{}")["rejected"] == 2
    assert ingest.rejections() == ["Defect: cannot be checked"] * 2
