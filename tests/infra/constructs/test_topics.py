"""The function that creates topics at deployment, against a broker."""

import time
import uuid

import pytest
from confluent_kafka.admin import AdminClient

from infra.assets.topics.handler import TopicsMissing, create_missing

pytestmark = pytest.mark.kafka


@pytest.fixture
def admin(bootstrap_servers: str) -> AdminClient:
    """An administrator of the broker that all tests share."""
    return AdminClient({"bootstrap.servers": bootstrap_servers})


def partitions_of(admin: AdminClient, names: list[str]) -> list[int]:
    """Numbers of partitions, once the broker lists the topics: Apache Kafka does so a little after it made them."""
    deadline = time.monotonic() + 60
    while True:
        topics = admin.list_topics(timeout=60).topics
        if topics.keys() >= set(names):
            return [len(topics[name].partitions) for name in names]
        assert time.monotonic() < deadline, f"{names} are not listed"
        time.sleep(0.1)


def test_missing_topics_are_created_and_others_stay_as_they_are(admin: AdminClient) -> None:
    first, second = (f"made.{uuid.uuid4().hex[:12]}" for _ in range(2))
    create_missing(admin, {first: 2}, {}, replicas=1)
    assert partitions_of(admin, [first]) == [2]
    create_missing(admin, {first: 7, second: 3}, {"retention.ms": "604800000"}, replicas=1)
    assert partitions_of(admin, [first, second]) == [2, 3]
    create_missing(admin, {first: 2, second: 3}, {}, replicas=1)


def test_a_topic_that_cannot_be_created_fails_the_deployment_by_name(admin: AdminClient) -> None:
    with pytest.raises(TopicsMissing, match="not a name"):
        create_missing(admin, {"not a name": 1}, {}, replicas=1)
