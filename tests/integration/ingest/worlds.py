"""Worlds in which the same stream is delivered in different ways, and what can be compared of them.

A world has organisations, stored hosts and workspaces of its own, so that many worlds share one database.
"""

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

import orjson
from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord

from functions.ingest.dispatch import consume
from tests.integration.ingest.streams import (
    ORGS,
    STORED_HOSTS,
    WORKSPACES,
    AppData,
    Junk,
    Profile,
    Report,
    Step,
    Stored,
    Workspace,
)
from tests.support.factories import (
    INGRESS,
    Json,
    encode_identity,
    host_message,
    insert,
    msk_event,
    stored_group,
    stored_host,
    system_identity,
    user_identity,
)
from tests.support.ingesting import Ingest

PROFILES, APPLICATIONS, CHANGES = (
    "platform.inventory.system-profile",
    "platform.inventory.host-apps",
    "outbox.event.workspace",
)
_TOPICS = {Report: INGRESS, Junk: INGRESS, Profile: PROFILES, AppData: APPLICATIONS, Workspace: CHANGES}

_HOSTS = """
    SELECT h.id::text, to_jsonb(h) || jsonb_build_object(
        'static', to_jsonb(s), 'dynamic', to_jsonb(d), 'advisor', to_jsonb(a), 'malware', to_jsonb(m),
        'members', (SELECT jsonb_agg(g.group_id) FROM hbi.hosts_groups g WHERE (g.org_id, g.host_id) = (h.org_id, h.id))
    )
    FROM hbi.hosts h
    LEFT JOIN hbi.system_profiles_static s ON (s.org_id, s.host_id) = (h.org_id, h.id)
    LEFT JOIN hbi.system_profiles_dynamic d ON (d.org_id, d.host_id) = (h.org_id, h.id)
    LEFT JOIN hbi.hosts_app_data_advisor a ON (a.org_id, a.host_id) = (h.org_id, h.id)
    LEFT JOIN hbi.hosts_app_data_malware m ON (m.org_id, m.host_id) = (h.org_id, h.id)
    WHERE h.org_id = %s ORDER BY h.created_on, h.id
"""
_GROUPS = "SELECT g.id::text, to_jsonb(g) FROM hbi.groups g WHERE g.org_id = %s ORDER BY g.created_on"
_INSTANT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00").sub


@dataclass
class World:
    """Organisations that nobody else uses."""

    ingest: Ingest
    began: datetime
    """Younger instants are compared by their order alone."""
    orgs: dict[str, str] = field(default_factory=lambda: {name: f"{name}-{uuid.uuid4().hex[:12]}" for name in ORGS})
    hosts: list[str] = field(default_factory=lambda: [str(uuid.uuid4()) for _ in range(STORED_HOSTS + 1)])
    workspaces: list[str] = field(default_factory=lambda: [str(uuid.uuid4()) for _ in range(WORKSPACES)])
    counts: Counter[str] = field(default_factory=Counter)
    events: dict[str, list[ConsumerRecord]] = field(default_factory=lambda: defaultdict(list))
    """By host id, in order."""
    sent: int = 0

    def populate(self, hosts: Sequence[Stored]) -> None:
        """Stores the hosts as they are before the stream. Their instants differ, so that no two are equally young."""
        sql = self.ingest.sql
        members = {host.workspace for host in hosts if host.org == "A"} - {None}
        for number in sorted(members):
            now = self.began - timedelta(days=1)
            group = {"id": self.workspaces[number], "org_id": self.orgs["A"], "name": "Old", "ungrouped": False}
            insert(sql, "groups", {**group, "created_on": now, "modified_on": now})
        for place, host in enumerate(hosts):
            org_id = self.orgs[host.org]
            fields = {
                **host.columns,
                "org_id": org_id,
                "id": self.hosts[place],
                "last_check_in": self.began - host.age - timedelta(seconds=place),
                "static": host.static,
                "dynamic": host.dynamic,
            }
            if host.workspace is not None and host.org == "A":
                fields["group"] = {**stored_group(sql, org_id, ungrouped=True), "id": self.workspaces[host.workspace]}
                fields["group"] |= {"name": "Old", "ungrouped": False}
            stored_host(sql, display_name=fields.pop("display_name", f"host {place}"), **_with_facts(fields, place))

    def deliver(self, steps: Iterable[Step]) -> None:
        """Delivers records as one batch, or as one for each run of records that share a topic."""
        numbered = list(enumerate(steps, self.sent))
        self.sent += len(numbered)
        for topic, run in groupby(numbered, key=lambda entry: _TOPICS[type(entry[1])]):
            records = [self._record(topic, number, step) for number, step in run]
            event = {**msk_event([], topic), "records": {f"{topic}-0": records}}
            consumed = consume(event, self.ingest.runtime)
            assert not consumed.again
            self.counts.update(consumed.counts)

    def rewind(self, offset: int) -> None:
        """The next record is the one at `offset` once more."""
        self.sent = offset

    def outcome(self) -> Json:
        """All that is stored of the organisations and was told of their hosts.

        Ids, and instants since the world began, are replaced by their place in order. Of a host's events all are
        listed with their type and what they answer, and the last one is shown whole: earlier ones may show a state
        between that of their record and the last (contract: ingest-and-events 2).
        """
        return {name: self._state_of(name) for name in ORGS}

    def _state_of(self, name: str) -> Json:
        org_id, sql = self.orgs[name], self.ingest.sql
        hosts, groups = sql(_HOSTS, (org_id,)), sql(_GROUPS, (org_id,))
        named = {org_id: name} | {entry: f"workspace {place}" for place, entry in enumerate(self.workspaces)}
        named |= {entry: f"stored {place}" for place, entry in enumerate(self.hosts)}
        for kind, rows in (("host", hosts), ("group", groups)):
            named |= {entry: f"{kind} {place}" for place, (entry, _) in enumerate(rows) if entry not in named}
        document: Json = {
            "groups": [row for _, row in groups],
            "hosts": [{**row, "events": _told(self.events[host_id])} for host_id, row in hosts],
        }
        text = orjson.dumps(document).decode()
        for found, label in named.items():
            text = text.replace(found, label)
        outcome: Json = orjson.loads(_in_order(text, self.began))
        outcome["groups"].sort(key=lambda group: group["id"])
        return outcome

    def _record(self, topic: str, number: int, step: Step) -> Json:
        value, headers = self._value(step, f"r{number}")
        ((record,),) = msk_event([value], topic, first_offset=number, headers=headers)["records"].values()
        return record

    def _value(self, step: Step, request_id: str) -> tuple[bytes, dict[str, str]]:
        match step:
            case Junk(value):
                return value, {}
            case Report():
                return self._report(step, request_id), {}
            case Profile(org, data, host):
                named = {} if host is None else {"id": self.hosts[host]}
                return host_message({"org_id": self.orgs[org], **data, **named}, request_id=request_id), {}
            case AppData(application, org, timestamp, hosts):
                entries = [{"id": self.hosts[host], "data": data} for host, data in hosts]
                body = {"org_id": self.orgs[org], "timestamp": timestamp, "hosts": entries}
                return orjson.dumps(body), {"application": application}
            case Workspace(operation, org, place, name, modified):
                workspace = {"id": self.workspaces[place], "name": name, "type": "standard"}
                workspace |= {"created": "2029-01-01T00:00:00+00:00", "modified": modified}
                change = {"operation": operation, "org_id": self.orgs[org], "workspace": workspace}
                return orjson.dumps({"schema": {}, "payload": orjson.dumps(change).decode()}), {}

    def _report(self, step: Report, request_id: str) -> bytes:
        org_id = self.orgs[step.org]
        identity = {"user": user_identity(org_id), "stranger": user_identity("stranger")}.get(
            step.sender, system_identity(step.sender, org_id)
        )
        metadata = {"request_id": request_id, "b64_identity": encode_identity(identity)}
        if step.sender == "nobody":
            del metadata["b64_identity"]
        return host_message({"org_id": org_id, **step.data}, platform_metadata=metadata, **step.envelope)


