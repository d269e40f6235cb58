"""A stream of records has one outcome, however it is cut into batches and how often it is delivered."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.ingest.streams import (
    INSTANTS,
    Step,
    Stored,
    app_data,
    host_stream,
    profile_updates,
    steady_reports,
    steady_workspaces,
    stored_hosts,
    workspaces,
)
from tests.integration.ingest.worlds import World, Worlds
from tests.support.factories import Json
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka


def examples(number: int) -> settings:
    """The same examples in every run; `HBI_TEST_EXAMPLES=1000` looks for others instead, that many a test."""
    wanted = os.environ.get("HBI_TEST_EXAMPLES")
    return settings(
        max_examples=int(wanted or number),
        deadline=None,
        derandomize=wanted is None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@pytest.fixture
def worlds(ingest: Ingest) -> Iterator[Worlds]:
    """Organisations that nobody else uses, as many as wanted."""
    worlds = Worlds(ingest)
    yield worlds
    worlds.close()


def deliver_in_parts(world: World, stream: Sequence[Step], size: int) -> None:
    """Delivers a stream in batches of `size` records."""
    for start in range(0, len(stream), size):
        world.deliver(stream[start : start + size])


@examples(40)
@given(hosts=stored_hosts, stream=st.lists(host_stream, min_size=1, max_size=16), size=st.integers(2, 8))
def test_a_batch_of_reports_is_a_sequence(worlds: Worlds, hosts: list[Stored], stream: list[Step], size: int) -> None:
    """Any division into batches stores and tells the same as single records (contract: ingest-and-events 2)."""
    single, parts, batch = worlds.populated(3, hosts)
    deliver_in_parts(single, stream, 1)
    deliver_in_parts(parts, stream, size)
    batch.deliver(stream)
    outcomes = worlds.outcomes(single, parts, batch)
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert single.counts == parts.counts == batch.counts


runs = st.one_of(
    st.lists(host_stream, min_size=1, max_size=5),
    st.lists(profile_updates, min_size=1, max_size=3),
    st.lists(app_data(st.sampled_from(INSTANTS)), min_size=1, max_size=4),
    st.lists(workspaces, min_size=1, max_size=3),
)


@examples(30)
@given(
    hosts=stored_hosts, stream=st.lists(runs, min_size=1, max_size=6).map(lambda some: list(chain.from_iterable(some)))
)
def test_batches_of_all_topics_are_a_sequence(worlds: Worlds, hosts: list[Stored], stream: list[Step]) -> None:
    """Profiles, application data and workspaces among reports: the runs of one topic may be batches or not."""
    single, batches = worlds.populated(2, hosts)
    deliver_in_parts(single, stream, 1)
    batches.deliver(stream)
    outcomes = worlds.outcomes(single, batches)
    assert outcomes[0] == outcomes[1]
    assert single.counts == batches.counts


updates_by_id = profile_updates.filter(lambda update: update.host is not None)


def some(records: st.SearchStrategy[Step]) -> st.SearchStrategy[list[Step]]:
    """Streams of such records."""
    return st.lists(records, min_size=1, max_size=10)


@pytest.mark.parametrize(
    "streams",
    [
        pytest.param(some(steady_reports), id="reports that name each host by its strongest ID fact"),
        pytest.param(some(updates_by_id), id="profiles of hosts by id"),
        pytest.param(some(app_data(st.sampled_from(INSTANTS))), id="application data"),
        pytest.param(steady_workspaces, id="workspaces"),
    ],
)
@examples(15)
@given(data=st.data(), hosts=stored_hosts, size=st.integers(1, 8))
def test_a_rewind_changes_nothing_but_check_ins(
    worlds: Worlds, streams: st.SearchStrategy[list[Step]], data: st.DataObject, hosts: list[Stored], size: int
) -> None:
    """Redelivery, as Kafka does it after a crash: from an offset on, everything comes again, then what is new.

    All that may differ from one delivery are instants: of check-ins, of changes (`modified_on`), of groups. No host is
    created a second time.

    This holds while each record finds what it found the first time. A host that changed the ID fact by which an
    earlier report found it is not found by that report again, and the contract then wants a new host; an old record
    about a host or workspace that came later finds it now. Such streams are covered above: a repeat has the outcome
    that the same record has when it comes a second time. For the same reason the whole rest is delivered again: old
    records alone would bring old values back, because the contract knows no age of a report.
    """
    stream = data.draw(streams)
    crash = data.draw(st.integers(1, len(stream)), label="records until the crash")
    offset = data.draw(st.integers(0, crash - 1), label="committed offset")
    once, again = worlds.populated(2, hosts)
    once.deliver(stream)
    again.deliver(stream[:crash])
    again.rewind(offset)
    deliver_in_parts(again, stream[offset:], size)
    outcomes = worlds.outcomes(once, again)
    assert without_instants(outcomes[0]) == without_instants(outcomes[1])


@examples(40)
@given(hosts=stored_hosts, stream=some(app_data(st.sampled_from(INSTANTS))))
def test_a_batch_of_application_data_is_a_sequence(worlds: Worlds, hosts: list[Stored], stream: list[Step]) -> None:
    """Younger and older messages in any order: an older one is ignored within a batch as it is after one."""
    single, batch = worlds.populated(2, hosts)
    deliver_in_parts(single, stream, 1)
    batch.deliver(stream)
    outcomes = worlds.outcomes(single, batch)
    assert outcomes[0] == outcomes[1]


@examples(15)
@given(hosts=stored_hosts, messages=st.permutations(INSTANTS * 2), data=st.data())
def test_application_data_that_comes_again_changes_nothing(
    worlds: Worlds, hosts: list[Stored], messages: list[datetime], data: st.DataObject
) -> None:
    """Here any old messages alone may be delivered again, in any order: they say when they were true."""
    said = {instant: data.draw(app_data(st.just(instant)), label=str(instant)) for instant in INSTANTS}
    once, again = worlds.populated(2, hosts)
    for world in (once, again):
        world.deliver(said[instant] for instant in INSTANTS)
    deliver_in_parts(again, [said[instant] for instant in messages], 2)
    outcomes = worlds.outcomes(once, again)
    assert outcomes[0] == outcomes[1]


def without_instants(outcome: Json) -> Json:
    """What is left when check-ins may have come later, and with them events."""

    def blank(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: blank(member) for name, member in value.items() if name not in {"answers", "profile_hash"}}
        if isinstance(value, list):
            return [blank(member) for member in value]
        return "instant" if isinstance(value, str) and value.startswith("instant ") else value

    blanked: Json = blank(outcome)
    return blanked
