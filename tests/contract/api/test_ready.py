"""Whether everything answers that requests need (contract: rest-groups-staleness-views 11)."""

from pathlib import Path

import pytest

from hbi.db.readiness import NEEDED_REVISION
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication
from tests.support.api import Answer, Client

ANONYMOUS = {"x-rh-identity": None}


def asked(api: Client) -> Answer:
    return api.get("/ready", headers=ANONYMOUS)


@pytest.fixture
def s3_environment(s3_endpoint_url: str, bucket: str) -> dict[str, str]:
    return {"S3_ENDPOINT_URL": s3_endpoint_url, "HBI_EXPORT_BUCKET": bucket}


@pytest.fixture
def with_bucket(make_application: MakeApplication, s3_environment: dict[str, str]) -> Client:
    """An API with a bucket of exports."""
    return Client(make_application(**s3_environment))


def test_ready(with_bucket: Client) -> None:
    answer = asked(with_bucket)
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert answer.json == {"ready": True, "database": True, "export_bucket": True}


def test_without_bucket(make_application: MakeApplication, s3_environment: dict[str, str]) -> None:
    for other in ({"HBI_EXPORT_BUCKET": "another"}, {"S3_ENDPOINT_URL": "http://127.0.0.1:1"}):
        answer = asked(Client(make_application(**s3_environment | other)))
        assert (answer.status, answer.json) == (503, {"ready": False, "database": True, "export_bucket": False})


def test_with_an_old_schema(with_bucket: Client, sql: Sql) -> None:
    ((revision,),) = sql("SELECT version_num FROM hbi.hbi_serverless_version")
    try:
        sql("UPDATE hbi.hbi_serverless_version SET version_num = '0001'")
        answer = asked(with_bucket)
        assert (answer.status, answer.json["database"], answer.json["export_bucket"]) == (503, False, True)
        sql("UPDATE hbi.hbi_serverless_version SET version_num = '9999'")
        assert asked(with_bucket).status == 200
    finally:
        sql("UPDATE hbi.hbi_serverless_version SET version_num = %s", (revision,))


def test_without_database(make_application: MakeApplication, s3_environment: dict[str, str]) -> None:
    application = make_application(**s3_environment, HBI_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    answer = asked(Client(application))
    assert (answer.status, answer.json["database"], answer.json["export_bucket"]) == (503, False, True)
    assert asked(Client(application)).json.keys() == {"ready", "database", "export_bucket"}
    assert Client(application).get("/health", headers=ANONYMOUS).status == 200


def test_the_newest_revision_is_needed(project_root: Path) -> None:
    newest = max(path.name[:4] for path in (project_root / "migrations" / "versions").glob("[0-9]*.py"))
    assert newest == NEEDED_REVISION
