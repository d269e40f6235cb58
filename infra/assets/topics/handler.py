"""Creates the topics that are missing in the cluster that the deployment made. Existing ones stay as they are."""

import logging
import os
from collections.abc import Mapping
from typing import Any

import orjson
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from hbi.events.connection import iam_token

logger = logging.getLogger(__name__)

_PATIENCE_S = 60.0


class TopicsMissing(Exception):
    """Topics could not be created. The text names each and says why."""


def handler(_event: object, _context: object) -> None:
    """Entry point. An exception fails the deployment with its text."""
    partitions: dict[str, int] = orjson.loads(os.environ["HBI_TOPICS"])
    create_missing(_client(os.environ), partitions, _settings(os.environ), int(os.environ["HBI_TOPIC_REPLICAS"]))


def create_missing(
    client: AdminClient, partitions: Mapping[str, int], config: Mapping[str, str], replicas: int
) -> None:
    """Creates each topic that is not there.

    Args:
        partitions: number of partitions by topic.
        config: settings of all new topics.
    Raises:
        TopicsMissing: some are neither there nor could be created.
    """
    there = client.list_topics(timeout=_PATIENCE_S).topics
    wanted = [
        NewTopic(name, num_partitions=number, replication_factor=replicas, config=dict(config))
        for name, number in partitions.items()
        if name not in there
    ]
    if not wanted:
        return
    faults = []
    for name, created in client.create_topics(wanted, request_timeout=_PATIENCE_S).items():
        try:
            created.result()
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                faults.append(f"{name}: {error.args[0].str()}")
        else:
            logger.warning("topic %s was created", name)
    if faults:
        raise TopicsMissing("; ".join(sorted(faults)))


def _settings(environment: Mapping[str, str]) -> dict[str, str]:
    return {"retention.ms": environment["HBI_TOPIC_RETENTION_MS"]} if "HBI_TOPIC_RETENTION_MS" in environment else {}


def _client(environment: Mapping[str, str]) -> AdminClient:
    options: dict[str, Any] = {"bootstrap.servers": environment["KAFKA_BOOTSTRAP_SERVERS"], "client.id": "hbi"}
    if environment.get("HBI_KAFKA_AUTH", "none") == "iam":
        options |= {
            "security.protocol": "SASL_SSL",
            "sasl.mechanisms": "OAUTHBEARER",
            "oauth_cb": lambda _: iam_token(),
        }
    client = AdminClient(options)
    if "oauth_cb" in options:
        client.poll(0)  # asks for the first token
    return client
