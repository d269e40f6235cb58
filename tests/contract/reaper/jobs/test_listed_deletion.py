"""Hosts that a list in the bucket names are deleted (contract: export-reaper-jobs 5.9)."""

import uuid
from collections.abc import Callable

import boto3
import pytest

from hbi.problems import InvalidInput, Unavailable
from tests.conftest import Sql
from tests.support.factories import stored_host
from tests.support.reaping import Reaper

pytestmark = pytest.mark.kafka

JOB = "delete-hosts-s3"
HEADER = "subscription_manager_id\tname\n"

type PutList = Callable[..., None]


@pytest.fixture
def put_list(reaper_environment: dict[str, str], s3_endpoint_url: str, bucket: str) -> PutList:
    """`put_list(text)` stores a list in the bucket."""

    def put(text: str | bytes, key: str = "jobs/host_ids.csv", into: str = bucket) -> None:
        body = text if isinstance(text, bytes) else text.encode()
        boto3.client("s3", endpoint_url=s3_endpoint_url).put_object(Bucket=into, Key=key, Body=body)

    return put


def left(sql: Sql) -> set[str]:
    return {host_id for (host_id,) in sql("SELECT id::text FROM hbi.hosts")}


def stored(sql: Sql, **fields: object) -> tuple[str, str]:
    """A host and its subscription."""
    subscription = str(uuid.uuid4())
    return stored_host(sql, subscription_manager_id=subscription, **fields)["id"], subscription


def test_listed_hosts_with_one_reporter_go(reaper: Reaper, sql: Sql, put_list: PutList) -> None:
    listed, unlisted = stored(sql), stored(sql)
    elsewhere = stored(sql, org_id="500")
    of_two = stored(sql, per_reporter_staleness={"puptoo": "2031-01-01", "yupana": "2031-01-01"})
    of_none = stored(sql, per_reporter_staleness={})
    missing = str(uuid.uuid4())
    lines = [f"{listed[1].upper()}\tone", elsewhere[1], of_two[1], of_none[1] + "\r", missing, "", "x" * 50, listed[1]]
    put_list(HEADER + "\n".join(lines))
    dry = reaper.job(JOB, dry_run=True)
    counted = {name: dry[name] for name in ("scanned", "found", "spared", "missing", "unusable")}
    assert counted == {"scanned": 5, "found": 2, "spared": 2, "missing": 1, "unusable": 2}
    assert len(left(sql)) == 5
    report = reaper.job(JOB)
    assert (report["deleted"], report["published"], report["next"]) == (2, 2, None)
    assert left(sql) == {unlisted[0], of_two[0], of_none[0]}
    assert {event.key for event in reaper.events()} == {listed[0], elsewhere[0]}
    assert reaper.job(JOB)["missing"] == 3


def test_a_long_list_is_read_on_from_where_it_was_left(reaper: Reaper, sql: Sql, put_list: PutList) -> None:
    hosts = [stored(sql) for _ in range(5)]
    put_list(HEADER + "".join(f"{subscription}\n" for _, subscription in hosts), key="jobs/other.csv")
    reports = reaper.job_in_steps(JOB, chunk_size=2, key="jobs/other.csv")
    assert [report.get("deleted", 0) for report in reports] == [2, 2, 1, 0]
    assert left(sql) == set()


def test_a_list_that_changes_meanwhile_is_refused(reaper: Reaper, sql: Sql, put_list: PutList) -> None:
    hosts = [stored(sql) for _ in range(2)]
    put_list(HEADER + "".join(f"{subscription}\n" for _, subscription in hosts))
    place = reaper.job(JOB, chunk_size=1, dry_run=True)["next"] or {"etag": '"old"', "offset": 60}
    put_list(HEADER + "another\n")
    with pytest.raises(InvalidInput, match=r"next: jobs/host_ids.csv is another list"):
        reaper.job(JOB, next=place)
    assert len(left(sql)) == 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(HEADER.encode(), id="a header alone"),
        pytest.param(HEADER.encode() + b"\xff\xfe\x00\n\x00\n\t\t\n", id="no text"),
    ],
)
def test_a_list_without_subscriptions(reaper: Reaper, sql: Sql, put_list: PutList, text: bytes) -> None:
    stored(sql)
    put_list(text)
    report = reaper.job(JOB)
    assert report.get("deleted", 0) == 0
    assert report["next"] is None


def test_what_is_no_list_is_refused(reaper: Reaper, put_list: PutList) -> None:
    put_list(b"x" * 200_000)
    with pytest.raises(InvalidInput, match="so it is no list"):
        reaper.job(JOB)


def test_no_list(reaper: Reaper) -> None:
    with pytest.raises(InvalidInput, match=r"key: bucket .* has no readable object jobs/host_ids.csv: NoSuchKey"):
        reaper.job(JOB)


def test_a_bucket_of_its_own(
    reaper_environment: dict[str, str],
    request: pytest.FixtureRequest,
    sql: Sql,
    s3_endpoint_url: str,
    put_list: PutList,
) -> None:
    name = f"lists-{uuid.uuid4().hex[:12]}"
    boto3.client("s3", endpoint_url=s3_endpoint_url).create_bucket(Bucket=name)
    reaper_environment["S3_AWS_BUCKET"] = name
    reaper: Reaper = request.getfixturevalue("reaper")
    _, subscription = stored(sql)
    put_list(HEADER + subscription, into=name)
    assert reaper.job(JOB)["deleted"] == 1


def test_a_bucket_that_is_away(reaper_environment: dict[str, str], request: pytest.FixtureRequest) -> None:
    reaper_environment["S3_AWS_BUCKET"] = "no-such-bucket"
    reaper: Reaper = request.getfixturevalue("reaper")
    with pytest.raises(Unavailable, match="no-such-bucket"):
        reaper.job(JOB)
