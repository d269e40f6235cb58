"""Which claimed rows are sent, and what becomes of each (contract: ingest-and-events 12)."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import cast

import psycopg2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hbi.events import pending_messages
from hbi.events.messages import Message
from hbi.events.outbox import ACKNOWLEDGED, ClaimedEvent, RowType
from hbi.events.pending_messages import PendingMessages, RowAttempt, Settlement, Treatment, settle
from hbi.events.row_messages import RowMessages
from hbi.hosts.key import HostKey

HOSTS = ("a", "b", "c")
KINDS: tuple[RowType, ...] = ("created", "updated", "delete", "stale")


class Rows:
    """Stands for what makes the messages: two for creations and deletions, one for others, none for lost hosts."""

    def __init__(self, *, unreadable: str = "", lost: str = "", error: Exception | None = None) -> None:
        self._unreadable = unreadable
        self._lost = lost
        self._error = error or RuntimeError("a defect")

    def of(self, event: ClaimedEvent) -> list[Message]:
        if event.host_id in self._unreadable:
            raise self._error
        if event.host_id in self._lost and event.event_type != "delete":
            return []
        number = 2 if event.event_type in {"created", "delete"} else 1
        return [Message("topic", None, f"{event.sequence}.{part}".encode(), []) for part in range(number)]


def row(
    sequence: int,
    host: str = "a",
    kind: RowType = "updated",
    *,
    refused: bool = False,
    acknowledged: Sequence[int] = (),
) -> ClaimedEvent:
    return ClaimedEvent(sequence, "321", host, kind, {ACKNOWLEDGED: acknowledged}, refused)


def attempts(
    claimed: Sequence[ClaimedEvent], rows: Rows | None = None, *, only_new: Sequence[HostKey] = (), limit: int = 100
) -> tuple[list[RowAttempt], list[str]]:
    """What is done with the rows, and the values of the messages that are handed over."""
    pending = PendingMessages(cast("RowMessages", rows or Rows()), max_host_bytes=limit, only_new=only_new)
    found = list(pending.attempts(claimed))
    return [attempt for attempt, _ in found], [(m.value or b"").decode() for _, made in found for m in made]


def treatments(found: Sequence[RowAttempt]) -> str:
    """First letters: sent, unmade, deferred, skipped (k)."""
    return "".join("k" if one.treatment is Treatment.SKIPPED else one.treatment.name[0].lower() for one in found)


def outcome(settlement: Settlement) -> tuple[list[int], list[int], list[int]]:
    """Sequences of rows that are done, refused, deferred."""
    return (
        [event.sequence for event in settlement.done],
        [entry.event.sequence for entry in settlement.refused],
        [event.sequence for event in settlement.deferred],
    )


def test_messages_are_handed_over_in_order() -> None:
    found, values = attempts([row(1, kind="created"), row(2, "b"), row(3), row(4, kind="delete")])
    assert (treatments(found), values) == ("ssss", ["1.0", "1.1", "2.0", "3.0", "4.0", "4.1"])
    assert outcome(settle(found, set())) == ([1, 2, 3, 4], [], [])


def test_a_row_without_messages_is_done() -> None:
    found, values = attempts([row(1), row(2, kind="delete")], Rows(lost="a"))
    assert (treatments(found), values) == ("ss", ["2.0", "2.1"])
    settlement = settle(found, set())
    assert outcome(settlement) == ([1, 2], [], [])
    assert settlement.published == 1


def test_what_was_acknowledged_is_not_handed_over_again() -> None:
    found, values = attempts([row(1, kind="created", refused=True, acknowledged=[1])])
    assert values == ["1.0"]
    (entry,) = settle(found, {0}).refused
    assert entry.acknowledged == [1]


def test_what_is_acknowledged_of_a_refused_row_is_remembered() -> None:
    found, _ = attempts([row(1, "b"), row(2, kind="created")])
    settlement = settle(found, {1})
    assert outcome(settlement) == ([1], [2], [])
    assert [entry.acknowledged for entry in settlement.refused] == [[1]]
    assert settlement.published == 1


def test_a_defect_keeps_a_host_s_rows_and_no_others() -> None:
    found, values = attempts([row(1), row(2, "b"), row(3, kind="delete"), row(4, "b")], Rows(unreadable="a"))
    assert (treatments(found), values) == ("usus", ["2.0", "4.0"])
    assert outcome(settle(found, set())) == ([2, 4], [1, 3], [])


def test_an_outage_of_the_database_is_no_defect() -> None:
    with pytest.raises(psycopg2.OperationalError):
        attempts([row(1)], Rows(unreadable="a", error=psycopg2.OperationalError("away")))


def test_one_event_is_tried_of_a_host_of_which_one_was_refused() -> None:
    found, _ = attempts([row(1, refused=True), row(2), row(3, "b"), row(4, kind="delete")])
    assert treatments(found) == "sdsd"
    assert outcome(settle(found, set())) == ([1, 3], [], [2, 4])
    assert outcome(settle(found, {0})) == ([3], [1], [2, 4])


def test_a_host_that_is_refused_again_is_tried_no_more() -> None:
    """Its new changes show the same host; its deletion does not."""
    host = ("321", "a")
    claimed = [row(1, refused=True), row(2), row(3), row(4, kind="delete"), row(5, "b")]
    found, values = attempts(claimed, only_new=[host])
    assert (treatments(found), values) == ("ksdds", ["2.0", "5.0"])
    assert outcome(settle(found, {0}, [host])) == ([5], [2, 3], [4])
    assert outcome(settle(found, set(), [host])) == ([2, 5], [], [3, 4])


def test_only_so_much_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending_messages, "MOST_BYTES", 6)
    found, values = attempts([row(1), row(2, "b"), row(3), row(4, "c")])
    assert (treatments(found), values) == ("ssdd", ["1.0", "2.0"])


def test_large_hosts() -> None:
    found, _ = attempts([row(1), row(22, "b"), row(333, "c", kind="delete")], limit=3)
    assert settle(found, {0}).large_hosts == {("321", "b")}


@st.composite
def claims(draw: st.DrawFn) -> list[ClaimedEvent]:
    sequences = count(1)
    kinds = draw(st.lists(st.tuples(st.sampled_from(HOSTS), st.sampled_from(KINDS), st.booleans()), max_size=12))
    return [row(next(sequences), host, kind, refused=refused) for host, kind, refused in kinds]


def positions_by_row(found: Sequence[RowAttempt]) -> Iterator[tuple[RowAttempt, list[int]]]:
    numbers = count()
    for attempt in found:
        yield attempt, [next(numbers) for _ in attempt.numbers]


@given(claims(), st.sets(st.sampled_from(HOSTS)), st.sets(st.sampled_from(HOSTS)), st.data())
def test_nothing_is_lost_and_nothing_is_overtaken(
    claimed: list[ClaimedEvent], unreadable: set[str], again: set[str], data: st.DataObject
) -> None:
    only_new = [("321", host) for host in again]
    found, values = attempts(claimed, Rows(unreadable="".join(unreadable)), only_new=only_new)
    refused = data.draw(st.sets(st.sampled_from(range(len(values))))) if values else set[int]()
    settlement = settle(found, refused, only_new)

    done, failed, deferred = (set(sequences) for sequences in outcome(settlement))
    skipped = {event.sequence for event in claimed if event.was_refused and event.host in only_new}
    assert [attempt.event for attempt in found] == claimed
    assert sorted([*done, *failed, *deferred, *skipped]) == [event.sequence for event in claimed], "each goes one way"
    assert {a.event.sequence for a, mine in positions_by_row(found) if refused.intersection(mine)} <= failed
    for event in settlement.done:
        assert event.host_id not in unreadable, "what is deleted was made"
        behind = [other for other in settlement.deferred if other.host == event.host]
        assert all(other.sequence > event.sequence for other in behind), "what is deferred is not overtaken"
