"""A record that kills the ingest function's process is dead-lettered; its neighbours are taken, nothing done twice."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from infra.topology import Topic
from local.aws.delivery import RetryPolicy
from local.aws.poller import Poller
from local.servers.broker import ensure_topics
from tests.conftest import LEFT_SOCKETS, Sql
from tests.integration.local.conftest import RunToy
from tests.integration.local.test_poller import produce
from tests.support.factories import host_message, host_report
from tests.support.topics import read_topic

pytestmark = pytest.mark.kafka

PARTITIONS = 3
QUICK = RetryPolicy(first_delay_s=0.01, max_delay_s=0.05, attempts=2, patience_s=0.5)

INGEST = """
import os
from functions.ingest.handler import handler
from hbi.ingest.messages.host_report import Intake

accept = Intake.accept

def accept_or_die(intake, record, envelope):
    if b"deadly" in record.value:
        os._exit(139)  # like a defect of a native library
    return accept(intake, record, envelope)

Intake.accept = accept_or_die
"""


@pytest.mark.slow
@pytest.mark.usefixtures("left_sockets")
@pytest.mark.filterwarnings(LEFT_SOCKETS)
def test_a_record_that_kills_the_function(
    run_toy: RunToy, database_url: str, kafka_environment: dict[str, str], sql: Sql
) -> None:
    bootstrap_servers, events = kafka_environment["KAFKA_BOOTSTRAP_SERVERS"], kafka_environment["KAFKA_EVENT_TOPIC"]
    dead_letters = kafka_environment["HBI_DEAD_LETTER_TOPIC"]
    topic = Topic(
        f"{events}.ingress",
        "KAFKA_HOST_INGRESS_TOPIC",
        batch_size=100,
        window=timedelta(seconds=0.5),
        partitions=PARTITIONS,
    )
    ensure_topics(bootstrap_servers, {topic.name: PARTITIONS})
    names = [f"host {number}" for number in range(6)]
    names[4] = "deadly"
    produce(bootstrap_servers, topic, [host_message(host_report(display_name=name)).decode() for name in names])
    environment = {**kafka_environment, "KAFKA_HOST_INGRESS_TOPIC": topic.name, "HBI_DATABASE_URL": database_url}

    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        async with run_toy(INGEST, timeout_s=60, environment=environment) as pool:
            poller = Poller(
                topic,
                group=f"{topic.name}.group",
                bootstrap_servers=bootstrap_servers,
                invoke=lambda event: asyncio.run_coroutine_threadsafe(pool.invoke(event), loop).result(),
                dead_letter_topic=dead_letters,
                policy=QUICK,
            )
            poller.start()
            try:
                async with asyncio.timeout(60):
                    while stored() < 5 or not letters():
                        await asyncio.sleep(0.1)
            finally:
                poller.request_stop()
                while not await asyncio.to_thread(poller.stop, 20):
                    pass

    def stored() -> int:
        return int(sql("SELECT count(*) FROM hbi.hosts")[0][0])

    def letters() -> list[bytes]:
        return [letter.value for letter in read_topic(bootstrap_servers, dead_letters)]

    asyncio.run(scenario())
    assert Counter(name for (name,) in sql("SELECT display_name FROM hbi.hosts")) == Counter(set(names) - {"deadly"})
    assert [b"deadly" in value for value in letters()] == [True]
    types = [
        (event.body["host"]["display_name"], event.body["type"]) for event in read_topic(bootstrap_servers, events)
    ]
    assert sorted(types) == sorted((name, "created") for name in names if name != "deadly")
