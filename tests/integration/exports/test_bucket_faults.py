"""Exports whose bucket refuses, or answers late (contract: exports 9 and 12)."""

import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hbi.exports.bucket import Upload
from tests.fixtures.metrics import Measure
from tests.support.exporting import Exports, store_hosts
from tests.support.fakes.web_server import Answer, Asked, WebServer, web_server

type Sql = Callable[..., list[tuple[Any, ...]]]

_BEGUN = (
    b'<?xml version="1.0" encoding="UTF-8"?><InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key>'
    b"<UploadId>u1</UploadId></InitiateMultipartUploadResult>"
)
_XML = {"content-type": "application/xml"}
_DENIED = b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>no</Message></Error>'


@pytest.fixture
def store(export_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A bucket's server that the export function uses; tests say what it answers to parts, which are small here."""
    small = lambda settings, key, _: Upload(settings, key, 16 * 1024)  # noqa: E731
    monkeypatch.setattr("hbi.exports.work.worker.Upload", small)
    with web_server() as server:
        export_environment["S3_ENDPOINT_URL"] = server.url
        yield server


def answering(part: Callable[[], Answer]) -> Callable[[Asked], Answer]:
    """Answers of a bucket that takes everything but parts, about which somebody decides."""

    def answer(asked: Asked) -> Answer:
        query = parse_qs(urlsplit(asked.path).query, keep_blank_values=True)
        if "uploads" in query:
            return Answer(_BEGUN, headers=_XML)
        if asked.method == "PUT" and "partNumber" in query:
            return part()
        return Answer(b"", 204)

    return answer


def refusing(step: Callable[[Asked], Answer | None]) -> Callable[[Asked], Answer]:
    """Answers of a bucket that takes everything but the requests to which a function has an answer."""
    takes = answering(lambda: Answer(b"", 200, {"etag": '"e"'}))
    return lambda asked: step(asked) or takes(asked)


def is_removal(asked: Asked) -> bool:
    return asked.method == "POST" and "delete" in parse_qs(urlsplit(asked.path).query, keep_blank_values=True)


def calls(store: WebServer) -> list[str]:
    return [asked.method for asked in store.asked]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(403, _DENIED, id="refused"),
        pytest.param(413, b"", id="too large"),
        pytest.param(404, _DENIED.replace(b"AccessDenied", b"NoSuchUpload"), id="the upload is gone"),
    ],
)
def test_a_bucket_that_refuses_a_part_fails_the_export(
    store: WebServer, exports: Exports, sql: Sql, status: int, body: bytes
) -> None:
    store.answer = answering(lambda: Answer(body, status, _XML))
    store_hosts(sql, 100, random_tags=10)
    export = exports.done()
    (source,) = export.sources
    assert (str(export.status), source.code, source.message) == ("failed", 500, "The export could not be written.")
    assert calls(store) == ["POST", "PUT", "DELETE"]
    assert parse_qs(urlsplit(store.asked[-1].path).query)["uploadId"] == ["u1"]


def test_a_bucket_that_refuses_to_begin_is_not_asked_again(store: WebServer, exports: Exports, sql: Sql) -> None:
    store.answer = lambda _: Answer(_DENIED, 403, _XML)
    store_hosts(sql, 100, random_tags=10)
    export = exports.done()
    assert (str(export.status), export.sources[0].code) == ("failed", 500)
    assert calls(store) == ["POST"]


def test_parts_that_cannot_be_discarded_now_are_left_to_the_buckets_rule(
    store: WebServer, exports: Exports, sql: Sql
) -> None:
    store.answer = refusing(lambda asked: Answer(_DENIED, 403, _XML) if asked.method in {"PUT", "DELETE"} else None)
    store_hosts(sql, 100, random_tags=10)
    export = exports.done()
    assert (str(export.status), export.sources[0].code) == ("failed", 500)
    assert calls(store) == ["POST", "PUT", "DELETE"]


