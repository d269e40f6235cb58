"""Creates the topics of an MSK cluster of our own at deploy."""

import json
from datetime import timedelta

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk.triggers import Trigger
from constructs import Construct

from infra.constructs.compute.functions import LayeredFunction, Surroundings
from infra.packaging.artifacts import Artifact
from infra.topology import OUTPUT_TOPICS, Function

RETENTION = timedelta(days=7)
"""Longer than an event source tries (`infra.constructs.triggers.event_sources`)."""

ROW = Function(
    name="topics",
    handler="topics.handler.handler",
    memory_mb=512,
    timeout=timedelta(minutes=10),
    database="cluster",
    produces_events=False,
)


class Topics(Construct):
    """A function that deployment runs, and waits for: it creates the topics of the wiring table that are missing."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        artifact: Artifact,
        surroundings: Surroundings,
        table: tuple[Function, ...],
        replicas: int,
    ) -> None:
        super().__init__(scope, construct_id)
        partitions = {topic.name: topic.partitions for row in table for topic in row.topics}
        partitions |= {topic.name: topic.partitions for topic in OUTPUT_TOPICS}
        self.function: lambda_.Function = LayeredFunction(
            self,
            ROW,
            artifact=artifact,
            surroundings=surroundings,
            environment={
                "KAFKA_BOOTSTRAP_SERVERS": surroundings.kafka.bootstrap_servers,
                "HBI_KAFKA_AUTH": "iam",
                "HBI_TOPICS": json.dumps(partitions),
                "HBI_TOPIC_REPLICAS": str(replicas),
                "HBI_TOPIC_RETENTION_MS": str(int(RETENTION.total_seconds() * 1000)),
            },
        )
        surroundings.kafka.grant_create(self.function, partitions)
        self._trigger = Trigger(self, "AtDeploy", handler=self.function, timeout=Duration.minutes(10))

    def run_before(self, *constructs: Construct) -> None:
        """Nothing of `constructs` is created or changed before the topics are there."""
        self._trigger.execute_before(*constructs)
