"""Creates the topics that are missing in the cluster that the deployment made. Existing ones stay as they are.

On a cluster that was there before it only looks, and names those that are missing.
"""

import logging
import os
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from hbi.events.client import NotAcknowledged, authentication, check_token
from hbi.events.connection import check_reachable, servers_of
from hbi.secrets import SecretUnavailable
from hbi.settings import KafkaSettings

logger = logging.getLogger(__name__)

_PATIENCE_S = 60.0
_ANSWER_S = 30.0
"""Seconds that a cluster which was there before has for its list of topics, unless it may take longer for all."""


class TopicsMissing(Exception):
    """Topics are not there, or could not be created. The text names each, and says why or what to do."""


class ClusterUnusable(Exception):
    """The cluster does not answer, or nobody can log in there. The text is one line that says why."""


def handler(_event: object, _context: object) -> None:
    """Entry point. An exception fails the deployment with its text."""
    settings, topics = KafkaSettings.load(), orjson.loads(os.environ["HBI_TOPICS"])
    if os.environ.get("HBI_TOPICS_MODE") == "check":
        check(settings, topics, max(_ANSWER_S, settings.kafka_timeout_s))
    else:
        create_missing(_client(settings, []), topics, _settings(os.environ), int(os.environ["HBI_TOPIC_REPLICAS"]))


def check(settings: KafkaSettings, names: Collection[str], patience_s: float = _ANSWER_S) -> None:
    """Logs in as the functions do and requires topics.

    Raises:
        ClusterUnusable: nobody answers, or there is nothing to log in with.
        TopicsMissing: as `require`.
    """
    complaints: list[str] = []
    try:
        check_reachable(servers_of(settings), settings.kafka_timeout_s)
        if settings.kafka_auth == "iam":
            check_token()
        client = _client(settings, complaints)
    except (OSError, NotAcknowledged, SecretUnavailable, KafkaException) as error:
        raise _unusable(error) from error
    require(client, names, complaints=complaints, patience_s=patience_s)


def require(
    client: AdminClient,
    names: Collection[str],
    *,
    complaints: Sequence[str] = (),
    patience_s: float = _ANSWER_S,
) -> None:
    """Requires topics to be there; whoever may not describe a topic does not see it either.

    Args:
        complaints: where the client leaves why it cannot connect or log in.
    Raises:
        ClusterUnusable: the cluster does not say in time which topics it has.
        TopicsMissing: some are not there. The text names all of them.
    """
    try:
        there = client.list_topics(timeout=patience_s).topics
    except KafkaException as error:
        client.poll(0)  # hands over what the client complained of meanwhile
        raise _unusable(error, *complaints) from error
    if missing := sorted(set(names) - there.keys()):
        raise TopicsMissing(
            f"topics missing on the cluster: {', '.join(missing)}; create them, or, if they are there, let the "
            "functions' login describe them"
        )


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


def _client(settings: KafkaSettings, complaints: list[str]) -> AdminClient:
    options: dict[str, Any] = {
        "bootstrap.servers": ",".join(servers_of(settings)),
        "client.id": "hbi",
        "error_cb": lambda error: complaints.append(error.str()),
        **authentication(settings),
    }
    client = AdminClient(options)
    if "oauth_cb" in options:
        client.poll(0)  # asks for the first token
    return client


def _unusable(error: Exception, *complaints: str) -> ClusterUnusable:
    """What is wrong with the cluster, each reason once, without the line ends that TLS puts into its own."""
    text = error.args[0].str() if isinstance(error, KafkaException) else str(error)
    reasons = dict.fromkeys(" ".join(reason.split()) for reason in (text, *complaints))
    return ClusterUnusable(f"the topics of the cluster cannot be listed: {'; '.join(reasons)}")
