"""Kafka topics and schedules start the functions of their rows."""

import json

import pytest

from hbi.settings import IngestSettings
from infra.topology import FUNCTIONS, HOST_INGRESS, Function, Schedule, Topic
from tests.infra.conftest import Deploy
from tests.infra.template import PARAMETERS, Resource, Templates, text

TOPICS = [pytest.param(row, topic, id=topic.name) for row in FUNCTIONS for topic in row.topics]
SOURCE = "AWS::Lambda::EventSourceMapping"
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


@pytest.mark.parametrize("estate", [{}, {"newKafkaCluster": "true"}], ids=["a cluster that is there", "a new cluster"])
def test_a_topic_with_another_name_is_consumed_by_that_name_everywhere(
    stacks: Templates, deploy: Deploy, estate: dict[str, object]
) -> None:
    renamed = {topic.values[1].setting: f"blue.{topic.values[1].name}" for topic in TOPICS}
    old, new = {topic.values[1].name for topic in TOPICS}, set(renamed.values())
    positions = {"platform.inventory.host-ingress": "LATEST"}
    choices = {"alsoConsumed": "platform.export.requests", "startPositions": positions, "environment": renamed}
    made = deploy({**estate, **choices})

    sources = _sources(made)
    assert sources.keys() == new
    groups = {topic: s["AmazonManagedKafkaEventSourceConfig"]["ConsumerGroupId"] for topic, s in sources.items()}
    assert groups == {name: f"host-inventory.ingest.{name}" for name in new}
    assert sources["blue.platform.inventory.host-ingress"]["StartingPosition"] == "LATEST"
    assert sources["blue.platform.inventory.system-profile"]["StartingPosition"] == "TRIM_HORIZON"
    assert sources["blue.platform.export.requests"].get("Enabled", True)

    settings = IngestSettings.load({**made.environment("ingest"), "KAFKA_BOOTSTRAP_SERVERS": "b-1:9098"})
    fields = IngestSettings.model_fields.items()
    assert {getattr(settings, name) for name, field in fields if field.alias in renamed} == new
    assert _topics(made, "ingest", "ReadData") == new
    assert {group.partition("ingest.")[2] for group in _topics(made, "ingest", "AlterGroup")} == new
    assert _topics(made, "api", "ReadData") == {renamed[topic.setting] for topic in HOST_INGRESS}
    seen = set(json.loads(made.environment("topics")["HBI_TOPICS"]))
    off = set() if estate else {"blue.outbox.event.workspace-bulk"}
    assert seen >= new - off
    assert not seen & old
    assert _topics(made, "topics", "DescribeTopic") == seen
    if not estate:  # logical ids stay
        assert made.of_type(SOURCE).keys() == stacks.of_type(SOURCE).keys()


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
    return {source["Topics"][0]: source for source in stacks.of_type(SOURCE).values()}


def _topics(stacks: Templates, function: str, action: str) -> set[str]:
    """Last parts of what a function has a right of Kafka to."""
    rights = stacks.rights(function)
    return {resource.rpartition("/")[2] for right, resource in rights if right == f"kafka-cluster:{action}"}
