"""Exports that an external export service asks for (contract: exports 8 and 10)."""

import threading
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from hbi.exports.api import external
from hbi.exports.api.external import InvalidRequest, parse_request
from hbi.exports.records import APPLICATION
from tests.support.exporting import EXTERNAL_EXPORT, EXTERNAL_SOURCE, LambdaContext, external_request, store_hosts
from tests.support.factories import Json, stored_host, user_identity
from tests.support.fakes.export_service import KEY, ExportService

PLACE = f"{EXTERNAL_EXPORT}/{EXTERNAL_SOURCE}"

type Sql = Callable[..., list[tuple[Any, ...]]]


def stored(sql: Sql) -> list[tuple[Any, ...]]:
    return sql("SELECT e.status, s.status, s.code FROM hbi.exports e JOIN hbi.export_sources s ON s.export_id = e.id")


@pytest.mark.parametrize(
    ("file_format", "kind"),
    [
        ("json", "application/json; charset=utf-8"),
        ("JSON", "application/json; charset=utf-8"),
        ("csv", "text/csv; charset=utf-8"),
    ],
)
def test_a_request_is_answered_with_a_file(
    asked: Callable[..., list[Json]], service: ExportService, sql: Sql, file_format: str, kind: str
) -> None:
    ids = sorted(stored_host(sql)["id"] for _ in range(3))
    (outcome,) = asked(external_request(format=file_format))
    assert (outcome["status"], outcome["rows"]) == ("complete", 3)
    (call,) = service.calls
    assert call.path == f"/app/export/v1/{EXTERNAL_EXPORT}/{APPLICATION}/{EXTERNAL_SOURCE}/upload"
    assert (call.headers["x-rh-exports-psk"], call.headers["content-type"]) == (KEY, kind)
    assert call.headers["transfer-encoding"] == "chunked"
    file = service.files[PLACE]
    if file_format.lower() == "json":
        assert [row["host_id"] for row in orjson.loads(file)] == ids
    else:
        assert file.startswith(b'"display_name",')
        assert file.count(b"\r\n") == 4
    assert stored(sql) == [("complete", "complete", None)]


def test_the_other_path_and_a_token(
    service: ExportService, export_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql
) -> None:
    from tests.support.fakes.web_server import Answer, web_server

    with web_server() as issuer:
        issuer.answer = lambda call: Answer(
            {"token_endpoint": f"{issuer.url}/token"}
            if call.method == "GET"
            else {"access_token": "t1", "expires_in": 300}
        )
        export_environment |= {
            "HBI_EXPORT_SERVICE_PATH": "/internal/export/v1",
            "HBI_EXPORT_SERVICE_AUTH": "token",
            "KESSEL_AUTH_OIDC_ISSUER": issuer.url,
            "KESSEL_AUTH_CLIENT_ID": "inventory",
            "KESSEL_AUTH_CLIENT_SECRET": "secret",
        }
        service.token = "t1"
        stored_host(sql)
        (outcome,) = request.getfixturevalue("asked")(external_request())
        assert outcome["status"] == "complete"
        assert service.calls[0].path.startswith("/internal/export/v1/")
        assert "x-rh-exports-psk" not in service.calls[0].headers


def test_no_token(
    service: ExportService, export_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql
) -> None:
    export_environment |= {"HBI_EXPORT_SERVICE_AUTH": "token", "KESSEL_AUTH_OIDC_ISSUER": "http://127.0.0.1:1"}
    stored_host(sql)
    request.getfixturevalue("asked")(external_request())
    assert stored(sql) == [("failed", "failed", 503)]
    assert service.calls == []


def test_views_count(asked: Callable[..., list[Json]], service: ExportService, sql: Sql) -> None:
    stored_host(sql)
    ((view_id,),) = sql("SELECT id::text FROM hbi.inventory_views WHERE org_id IS NULL")
    asked(external_request(filters={"view_id": view_id, "other": 1}))
    (row,) = orjson.loads(service.files[PLACE])
    assert list(row)[:2] == ["host_id", "display_name"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        pytest.param(external_request(), 404, id="no hosts"),
        pytest.param(
            external_request(identity={"identity": {"type": "User", "org_id": "321"}}), 400, id="unusable identity"
        ),
        pytest.param(external_request(identity="%%%"), 400, id="no identity"),
        pytest.param(external_request(format="pdf"), 400, id="unknown format"),
        pytest.param(external_request(filters={"view_id": "x"}), 404, id="unknown view"),
    ],
)
def test_failures_are_told(
    asked: Callable[..., list[Json]], service: ExportService, sql: Sql, value: bytes, code: int
) -> None:
    asked(value)
    assert service.failures[PLACE]["error"] == code
    assert service.failures[PLACE]["message"]
    (call,) = service.calls
    assert call.path.endswith("/error")
    assert stored(sql) == [("failed", "failed", code)]


