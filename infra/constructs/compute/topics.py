"""Creates the topics of an MSK cluster of our own at deploy, or requires them on one that is there already."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Self

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk.triggers import Trigger
from constructs import Construct

from infra.configuration.used_topics import names_of_topics
from infra.constructs.compute.functions import LayeredFunction, Surroundings, grant_secrets, secret_references
from infra.packaging.artifacts import Artifact
from infra.topology import KAFKA_SECRETS, OUTPUT_TOPICS, Function

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
"""The function where the cluster is our own; it logs in by IAM."""

CHECKING = replace(ROW, secrets=KAFKA_SECRETS)
"""The same function on a cluster of others, where it logs in as the functions do."""

CONNECTION = frozenset({"KAFKA_BOOTSTRAP_SERVERS", "HBI_KAFKA_AUTH", "HBI_KAFKA_TIMEOUT_SECONDS"})
"""Settings of the way to the brokers, which an operator may choose for all functions. The login is a secret."""


class Topics(Construct):
    """A function that deployment runs, and waits for; when it fails, no function changes."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        row: Function,
        artifact: Artifact,
        surroundings: Surroundings,
        environment: Mapping[str, str],
    ) -> None:
        """`environment` says what the function does with which topics. Use `created` or `required`."""
        super().__init__(scope, construct_id)
        self.function: lambda_.Function = LayeredFunction(
            self,
            row,
            artifact=artifact,
            surroundings=surroundings,
            environment={
                "KAFKA_BOOTSTRAP_SERVERS": surroundings.kafka.bootstrap_servers,
                "HBI_KAFKA_AUTH": surroundings.kafka.auth,
                **{name: value for name, value in surroundings.environment.items() if name in CONNECTION},
                **environment,
                **secret_references(row, surroundings),
            },
        )
        grant_secrets(self.function, row, surroundings)
        self._trigger = Trigger(self, "AtDeploy", handler=self.function, timeout=Duration.minutes(10))

    @classmethod
    def created(
        cls,
        scope: Construct,
        *,
        artifact: Artifact,
        surroundings: Surroundings,
        table: tuple[Function, ...],
        replicas: int,
    ) -> Self:
        """Creates the topics of the wiring table that are missing, by the names that the settings give them."""
        names = names_of_topics(surroundings.environment)
        partitions = {names[topic.name]: topic.partitions for row in table for topic in row.topics}
        partitions |= {names[topic.name]: topic.partitions for topic in OUTPUT_TOPICS}
        environment = {
            "HBI_TOPICS": json.dumps(partitions),
            "HBI_TOPIC_REPLICAS": str(replicas),
            "HBI_TOPIC_RETENTION_MS": str(int(RETENTION.total_seconds() * 1000)),
        }
        topics = cls(scope, "Topics", row=ROW, artifact=artifact, surroundings=surroundings, environment=environment)
        surroundings.kafka.grant_create(topics.function, partitions)
        return topics

    @classmethod
    def required(
        cls, scope: Construct, *, artifact: Artifact, surroundings: Surroundings, names: Collection[str]
    ) -> Self:
        """Fails the deployment when topics are missing on a cluster that is not ours to change."""
        environment = {"HBI_TOPICS_MODE": "check", "HBI_TOPICS": json.dumps(list(names))}
        topics = cls(
            scope, "Topics", row=CHECKING, artifact=artifact, surroundings=surroundings, environment=environment
        )
        surroundings.kafka.grant_describe(topics.function, names)
        return topics

    def run_before(self, *constructs: Construct) -> None:
        """Nothing of `constructs` is created or changed before the topics are there."""
        self._trigger.execute_before(*constructs)
