"""The function that creates or requires topics at deployment, against a broker."""

import json
import time
import uuid

import pytest
from confluent_kafka.admin import AdminClient

from hbi import secrets
from hbi.settings import KafkaSettings
from infra.assets.topics import handler as topics_handler
from infra.assets.topics.handler import ClusterUnusable, TopicsMissing, check, create_missing, handler, require
from local.ports import LOOPBACK, free_port

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


@pytest.fixture
def there(admin: AdminClient) -> str:
    """A topic that is there."""
    name = f"there.{uuid.uuid4().hex[:12]}"
    create_missing(admin, {name: 1}, {}, replicas=1)
    partitions_of(admin, [name])
    return name


def test_all_missing_topics_are_named_in_one_line(admin: AdminClient, there: str) -> None:
    first, second = sorted(f"gone.{uuid.uuid4().hex[:12]}" for _ in range(2))
    with pytest.raises(TopicsMissing) as raised:
        require(admin, [second, there, first])
    assert str(raised.value) == (
        f"topics missing on the cluster: {first}, {second}; create them, or, if they are there, let the functions' "
        "login describe them"
    )
    assert not {first, second} & admin.list_topics(timeout=60).topics.keys()  # looking creates nothing


def test_a_deployment_with_all_its_topics_goes_on(
    bootstrap_servers: str, there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", bootstrap_servers)
    monkeypatch.setenv("HBI_TOPICS_MODE", "check")
    monkeypatch.setenv("HBI_TOPICS", json.dumps([there]))
    handler({}, None)
    monkeypatch.setenv("HBI_TOPICS", json.dumps([there, "gone"]))
    with pytest.raises(TopicsMissing, match="on the cluster: gone;"):
        handler({}, None)


@pytest.mark.parametrize(("timeout_s", "patience_s"), [("10", 30.0), ("45", 45.0)])
def test_a_cluster_has_as_long_as_the_functions_give_it(
    bootstrap_servers: str, monkeypatch: pytest.MonkeyPatch, timeout_s: str, patience_s: float
) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", bootstrap_servers)
    monkeypatch.setenv("HBI_KAFKA_TIMEOUT_SECONDS", timeout_s)
    monkeypatch.setenv("HBI_TOPICS_MODE", "check")
    monkeypatch.setenv("HBI_TOPICS", "[]")
    given = []
    monkeypatch.setattr(topics_handler, "require", lambda *_, patience_s, **__: given.append(patience_s))
    handler({}, None)
    assert given == [patience_s]


def test_a_cluster_that_does_not_answer_is_one_line() -> None:
    address = f"{LOOPBACK}:{free_port()}"
    assert_unusable({"KAFKA_BOOTSTRAP_SERVERS": address}, address, "Connection refused")


def test_a_cluster_that_refuses_the_login_is_one_line(bootstrap_servers: str) -> None:
    assert_unusable({"KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers, "HBI_KAFKA_AUTH": "tls"}, "SSL handshake failed")


@pytest.mark.parametrize("auth", ["scram", "mtls"])
def test_a_secret_that_cannot_be_read_is_named(
    bootstrap_servers: str, s3_endpoint_url: str, monkeypatch: pytest.MonkeyPatch, auth: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", s3_endpoint_url)
    secrets.forget()
    settings = {
        "KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
        "HBI_KAFKA_AUTH": auth,
        "HBI_KAFKA_SECRET": f"secretsmanager:AmazonMSK_{uuid.uuid4()}",
    }
    try:
        assert_unusable(settings, "secret HBI_KAFKA_SECRET cannot be read from secretsmanager")
    finally:
        secrets.forget()


def assert_unusable(environment: dict[str, str], *parts: str) -> None:
    """The cluster cannot be asked, which is said in one line with these parts."""
    with pytest.raises(ClusterUnusable) as raised:
        check(KafkaSettings.load(environment), ["any"], patience_s=3)
    text = str(raised.value)
    assert text.startswith("the topics of the cluster cannot be listed: ")
    assert len(text.splitlines()) == 1
    assert all(part in text for part in parts), text