def test_the_same_request_twice_is_one_export(
    asked: Callable[..., list[Json]], service: ExportService, sql: Sql
) -> None:
    stored_host(sql)
    asked(external_request())
    (outcome,) = asked(external_request())
    assert outcome["status"] is None
    assert len(service.calls) == 1
    assert stored(sql) == [("complete", "complete", None)]


@pytest.mark.parametrize("is_early", [False, True])
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((410, b"this resource has already been processed"), id="gone"),
        pytest.param((400, b"It has ALREADY been processed."), id="bad request"),
    ],
)
def test_what_was_processed_already_is_a_success(
    asked: Callable[..., list[Json]], service: ExportService, sql: Sql, answer: tuple[int, bytes], is_early: bool
) -> None:
    store_hosts(sql, 600, random_tags=10)
    service.answers["upload"], service.is_early = answer, is_early
    (outcome,) = asked(external_request())
    assert outcome["status"] == "complete"
    assert service.failures == {}


@pytest.mark.parametrize("is_early", [False, True])
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param((200, b"could not store it"), 500, id="200 is a failure"),
        pytest.param((400, b"no"), 500, id="bad request"),
        pytest.param((404, b"{}"), 404, id="unknown export"),
        pytest.param((413, b"too large, 5 MB"), 413, id="too large"),
        pytest.param((500, b"broken"), 500, id="broken"),
        pytest.param((0, b""), 500, id="breaks off"),
    ],
)
def test_what_is_not_taken_fails_and_is_told(
    asked: Callable[..., list[Json]],
    service: ExportService,
    sql: Sql,
    answer: tuple[int, bytes],
    code: int,
    is_early: bool,
) -> None:
    store_hosts(sql, 600, random_tags=10)
    service.answers["upload"], service.is_early = answer, is_early
    (outcome,) = asked(external_request())
    assert outcome["status"] == "failed"
    assert service.failures[PLACE]["error"] == code
    assert stored(sql) == [("failed", "failed", code)]


def test_nobody_takes_the_file_or_the_failure(
    service: ExportService, export_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql
) -> None:
    export_environment["EXPORT_SERVICE_ENDPOINT"] = "http://127.0.0.1:1"
    stored_host(sql)
    request.getfixturevalue("asked")(external_request())
    assert stored(sql) == [("failed", "failed", 503)]


def test_a_service_that_says_nothing(
    service: ExportService, export_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql
) -> None:
    export_environment["HBI_EXPORT_SERVICE_TIMEOUT_SECONDS"] = "0.2"
    service.silence = threading.Event()
    stored_host(sql)
    request.getfixturevalue("asked")(external_request())
    assert stored(sql) == [("failed", "failed", 504)]
    assert service.failures[PLACE]["error"] == 504


def test_no_answer_is_waited_for_beyond_the_functions_time(
    asked: Callable[..., list[Json]], service: ExportService, sql: Sql
) -> None:
    service.silence = threading.Event()
    stored_host(sql)
    (outcome,) = asked(external_request(), LambdaContext(remaining_ms=21_000))
    assert outcome["status"] == "failed"
    assert stored(sql) == [("failed", "failed", 504)]
    assert service.failures[PLACE]["error"] == 504


def test_an_acceptance_before_the_whole_file_is_there_is_none(
    asked: Callable[..., list[Json]], service: ExportService, sql: Sql
) -> None:
    store_hosts(sql, 600, random_tags=10)
    service.answers["upload"], service.is_early = (202, b"accepted"), True
    asked(external_request())
    assert stored(sql) == [("failed", "failed", 500)]
    assert service.failures[PLACE]["error"] == 500


def test_a_source_of_any_name_has_its_place(asked: Callable[..., list[Json]], service: ExportService, sql: Sql) -> None:
    stored_host(sql)
    asked(external_request(uuid="ä b/c\r\n?d"))
    (call,) = service.calls
    assert call.path == f"/app/export/v1/{EXTERNAL_EXPORT}/{APPLICATION}/%C3%A4%20b%2Fc%0D%0A%3Fd/upload"
    assert stored(sql) == [("complete", "complete", None)]


def test_the_same_ids_from_two_organisations_are_two_exports() -> None:
    ids = {parse(org_id).export_id for org_id in ("321", "322", "321")}
    assert len(ids) == 2


def parse(org_id: str) -> external.ExternalRequest:
    request = parse_request(external_request(identity=user_identity(org_id)))
    assert request is not None
    return request


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(external_request(application="urn:redhat:application:other"), id="another application"),
        pytest.param(external_request(source="somebody else"), id="another source"),
        pytest.param(orjson.dumps({"source": external.EVENT_SOURCE, "data": {}}), id="no request"),
    ],
)
def test_what_is_not_for_us(value: bytes) -> None:
    assert parse_request(value) is None


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(b"{", id="no JSON"),
        pytest.param(b"[]", id="no object"),
        pytest.param(external_request(export_request_uuid="x"), id="no export"),
        pytest.param(external_request(uuid=5), id="no source"),
    ],
)
def test_what_says_not_where_to(value: bytes) -> None:
    with pytest.raises(InvalidRequest):
        parse_request(value)