def _with_facts(fields: Json, place: int) -> Json:
    """Facts that the factory would make up are told, or absent."""
    absent: Json = {"insights_id": "00000000-0000-0000-0000-000000000000", "fqdn": f"stored-{place}.example"}
    return {**absent, **fields}


def _in_order(text: str, began: datetime) -> str:
    """Replaces instants that are younger than `began` by their place in order."""
    young: set[datetime] = set()

    def collect(match: re.Match[str]) -> str:
        young.add(datetime.fromisoformat(match.group()))
        return match.group()

    def replace(match: re.Match[str]) -> str:
        instant = datetime.fromisoformat(match.group())
        return f"instant {ranks[instant]}" if instant in ranks else match.group()

    _INSTANT(collect, text)
    ranks = {instant: rank for rank, instant in enumerate(sorted(at for at in young if at >= began))}
    return _INSTANT(replace, text)


def _told(events: Sequence[ConsumerRecord]) -> Json:
    if not events:
        return {}
    bodies = [orjson.loads(event.value) for event in events]
    answers = [[body["type"], body["metadata"]["request_id"]] for body in bodies]
    headers = {name: value.decode() for name, value in events[-1].headers if name not in {"event_type", "request_id"}}
    return {"answers": answers, "last": {"host": bodies[-1]["host"], "headers": headers}}


class Worlds:
    """Makes worlds and hears what is published of their hosts."""

    def __init__(self, ingest: Ingest) -> None:
        settings = ingest.runtime.settings
        self._ingest = ingest
        self._consumer = KafkaConsumer(bootstrap_servers=settings.bootstrap_servers, enable_auto_commit=False)
        numbers = sorted(self._consumer.partitions_for_topic(settings.event_topic) or ())
        self._partitions = [TopicPartition(settings.event_topic, number) for number in numbers]
        self._consumer.assign(self._partitions)
        self._consumer.seek_to_beginning(*self._partitions)

    def close(self) -> None:
        """Leaves the broker."""
        self._consumer.close()

    def populated(self, number: int, hosts: Sequence[Stored]) -> list[World]:
        """Worlds that begin at the same instant with the same hosts."""
        began = datetime.now(UTC)
        worlds = [World(self._ingest, began) for _ in range(number)]
        for world in worlds:
            world.populate(hosts)
        return worlds

    def outcomes(self, *worlds: World) -> list[Json]:
        """What became of worlds; nothing may wait to be published."""
        assert self._ingest.waiting() == 0
        assert self._ingest.sql("SELECT count(*) FROM hbi.outbox") == [(0,)]
        whose = {org_id: world for world in worlds for org_id in world.orgs.values()}
        for event in self._new():
            if world := whose.get(orjson.loads(event.value)["host"]["org_id"]):
                world.events[event.key.decode()].append(event)
        return [world.outcome() for world in worlds]

    def _new(self) -> Iterator[ConsumerRecord]:
        ends = self._consumer.end_offsets(self._partitions)
        while any(self._consumer.position(partition) < end for partition, end in ends.items()):
            for records in self._consumer.poll(timeout_ms=200).values():
                yield from records