@pytest.mark.parametrize(
    ("hosts", "tags", "requests"),
    [
        pytest.param(100, 10, ["POST", "DELETE", "POST"], id="in parts"),
        pytest.param(1, 0, ["PUT", "POST"], id="in one piece"),
    ],
)
def test_what_the_bucket_may_have_made_of_an_upload_that_failed_is_removed(
    store: WebServer, exports: Exports, sql: Sql, hosts: int, tags: int, requests: list[str]
) -> None:
    def end(asked: Asked) -> Answer | None:
        query = parse_qs(urlsplit(asked.path).query, keep_blank_values=True)
        is_end = asked.method == "POST" and "uploadId" in query
        return Answer(_DENIED, 403, _XML) if is_end or (asked.method == "PUT" and not query) else None

    store.answer = refusing(end)
    store_hosts(sql, hosts, random_tags=tags)
    export = exports.done()
    assert (str(export.status), export.sources[0].code) == ("failed", 500)
    assert calls(store)[-len(requests) :] == requests
    assert is_removal(store.asked[-1])
    assert export.object_key.encode() in store.asked[-1].body


@pytest.mark.parametrize(
    ("status", "failures", "sizes"), [pytest.param(200, None, 1, id="taken"), pytest.param(403, [1], 0, id="refused")]
)
@pytest.mark.parametrize(
    ("hosts", "tags"), [pytest.param(100, 10, id="in parts"), pytest.param(1, 0, id="in one piece")]
)
def test_uploads_are_counted(
    store: WebServer,
    exports: Exports,
    sql: Sql,
    measured: Measure,
    hosts: int,
    tags: int,
    status: int,
    failures: list[float] | None,
    sizes: int,
) -> None:
    store.answer = refusing(
        lambda asked: (
            Answer(_DENIED if status == 403 else b"", status, _XML | {"etag": '"e"'}) if asked.method == "PUT" else None
        )
    )
    store_hosts(sql, hosts, random_tags=tags)
    exports.done()
    values = measured()
    assert values["export_service_total_s3_uploads",] == [1]
    assert values.get(("export_service_failed_s3_uploads",)) == failures
    assert len(values.get(("export_service_upload_sizes",), [])) == sizes


def test_an_error_behind_a_good_status_is_an_error(store: WebServer, exports: Exports, sql: Sql) -> None:
    def end(asked: Asked) -> Answer | None:
        is_end = asked.method == "POST" and "uploadId" in parse_qs(urlsplit(asked.path).query)
        return Answer(_DENIED, 200, _XML) if is_end else None

    store.answer = refusing(end)
    store_hosts(sql, 100, random_tags=10)
    assert exports.done().sources[0].code == 500


def test_an_export_that_is_deleted_while_the_bucket_answers_late_leaves_nothing(
    store: WebServer, exports: Exports, sql: Sql
) -> None:
    asked, deleted = threading.Event(), threading.Event()

    def late() -> Answer:
        asked.set()
        deleted.wait()
        return Answer(b"", 200, {"etag": '"e"'})

    store.answer = answering(late)
    store_hosts(sql, 100, random_tags=10)
    export = exports.create()
    outcomes: list[Any] = []
    worker = threading.Thread(target=lambda: outcomes.extend(exports.work(export)))
    worker.start()
    try:
        asked.wait()
        sql("DELETE FROM hbi.exports")
    finally:
        deleted.set()
        worker.join()
    assert [outcome["status"] for outcome in outcomes] == [None]
    assert calls(store)[-1] == "DELETE"
    assert parse_qs(urlsplit(store.asked[-1].path).query)["uploadId"] == ["u1"]


@pytest.mark.parametrize(
    "url", [pytest.param("http://127.0.0.1:1", id="nobody is there"), pytest.param("nonsense", id="it has no address")]
)
def test_a_bucket_that_nobody_answers_for_fails_the_export(
    export_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql, url: str
) -> None:
    export_environment["S3_ENDPOINT_URL"] = url
    exports: Exports = request.getfixturevalue("exports")
    store_hosts(sql, 1)
    (source,) = exports.done().sources
    assert source.code == 500
