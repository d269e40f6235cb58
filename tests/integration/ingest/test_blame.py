"""Which errors of the database a record is blamed for, and which fail the batch, so that it is delivered again."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson
import psycopg2
import pytest

from hbi.problems import Unavailable
from tests.conftest import Sql
from tests.fixtures.striking import POISON, Strike
from tests.support.factories import INGRESS, ORG, host_message, host_report, stored_group, stored_host
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka


class Topic(NamedTuple):
    """A consumed topic, and how to make one of its records trip the database."""

    name: str
    make: Callable[[Sql, str], bytes]
    """A message that takes the text to the column."""
    table: str
    column: str
    headers: Mapping[str, str] = MappingProxyType({})
    is_of_reporters: bool = False
    """Whether somebody reports hosts on it, who is told what is refused."""


def report(_sql: Sql, text: str) -> bytes:
    return host_message(host_report(display_name=text))


def profile(sql: Sql, text: str) -> bytes:
    data = {"org_id": ORG, "id": stored_host(sql)["id"], "system_profile": {"arch": text}}
    return orjson.dumps({"operation": "update_system_profile", "data": data})


def app_data(sql: Sql, text: str) -> bytes:
    hosts = [{"id": stored_host(sql)["id"], "data": {"template_name": text}}]
    return orjson.dumps({"org_id": ORG, "timestamp": "2031-01-01T00:00:00+00:00", "hosts": hosts})


def workspace(sql: Sql, text: str) -> bytes:
    group = {"id": stored_group(sql, name="before")["id"], "name": text, "type": "standard"}
    change = {"operation": "update", "org_id": ORG, "workspace": group}
    return orjson.dumps({"schema": {}, "payload": orjson.dumps(change).decode()})


TOPICS = [
    pytest.param(Topic(INGRESS, report, "hosts", "display_name", is_of_reporters=True), id="host reports"),
    pytest.param(
        Topic("platform.inventory.system-profile", profile, "system_profiles_static", "arch", is_of_reporters=True),
        id="system profiles",
    ),
    pytest.param(
        Topic(
            "platform.inventory.host-apps", app_data, "hosts_app_data_patch", "template_name", {"application": "patch"}
        ),
        id="application data",
    ),
    pytest.param(Topic("outbox.event.workspace", workspace, "groups", "name"), id="workspaces"),
]


def stored(sql: Sql, topic: Topic) -> list[Any]:
    """What the topic's records brought, sorted."""
    found = sql(f"SELECT {topic.column} FROM hbi.{topic.table} WHERE {topic.column} IN ('one', '{POISON}', 'two')")
    return sorted(value for (value,) in found)


@pytest.mark.parametrize(
    "sqlstate",
    [
        pytest.param("25006", id="a reader instead of the writer"),
        pytest.param("40001", id="a serialization failure again and again"),
        pytest.param("42501", id="a missing right"),
        pytest.param("53100", id="disk full"),
        pytest.param("53200", id="out of memory"),
        pytest.param("53400", id="a configured limit"),
        pytest.param("55P03", id="somebody holds a row"),
        pytest.param("57014", id="a statement that takes too long"),
        pytest.param("57P01", id="an administrator ends the session"),
        pytest.param("58030", id="an input-output error"),
        pytest.param("XX000", id="a defect of the server"),
        pytest.param("XX001", id="a damaged file"),
    ],
)
@pytest.mark.parametrize("topic", TOPICS)
def test_the_state_of_the_database_is_nobodys_fault(
    ingest: Ingest, sql: Sql, strike: Strike, topic: Topic, sqlstate: str
) -> None:
    values = [topic.make(sql, text) for text in ("one", POISON, "two")]
    strike(topic.table, topic.column, sqlstate)
    with pytest.raises((psycopg2.Error, Unavailable)):
        ingest.deliver(topic.name, *values, **topic.headers)
    # Workspaces change one after the other; everything else is all or nothing.
    assert stored(sql, topic) == (["one"] if topic.table == "groups" else [])

    sql(f"DROP TRIGGER strike ON hbi.{topic.table}")
    assert ingest.deliver(topic.name, *values, **topic.headers)["rejected"] == 0
    assert stored(sql, topic) == ["one", POISON, "two"]


@pytest.mark.parametrize(
    "sqlstate",
    [
        pytest.param("22001", id="too long a text"),
        pytest.param("22P05", id="a character that cannot be stored"),
        pytest.param("23514", id="a check that fails"),
        pytest.param("54000", id="a limit of the program"),
    ],
)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_record_is_blamed_for_its_data_alone(
    ingest: Ingest, sql: Sql, strike: Strike, topic: Topic, sqlstate: str
) -> None:
    values = [topic.make(sql, text) for text in ("one", POISON, "two")]
    strike(topic.table, topic.column, sqlstate)
    assert ingest.deliver(topic.name, *values, **topic.headers)["rejected"] == 1
    assert stored(sql, topic) == ["one", "two"]
    (reason,) = ingest.rejections()
    assert "the database refuses" in reason
    assert reason.endswith("struck")
    told = [message.body["event_type"] for message in ingest.notifications()]
    assert told.count("validation-error") == topic.is_of_reporters
