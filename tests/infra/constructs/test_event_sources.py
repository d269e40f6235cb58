"""Kafka topics and schedules start the functions of their rows."""

import json

import pytest

from infra.topology import FUNCTIONS, Function, Schedule, Topic
from tests.infra.template import PARAMETERS, Resource, Templates, text

TOPICS = [pytest.param(row, topic, id=topic.name) for row in FUNCTIONS for topic in row.topics]
SCHEDULES = [pytest.param(row, schedule, id=schedule.name) for row in FUNCTIONS for schedule in row.schedules]


def test_no_topic_is_consumed_that_the_wiring_table_lacks(stacks: Templates) -> None:
    assert _sources(stacks).keys() == {topic.values[1].name for topic in TOPICS}


@pytest.mark.parametrize(("row", "topic"), TOPICS)
def test_a_topic_feeds_its_function_in_batches(stacks: Templates, row: Function, topic: Topic) -> None:
    source = _sources(stacks)[topic.name]
    assert source["FunctionName"] == {"Ref": stacks.id_of(row.name)}
    assert text(source["EventSourceArn"]) == PARAMETERS["MskClusterArn"]
    assert source["BatchSize"] == topic.batch_size
    assert source.get("Enabled", True) == topic.enabled
    assert source["StartingPosition"] == topic.starting_position
    # Lambda's own window, which a template can only choose by silence.
    assert (source.get("MaximumBatchingWindowInSeconds"), topic.window.total_seconds()) == (None, 0.5)


def test_back_fills_and_requests_of_another_export_service_are_consumed_on_demand_only(stacks: Templates) -> None:
    off = {topic for topic, source in _sources(stacks).items() if not source.get("Enabled", True)}
    assert off == {"outbox.event.workspace-bulk", "platform.export.requests"}


@pytest.mark.parametrize(("row", "topic"), TOPICS)
def test_a_failing_batch_is_halved_and_in_the_end_kept(stacks: Templates, row: Function, topic: Topic) -> None:
    source = _sources(stacks)[topic.name]
    assert source["BisectBatchOnFunctionError"] is True
    assert source["ProvisionedPollerConfig"] == {"MinimumPollers": 1, "MaximumPollers": topic.partitions}
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["MaximumRecordAgeInSeconds"] == 6 * 24 * 3600
    # With a destination, Lambda would give up after ten retries if it were not told otherwise.
    assert source["MaximumRetryAttempts"] == 1000
    assert "FailedBatches" in text(source["DestinationConfig"]["OnFailure"]["Destination"])


def test_every_topic_has_a_consumer_group_of_its_own(stacks: Templates) -> None:
    sources = _sources(stacks)
    groups = {topic: s["AmazonManagedKafkaEventSourceConfig"]["ConsumerGroupId"] for topic, s in sources.items()}
    assert groups == {topic.values[1].name: f"host-inventory.ingest.{topic.values[1].name}" for topic in TOPICS}


def test_no_schedule_runs_that_the_wiring_table_lacks(stacks: Templates) -> None:
    assert len(stacks.of_type("AWS::Scheduler::Schedule")) == len(SCHEDULES)


@pytest.mark.parametrize(("row", "schedule"), SCHEDULES)
def test_a_schedule_starts_its_function_with_its_input(stacks: Templates, row: Function, schedule: Schedule) -> None:
    (deployed,) = [
        s
        for s in stacks.of_type("AWS::Scheduler::Schedule").values()
        if json.loads(s["Target"]["Input"]) == schedule.input
    ]
    minutes = int(schedule.every.total_seconds() // 60)
    assert deployed["ScheduleExpression"] in {f"rate({minutes} minutes)", f"rate({minutes} minute)", "rate(1 hour)"}
    assert ("hour" in deployed["ScheduleExpression"]) == (minutes == 60)
    assert text(deployed["Target"]["Arn"]) == f"{{{stacks.id_of(row.name)}.Arn}}"
    assert "GivenUp" in text(deployed["Target"]["DeadLetterConfig"]["Arn"])


def _sources(stacks: Templates) -> dict[str, Resource]:
    return {source["Topics"][0]: source for source in stacks.of_type("AWS::Lambda::EventSourceMapping").values()}
