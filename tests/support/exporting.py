"""Exports in tests: ask for one, let the export function work on it, open what it made."""

import csv
import io
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any
from zipfile import ZipFile

import boto3
import orjson
from arro3.io import read_parquet

from functions.export.handler import handler
from hbi import clock, stored
from hbi.db.engine import Database
from hbi.exports.api import repository
from hbi.exports.api.external import EVENT_SOURCE
from hbi.exports.api.links import download_link
from hbi.exports.api.owner import owner_of
from hbi.exports.api.requests import parse_create
from hbi.exports.records import APPLICATION, RESOURCE, Export, Owner
from hbi.settings import ExportSettings
from tests.support.factories import Json, encode_identity, stored_group, user_identity
from tests.support.fakes.web_server import Answer, Asked, WebServer, web_server

SOURCE = {"application": APPLICATION, "resource": RESOURCE}
EXTERNAL_EXPORT = "0b9c0000-0000-4000-8000-000000000001"
EXTERNAL_SOURCE = "0b9c0000-0000-4000-8000-000000000002"
QUARTER_OF_AN_HOUR_MS = 900_000
csv.field_size_limit(16 * 1024 * 1024)  # the reader's own limit is less than what a host's tags may take


class LambdaContext:
    """What Lambda hands to a function: how much of its time is left."""

    def __init__(self, remaining_ms: int = QUARTER_OF_AN_HOUR_MS) -> None:
        self.remaining_ms = remaining_ms

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining_ms


@dataclass(frozen=True)
class Exports:
    """The exports of a test, seen through the functions and the presigned links."""

    database: Database
    settings: ExportSettings

    def create(self, *, identity: Json | None = None, **body: Any) -> Export:
        """Records an export as POST does, without starting it."""
        header = encode_identity(identity or user_identity())
        document = {"name": "mine", "format": "json", "sources": [SOURCE], **body}
        now = clock.now()
        new = parse_create(orjson.dumps(document), now, honours_filters=self.settings.honours_filters)
        with self.database.write() as tx:
            return repository.create(tx, owner_of(header), new, identity=header, request_id="r1", now=now)

    def work(self, export: Export, context: LambdaContext | None = None) -> list[Json]:
        """Invokes the export function; what it says of each export it looked at."""
        return self.work_on(export.owner.org_id, export.id, context)

    def work_on(self, org_id: str, export_id: str, context: LambdaContext | None = None) -> list[Json]:
        """The same for an export that is named."""
        answer = handler({"export_id": export_id, "org_id": org_id}, context or LambdaContext())
        return orjson.loads(orjson.dumps(answer))["exports"]

    def get(self, export: Export) -> Export:
        """The export as it stands now."""
        with self.database.read() as tx:
            return repository.get(tx, export.owner, export.id)

    def done(self, **fields: Any) -> Export:
        """A new export after the function worked on it."""
        export = self.create(**fields)
        self.work(export)
        return self.get(export)

    def download(self, export: Export) -> tuple[HTTPResponse, bytes]:
        """What the presigned link answers: response and body."""
        with urllib.request.urlopen(download_link(self.settings, export)) as response:
            return response, response.read()

    def archive(self, export: Export) -> ZipFile:
        """The downloaded archive."""
        return ZipFile(io.BytesIO(self.download(export)[1]))

    def data(self, **fields: Any) -> bytes:
        """The data file of a new export."""
        archive = self.archive(self.done(**fields))
        return archive.read(archive.namelist()[0])

    def rows(self, **fields: Any) -> list[Json]:
        """The hosts of a new export: JSON objects, or CSV records as a reader sees them."""
        data = self.data(**fields)
        if fields.get("format") == "csv":
            return list(csv.DictReader(io.StringIO(data.decode(), newline="")))
        if fields.get("format") == "ndjson":
            return [stored.read(line) for line in data.splitlines()]
        if fields.get("format") == "parquet":
            return parquet_rows(data)
        return stored.read(data)

    def objects(self) -> list[str]:
        """Keys in the bucket."""
        answer = _s3(self.settings).list_objects_v2(Bucket=self.settings.export_bucket)
        return [entry["Key"] for entry in answer.get("Contents", [])]

    def unfinished_uploads(self) -> list[str]:
        """Keys of multipart uploads that were neither completed nor aborted."""
        answer = _s3(self.settings).list_multipart_uploads(Bucket=self.settings.export_bucket)
        return [upload["Key"] for upload in answer.get("Uploads", [])]

    def put_object(self, key: str) -> None:
        """Stores an object."""
        _s3(self.settings).put_object(Bucket=self.settings.export_bucket, Key=key, Body=b"data")


