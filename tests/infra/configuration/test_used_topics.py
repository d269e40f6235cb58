"""Which topics must be there: what is consumed and written with the choices of a deployment."""

import re

import pytest

from hbi.settings import KafkaSettings
from infra.configuration.deployment import Configuration, UnusableContext
from infra.configuration.used_topics import TRUE, used_topics
from infra.topology import FUNCTIONS, OUTPUT_TOPICS

BY_DEFAULT = {
    "outbox.event.workspace",
    "platform.inventory.dead-letter",
    "platform.inventory.events",
    "platform.inventory.host-apps",
    "platform.inventory.host-ingress",
    "platform.inventory.host-ingress-p1",
    "platform.inventory.system-profile",
    "platform.notifications.ingress",
}


def test_what_is_off_need_not_be_there() -> None:
    assert used_topics(FUNCTIONS, (), {}) == tuple(sorted(BY_DEFAULT))


def test_what_is_consumed_by_choice_must_be_there() -> None:
    assert set(used_topics(FUNCTIONS, ("platform.export.requests",), {})) == {*BY_DEFAULT, "platform.export.requests"}


def test_topics_that_settings_rename_count_by_their_new_name() -> None:
    found = set(used_topics(FUNCTIONS, (), {"KAFKA_EVENT_TOPIC": "blue.events", "HBI_DEAD_LETTER_TOPIC": ""}))
    assert found == BY_DEFAULT - {"platform.inventory.events"} | {"blue.events"}


def test_topics_that_are_consumed_count_by_their_new_name_too() -> None:
    renamed = {"KAFKA_HOST_INGRESS_TOPIC": "blue.hosts", "KAFKA_EXPORT_SERVICE_TOPIC": "blue.exports"}
    left = BY_DEFAULT - {"platform.inventory.host-ingress"}
    assert set(used_topics(FUNCTIONS, (), renamed)) == left | {"blue.hosts"}
    also = ("platform.export.requests",)  # by its name in the table, as operators choose it
    assert set(used_topics(FUNCTIONS, also, renamed)) == left | {"blue.hosts", "blue.exports"}


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        pytest.param(
            {"KAFKA_HOST_INGRESS_P1_TOPIC": "platform.inventory.host-ingress"},
            "KAFKA_HOST_INGRESS_TOPIC and KAFKA_HOST_INGRESS_P1_TOPIC both name topic",
            id="two that are consumed",
        ),
        pytest.param(
            {"KAFKA_HOST_APP_DATA_TOPIC": "blue", "KAFKA_EVENT_TOPIC": "blue"},
            "KAFKA_HOST_APP_DATA_TOPIC and KAFKA_EVENT_TOPIC both name topic 'blue'",
            id="one that is consumed and written",
        ),
        pytest.param(
            {"KAFKA_WORKSPACES_TOPIC": "outbox.*"},
            "KAFKA_WORKSPACES_TOPIC='outbox.*' must be",
            id="more than a topic",
        ),
    ],
)
def test_names_with_which_records_would_be_lost_are_refused_with_one_line(
    environment: dict[str, str], message: str
) -> None:
    with pytest.raises(UnusableContext, match=re.escape(message)) as refused:
        Configuration.from_context({"environment": environment}.get)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("value", ["True", "1", "off", ""])
def test_the_payload_trackers_topic_is_needed_with_the_tracker(value: str) -> None:
    environment = {"KAFKA_BOOTSTRAP_SERVERS": "b-1:9092", "PAYLOAD_TRACKER_ENABLED": value}
    expected = KafkaSettings.load(environment).payload_tracker_enabled
    assert ("platform.payload-status" in used_topics(FUNCTIONS, (), environment)) is expected


def test_what_counts_as_yes_is_what_the_functions_take_for_it() -> None:
    for value in TRUE:
        environment = {"KAFKA_BOOTSTRAP_SERVERS": "b-1:9092", "PAYLOAD_TRACKER_ENABLED": value}
        assert KafkaSettings.load(environment).payload_tracker_enabled


def test_the_settings_that_the_wiring_table_names_are_those_of_the_functions() -> None:
    fields = {field.alias: field for field in KafkaSettings.model_fields.values()}
    settings = {topic.setting: topic.name for topic in OUTPUT_TOPICS}
    settings |= {topic.setting: topic.name for row in FUNCTIONS for topic in row.topics}
    assert settings == {setting: fields[setting].default for setting in settings}
    assert all(fields[topic.switch].default is False for topic in OUTPUT_TOPICS if topic.switch)
