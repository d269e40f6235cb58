"""A host as its message names it, before anything is checked: all that a refusal needs."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from hbi.hosts.canonical_facts import CANONICAL_FACTS
from hbi.ingest.messages.envelope import Envelope

_NAMING = ("org_id", "id", "reporter", "display_name", *CANONICAL_FACTS)


class SentHost(NamedTuple):
    """A host as its message names it, without the rest: a batch keeps one for each of its messages."""

    data: Mapping[str, Any]
    """Members of the message's `data`, as they were sent: organisation, id, reporter, name and canonical facts."""
    request_id: str | None

    @classmethod
    def of(cls, envelope: Envelope) -> "SentHost":
        """The host that a message is about."""
        data = envelope.data
        return cls({name: data[name] for name in _NAMING if name in data}, envelope.request_id)