def parquet_rows(data: bytes) -> list[Json]:
    """The rows of a Parquet file."""
    table = read_parquet(io.BytesIO(data)).read_all()
    columns = [column.to_pylist() for column in table.columns]
    return [dict(zip(table.column_names, row, strict=True)) for row in zip(*columns, strict=True)]


@dataclass(frozen=True)
class LambdaService:
    """AWS Lambda, as far as functions are started through it."""

    url: str
    asked: list[Asked]
    server: WebServer

    def started(self) -> list[tuple[str, str]]:
        """(org_id, export_id) of the exports that were asked for, in order."""
        payloads = [orjson.loads(invocation.body) for invocation in self.asked]
        return [(payload["org_id"], payload["export_id"]) for payload in payloads]


@contextmanager
def running_lambda(status: int = 202) -> Iterator[LambdaService]:
    """A service that answers every invocation with a status."""
    with web_server() as server:
        server.answer = lambda _: Answer(b"", status)
        yield LambdaService(server.url, server.asked, server)


def owner(name: str = "ana", org_id: str = "321") -> Owner:
    """A user as owner of exports."""
    return Owner(org_id, f"User:{name}")


def _s3(settings: ExportSettings) -> Any:
    return boto3.client("s3", endpoint_url=settings.s3_endpoint_url)


def store_hosts(sql: Any, count: int, random_tags: int = 0) -> None:
    """Stores hosts quickly. Each random tag adds some 110 bytes to the archive, because it does not compress well."""
    group = stored_group(sql, ungrouped=True)
    sql(
        """
        INSERT INTO hbi.hosts (org_id, id, display_name, groups, last_check_in, reporter, tags)
        SELECT '321', gen_random_uuid(), 'host', %s::jsonb, now(), 'puptoo', jsonb_build_object('random', (
            SELECT jsonb_object_agg('key' || k, jsonb_build_array(
                (SELECT string_agg(md5(random()::text || k || n || i), '') FROM generate_series(1, 7) i)))
            FROM generate_series(1, %s) k))
        FROM generate_series(1, %s) n
        """,
        (orjson.dumps([group]).decode(), random_tags, count),
    )


def external_request(*, identity: Json | str | None = None, source: str = EVENT_SOURCE, **request: Any) -> bytes:
    """The message by which an external export service asks for the hosts."""
    header = identity if isinstance(identity, str) else encode_identity(identity or user_identity())
    return orjson.dumps(
        {
            "id": EXTERNAL_SOURCE,
            "$schema": "https://example.org/events.json",
            "source": source,
            "subject": f"urn:redhat:subject:export-service:request:{EXTERNAL_EXPORT}",
            "specversion": "1.0",
            "type": "com.redhat.console.export-service.request",
            "time": "2031-05-28T14:59:36Z",
            "redhatorgid": "321",
            "dataschema": "https://example.org/resource-request.json",
            "data": {
                "resource_request": {
                    "application": APPLICATION,
                    "resource": RESOURCE,
                    "format": "json",
                    "export_request_uuid": EXTERNAL_EXPORT,
                    "uuid": EXTERNAL_SOURCE,
                    "x-rh-identity": header,
                    **request,
                }
            },
        }
    )
