"""Where exports are: S3's host of the region, or a store of one's own."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from hbi.exports import bucket
from hbi.exports.api.links import download_link
from hbi.exports.records import Export, Status
from hbi.settings import BucketSettings
from tests.support.exporting import Exports
from tests.support.fakes.web_server import Answer, WebServer, web_server

DELETED = b'<?xml version="1.0"?><DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>'
NEWER = ("x-amz-checksum-", "x-amz-sdk-checksum-algorithm", "x-amz-trailer")


@pytest.fixture(autouse=True)
def _new_clients() -> Iterator[None]:
    bucket._client.cache_clear()
    yield
    bucket._client.cache_clear()


@pytest.fixture
def export(exports: Exports) -> Export:
    """One that can be downloaded."""
    return replace(exports.create(), status=Status.COMPLETE)


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("us-east-1", "exports-1.s3.us-east-1.amazonaws.com"),
        ("eu-west-1", "exports-1.s3.eu-west-1.amazonaws.com"),
        pytest.param("ap-southeast-4", "exports-1.s3.ap-southeast-4.amazonaws.com", id="opened in 2023"),
        pytest.param("me-central-1", "exports-1.s3.me-central-1.amazonaws.com", id="opened in 2022"),
        pytest.param("cn-north-1", "exports-1.s3.cn-north-1.amazonaws.com.cn", id="another partition"),
        pytest.param("us-gov-west-1", "exports-1.s3.us-gov-west-1.amazonaws.com", id="government"),
    ],
)
def test_links_and_uploads_name_the_host_of_the_region(
    export: Export, monkeypatch: pytest.MonkeyPatch, region: str, host: str
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    settings = BucketSettings.load({"HBI_EXPORT_BUCKET": "exports-1"})
    address = urlsplit(download_link(settings, export))
    assert (address.scheme, address.netloc, address.path) == ("https", host, f"/{export.object_key}")
    assert f"%2F{region}%2Fs3%2Faws4_request" in address.query
    put = urlsplit(bucket.client(settings).generate_presigned_url("put_object", {"Bucket": "exports-1", "Key": "k"}))
    assert put.netloc == host


def test_a_bucket_whose_name_has_dots_is_in_the_path_because_of_its_certificate(
    export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    address = urlsplit(download_link(BucketSettings.load({"HBI_EXPORT_BUCKET": "my.exports"}), export))
    assert (address.netloc, address.path) == ("s3.eu-west-1.amazonaws.com", f"/my.exports/{export.object_key}")


@pytest.fixture
def store() -> Iterator[WebServer]:
    """A store that takes everything."""
    with web_server() as server:
        server.answer = lambda asked: Answer(DELETED if "delete" in asked.path else b"", headers={"etag": '"1"'})
        yield server


def sent(store: WebServer, **environment: str) -> dict[str, str]:
    """Headers of an upload and of a deletion."""
    settings = BucketSettings.load({"HBI_EXPORT_BUCKET": "mine", "S3_ENDPOINT_URL": store.url, **environment})
    upload = bucket.Upload(settings, "exports/a.zip", 5 * 1024 * 1024)
    upload.write(b"data")
    upload.complete()
    bucket.remove(settings, ["exports/a.zip"])
    put, delete = store.asked
    assert (put.path.partition("?")[0], delete.path.partition("?")[0]) == ("/mine/exports/a.zip", "/mine")
    return {**put.headers, **delete.headers}


def test_a_store_of_ones_own_gets_no_checksums_of_newer_kinds(store: WebServer) -> None:
    headers = sent(store)
    assert not [name for name in headers if name.startswith(NEWER)]
    assert "content-md5" in headers  # a deletion of several objects needs one


def test_checksums_can_be_chosen(store: WebServer) -> None:
    headers = sent(store, HBI_S3_CHECKSUMS="when_supported")
    assert headers["x-amz-checksum-crc32"]


@pytest.mark.parametrize(("choice", "verifies"), [("", True), ("true", True), ("false", False)])
def test_whether_certificates_are_checked(choice: str, verifies: bool) -> None:
    settings = BucketSettings.load(
        {"HBI_EXPORT_BUCKET": "mine", "S3_ENDPOINT_URL": "https://127.0.0.1:1", "HBI_S3_VERIFY_TLS": choice}
    )
    client: Any = bucket.client(settings)
    assert bool(client._endpoint.http_session._verify) is verifies
