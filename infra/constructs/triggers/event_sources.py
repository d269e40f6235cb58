"""Kafka topics of the wiring table as event sources of their functions."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.configuration.estate import StartPosition
from infra.configuration.used_topics import names_of_topics
from infra.constructs.data.bucket import PrivateBucket
from infra.constructs.data.kafka import KafkaCluster
from infra.topology import Function, Topic

# Lambda's default for the time that a batch takes to fill; shorter than anything that can be set.
LAMBDAS_OWN_WINDOW = timedelta(milliseconds=500)

# Just below the retention of the topics, so that a record is saved before Kafka forgets it.
GIVE_UP_AFTER = Duration.days(6)

# Outlasts an outage of many hours. It must be said: with a destination for failures, Lambda takes "for ever" to mean
# ten times, which is over after minutes.
MAX_RETRIES = 1000


class EventSources(Construct):
    """One event source a topic, in provisioned mode: only there can Lambda halve a failing batch, limit its retries and
    deliver again just the records that the function reports as failed.

    A batch only fails when the database or the broker does, so it is tried again until that is over. A batch that
    kills its function is halved until the record that does it is alone; in the end that goes to the bucket.
    """

    def __init__(  # noqa: PLR0913 - what it connects, and what the deployment chose
        self,
        scope: Construct,
        construct_id: str,
        *,
        table: tuple[Function, ...],
        functions: Mapping[str, lambda_.Function],
        kafka: KafkaCluster,
        consumer_group_prefix: str,
        failed_batches: PrivateBucket,
        environment: Mapping[str, str],
        also_consumed: Collection[str] = (),
        start_positions: Mapping[str, StartPosition] | None = None,
    ) -> None:
        """What `also_consumed` and `start_positions` name is done otherwise than in the table, whose names they have.

        Args:
            environment: settings of the functions, which may rename topics.
            also_consumed: topics that the table leaves off and this deployment turns on.
            start_positions: where to begin with topics that were never read.
        """
        super().__init__(scope, construct_id)
        self._kafka = kafka
        self._failed_batches = failed_batches
        self._names = names_of_topics(environment)
        self._start_positions = start_positions or {}
        self._also_consumed = also_consumed
        for row in table:
            if row.topics:
                self._consume(row, functions[row.name], f"{consumer_group_prefix}.{row.name}")

    def _consume(self, row: Function, function: lambda_.Function, group_prefix: str) -> None:
        groups = {self._names[topic.name]: f"{group_prefix}.{self._names[topic.name]}" for topic in row.topics}
        self._kafka.grant_consume(function, topics=groups.keys(), groups=groups.values())
        self._failed_batches.grant_leave(function)
        for topic in row.topics:
            self._event_source(topic, function, groups[self._names[topic.name]])

    def _event_source(self, topic: Topic, function: lambda_.Function, group: str) -> None:
        start = self._start_positions.get(topic.name, StartPosition(topic.starting_position))
        source = lambda_.EventSourceMapping(
            self,
            topic.name,  # not the name that settings give it: the logical id stays
            target=function,
            enabled=topic.enabled or topic.name in self._also_consumed,
            event_source_arn=self._kafka.arn,
            kafka_topic=self._names[topic.name],
            kafka_consumer_group_id=group,
            starting_position=lambda_.StartingPosition[start.kind],
            starting_position_timestamp=start.timestamp,
            batch_size=topic.batch_size,
            max_batching_window=_window(topic),
            bisect_batch_on_error=True,
            report_batch_item_failures=True,
            retry_attempts=MAX_RETRIES,
            max_record_age=GIVE_UP_AFTER,
            provisioned_poller_config=lambda_.ProvisionedPollerConfig(
                minimum_pollers=1, maximum_pollers=topic.partitions
            ),
        )
        resource = source.node.default_child
        assert isinstance(resource, lambda_.CfnEventSourceMapping)  # noqa: S101
        # The CDK's own destination would let the function read and delete what failed.
        resource.destination_config = lambda_.CfnEventSourceMapping.DestinationConfigProperty(
            on_failure=lambda_.CfnEventSourceMapping.OnFailureProperty(
                destination=self._failed_batches.bucket.bucket_arn
            )
        )
        if access := self._kafka.source_access:
            resource.source_access_configurations = [*access]


def _window(topic: Topic) -> Duration | None:
    if topic.window == LAMBDAS_OWN_WINDOW:
        return None
    return Duration.seconds(topic.window.total_seconds())
