"""The topics that a deployment uses: what its event sources consume, and what its functions write."""

import re
from collections.abc import Collection, Mapping

from infra.configuration.context import UnusableContext
from infra.topology import FUNCTIONS, OUTPUT_TOPICS, Function, OutputTopic

TRUE = frozenset({"true", "1", "yes", "on", "y", "t"})
"""What the functions take for yes, in small letters."""

_INPUTS = tuple(topic for row in FUNCTIONS for topic in row.topics)
_NAME = re.compile(r"(?!\.)[A-Za-z0-9._-]{1,249}")


def used_topics(
    table: tuple[Function, ...], also_consumed: Collection[str], environment: Mapping[str, str]
) -> tuple[str, ...]:
    """Names of the topics that must be there, in alphabetical order.

    Args:
        also_consumed: topics that the table leaves off and this deployment turns on, by their names in the table.
        environment: settings of the functions, which may rename topics, or switch off what they write.
    """
    names = names_of_topics(environment)
    inputs = [topic for row in table for topic in row.topics]
    consumed = {names[topic.name] for topic in inputs if topic.enabled or topic.name in also_consumed}
    written = {names[topic.name] for topic in OUTPUT_TOPICS if _is_on(topic, environment)}
    return tuple(sorted(consumed | written))


def names_of_topics(environment: Mapping[str, str]) -> dict[str, str]:
    """All topics: name in the wiring table → name that the settings give."""
    inputs = {topic.name: environment.get(topic.setting) or topic.name for topic in _INPUTS}
    return inputs | names_of_outputs(environment)


def names_of_outputs(environment: Mapping[str, str]) -> dict[str, str]:
    """The topics that functions write, as `names_of_topics`."""
    return {topic.name: environment.get(topic.setting) or topic.name for topic in OUTPUT_TOPICS}


def check_names(environment: Mapping[str, str]) -> None:
    """Refuses names of topics with which records would be lost, or taken twice.

    Raises:
        UnusableContext: a name is none that Kafka and Lambda take, or it is that of another topic.
    """
    settings = {topic.name: topic.setting for topic in _INPUTS}
    settings |= {topic.name: topic.setting for topic in OUTPUT_TOPICS}
    names = names_of_topics(environment)
    for known, name in names.items():
        if not _NAME.fullmatch(name):  # an asterisk would be a right to all topics
            raise UnusableContext(
                f"context environment: {settings[known]}={name!r} must be the name of a topic: letters, digits, dots, "
                "underscores and hyphens, at most 249, the first no dot"
            )
    for topic in _INPUTS:
        given = names[topic.name]
        if others := [settings[known] for known, name in names.items() if name == given and known != topic.name]:
            raise UnusableContext(
                f"context environment: {topic.setting} and {', '.join(others)} both name topic {given!r}, whose "
                "records ingest could not tell apart. Give each a name of its own"
            )


def _is_on(topic: OutputTopic, environment: Mapping[str, str]) -> bool:
    return topic.switch is None or environment.get(topic.switch, "").lower() in TRUE
