"""Whoever reads PostgreSQL's log learns no identity, however much the server is told to write there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeApplication
from tests.support.api import EXPORT_BASE, Client
from tests.support.exporting import SOURCE, Exports
from tests.support.factories import ORG, Json, encode_identity, host_report, user_identity
from tests.support.ingesting import Ingest

EVERYTHING = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_nested_statements": "on",
    "log_error_verbosity": "verbose",
    "log_lock_waits": "on",
    "log_min_duration_statement": "0",
    "log_min_error_statement": "debug5",
    "log_min_messages": "debug1",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
    "log_statement": "all",
}
USER = user_identity(user={"username": "ana", "email": "ana@secret.example.org", "first_name": "Unmistakable"})
HEADER = encode_identity(USER)
PIECE = 16
"""Characters of the header that must not be there together: they tell twelve of the document."""

BODY: Json = {"name": "mine", "format": "json", "sources": [SOURCE]}


class ServerLog:
    """What the server writes about the test's database."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._begin = path.stat().st_size

    def text(self) -> str:
        """All that was written since the test began, by whatever database."""
        with self._path.open("rb") as file:
            file.seek(self._begin)
            return file.read().decode(errors="replace")


@pytest.fixture
def log(sql: Sql) -> Iterator[ServerLog]:
    """The server's log, into which everything goes that happens on new connections to the test's database."""
    ((database,),) = sql("SELECT current_database()")
    ((directory,),) = sql("SHOW data_directory")
    for name, value in EVERYTHING.items():
        sql(f"ALTER DATABASE {database} SET {name} = '{value}'")
    yield ServerLog(Path(f"{directory}.log"))
    sql(f"ALTER DATABASE {database} RESET ALL")


def shown(text: str) -> set[str]:
    """Pieces of the identity in a text, in base64 or as they are."""
    pieces = {HEADER[begin : begin + PIECE] for begin in range(len(HEADER) - PIECE)}
    return {piece for piece in [*pieces, "secret.example.org", "Unmistakable"] if piece in text}


def refuse_rows(sql: Sql, table: str) -> None:
    sql(f"ALTER TABLE hbi.{table} ADD CONSTRAINT none_is_good CHECK (org_id IS NULL) NOT VALID")


@pytest.fixture
def refused(sql: Sql, request: pytest.FixtureRequest) -> Iterator[str]:
    """The table whose rows the server refuses, with the whole statement and the row in its log."""
    refuse_rows(sql, request.param)
    yield request.param
    sql(f"ALTER TABLE hbi.{request.param} DROP CONSTRAINT none_is_good")


@pytest.fixture
def api(log: ServerLog, make_application: MakeApplication, export_environment: dict[str, str]) -> Client:
    return Client(make_application(**export_environment)).as_(USER)


def test_the_log_shows_statements_and_their_values(log: ServerLog, api: Client, sql: Sql) -> None:
    """Otherwise the others would find nothing whatever we did."""
    assert api.post(f"{EXPORT_BASE}/exports", BODY).status == 202
    assert api.get(f"{EXPORT_BASE}/exports?name=a-name-that-i-look-for").status == 200
    text = log.text()
    assert "COPY hbi.exports" in text
    assert "a-name-that-i-look-for" in text


def test_an_export_from_request_to_end(log: ServerLog, api: Client, exports: Exports) -> None:
    assert api.post(f"{EXPORT_BASE}/exports", BODY).status == 202
    exports.done(identity=USER)
    assert shown(log.text()) == set()


@pytest.mark.parametrize("refused", ["exports", "export_sources"], indirect=True)
def test_a_request_for_an_export_that_fails(log: ServerLog, api: Client, refused: str) -> None:
    assert api.post(f"{EXPORT_BASE}/exports", BODY).status >= 500
    text = log.text()
    assert "none_is_good" in text
    assert shown(text) == set()


def test_work_on_an_export_that_fails(log: ServerLog, exports: Exports, sql: Sql) -> None:
    export = exports.create(identity=USER)
    refuse_rows(sql, "exports")
    try:
        with pytest.raises(Exception, match="none_is_good"):
            exports.work(export)
    finally:
        sql("ALTER TABLE hbi.exports DROP CONSTRAINT none_is_good")
    text = log.text()
    assert "Failing row contains" in text
    assert shown(text) == set()


@pytest.mark.kafka
class TestEvents:
    """Those of changes carry the identity of whoever made them."""

    def test_reports(self, log: ServerLog, ingest: Ingest) -> None:
        assert ingest.reports(*(host_report() for _ in range(50)), identity=USER)["created"] == 50
        text = log.text()
        assert "COPY hbi.host_events_outbox" in text
        assert shown(text) == set()

    @pytest.mark.parametrize("refused", ["host_events_outbox"], indirect=True)
    def test_reports_that_fail(self, log: ServerLog, ingest: Ingest, refused: str) -> None:
        ingest.reports(host_report(), identity=USER)
        text = log.text()
        assert "none_is_good" in text
        assert shown(text) == set()

    @pytest.mark.parametrize("refused", ["host_events_outbox"], indirect=True)
    def test_a_change_by_api_that_fails(
        self, log: ServerLog, ingest: Ingest, api: Client, sql: Sql, refused: str
    ) -> None:
        ((host_id,),) = sql(
            """
            INSERT INTO hbi.hosts (org_id, id, reporter, groups, tags_alt, last_check_in, created_on, modified_on)
            VALUES (%s, gen_random_uuid(), 'puptoo', '[]', '[]', now(), now(), now()) RETURNING id
            """,
            (ORG,),
        )
        assert api.patch(f"/api/inventory/v1/hosts/{host_id}", {"display_name": "new"}).status >= 500
        text = log.text()
        assert "none_is_good" in text
        assert shown(text) == set()
