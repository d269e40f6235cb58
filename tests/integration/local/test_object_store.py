"""Whose web pages may read downloads from the embedded object storage."""

from collections.abc import Iterator

import boto3
import pytest
import urllib3

from local.servers.object_store import CREDENTIALS, REGION, ObjectStore

CONSOLE = "https://console.example.org"


@pytest.fixture
def link() -> Iterator[str]:
    """A presigned link to an object."""
    store = ObjectStore(console_origins=(CONSOLE,))
    store.start()
    client = boto3.client(
        "s3",
        endpoint_url=store.endpoint_url,
        region_name=REGION,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    )
    client.put_object(Bucket=store.bucket, Key="exports/a.zip", Body=b"archive")
    yield client.generate_presigned_url("get_object", Params={"Bucket": store.bucket, "Key": "exports/a.zip"})
    client.close()
    store.stop()


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        pytest.param(CONSOLE, CONSOLE, id="the console"),
        pytest.param("https://elsewhere.example.org", None, id="another page"),
    ],
)
def test_pages_that_may_read(link: str, origin: str, allowed: str | None) -> None:
    with urllib3.PoolManager() as pool:
        answer = pool.request("GET", link, headers={"origin": origin})
    assert (answer.status, answer.data) == (200, b"archive")
    assert answer.headers.get("access-control-allow-origin") == allowed
