"""The ingest function in tests: report hosts, read what was stored and published."""

from dataclasses import dataclass
from typing import Any

from functions.ingest.dispatch import consume
from functions.ingest.runtime import Runtime
from tests.conftest import Sql
from tests.support.factories import ORG, Json, host_message, host_report, msk_event
from tests.support.topics import Published, read_topic


@dataclass(frozen=True)
class Ingest:
    """The ingest function with a database and topics of its own."""

    runtime: Runtime
    sql: Sql

    def deliver(self, topic: str, *values: bytes, **headers: str) -> dict[str, int]:
        """Delivers Kafka values of any topic as one batch."""
        return consume(msk_event(values, topic, headers=headers), self.runtime).counts

    def messages(self, *values: bytes) -> dict[str, int]:
        """Delivers Kafka values as one batch."""
        return consume(msk_event(values), self.runtime).counts

    def reports(self, *reports: Json, identity: Json | None = None, **envelope: Any) -> dict[str, int]:
        """Delivers host reports as one batch."""
        return self.messages(*(host_message(report, identity=identity, **envelope) for report in reports))

    def report(self, identity: Json | None = None, envelope: Json | None = None, **fields: Any) -> Json:
        """Delivers one valid report with the given fields and returns it."""
        report = host_report(**fields)
        counts = self.reports(report, identity=identity, **(envelope or {}))
        assert not counts.get("rejected"), self.rejections()
        return report

    def hosts(self, org_id: str = ORG) -> list[Json]:
        """Stored hosts of an organisation with both profile parts (`static`, `dynamic`), oldest first."""
        rows = self.sql(
            """
            SELECT to_jsonb(h) || jsonb_build_object('static', to_jsonb(s), 'dynamic', to_jsonb(d))
            FROM hbi.hosts h
            LEFT JOIN hbi.system_profiles_static s ON (s.org_id, s.host_id) = (h.org_id, h.id)
            LEFT JOIN hbi.system_profiles_dynamic d ON (d.org_id, d.host_id) = (h.org_id, h.id)
            WHERE h.org_id = %s ORDER BY h.created_on, h.id
            """,
            (org_id,),
        )
        return [row[0] for row in rows]

    def host(self, org_id: str = ORG) -> Json:
        """The only stored host of an organisation."""
        (host,) = self.hosts(org_id)
        return host

    def events(self) -> list[Published]:
        """Messages on the event topic, in order per partition."""
        return self._published(self.runtime.settings.event_topic)

    def notifications(self) -> list[Published]:
        """Messages on the notification topic, in order per partition."""
        return self._published(self.runtime.settings.notification_topic)

    def dead_letters(self) -> list[Published]:
        """Messages on the dead-letter topic."""
        return self._published(self.runtime.settings.dead_letter_topic)

    def rejections(self) -> list[str]:
        """Why records were rejected."""
        return [letter.headers["hbi-reason"] for letter in self.dead_letters()]

    def waiting(self) -> int:
        """Number of events that are not published yet."""
        return int(self.sql("SELECT count(*) FROM hbi.host_events_outbox")[0][0])

    def _published(self, topic: str) -> list[Published]:
        return read_topic(self.runtime.settings.bootstrap_servers, topic)
