"""The topics that a deployment uses: what its event sources consume, and what its functions write."""

from collections.abc import Collection, Mapping

from infra.topology import OUTPUT_TOPICS, Function, OutputTopic

TRUE = frozenset({"true", "1", "yes", "on", "y", "t"})
"""What the functions take for yes, in small letters."""


def used_topics(
    table: tuple[Function, ...], also_consumed: Collection[str], environment: Mapping[str, str]
) -> tuple[str, ...]:
    """Names of the topics that must be there, in alphabetical order.

    Args:
        also_consumed: topics that the table leaves off and this deployment turns on.
        environment: settings of the functions, which may rename what they write or switch it off.
    """
    consumed = {topic.name for row in table for topic in row.topics if topic.enabled or topic.name in also_consumed}
    names = names_of_outputs(environment)
    written = {names[topic.name] for topic in OUTPUT_TOPICS if _is_on(topic, environment)}
    return tuple(sorted(consumed | written))


def names_of_outputs(environment: Mapping[str, str]) -> dict[str, str]:
    """The topics that functions write: name in the wiring table → name that the settings give."""
    return {topic.name: environment.get(topic.setting) or topic.name for topic in OUTPUT_TOPICS}


def _is_on(topic: OutputTopic, environment: Mapping[str, str]) -> bool:
    return topic.switch is None or environment.get(topic.switch, "").lower() in TRUE
