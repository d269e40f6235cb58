"""Answers that are larger than Lambda can return (design 5)."""

import base64
import os
import random

import orjson
import pytest
from awslambdaric.lambda_runtime_marshaller import to_json

from functions.api.http.answers import Answer, to_result
from hbi.problems import ResponseTooLarge
from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import EXPORT_BASE, Client
from tests.support.exporting import SOURCE

PER_HOST = 120_000


@pytest.fixture
def query(hosts: MakeHost) -> str:
    """A list of about 7 MB."""
    packages = [f"package-{number}-1.0-1.x86_64" for number in range(PER_HOST // 30)]
    for _ in range(60):
        hosts(dynamic={"installed_packages": packages})
    return "/hosts?per_page=100&fields[system_profile]=installed_packages"


def test_is_compressed_when_accepted(api: Client, query: str) -> None:
    answer = api.get(query, headers={"accept-encoding": "br, gzip;q=0.8"})
    assert answer.status == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content_type == "application/json"
    assert len(answer.content) > 6 * 1024 * 1024
    assert answer.json["count"] == 60


def test_is_compressed_when_nothing_is_said_and_nothing_else_is_possible(api: Client, query: str) -> None:
    answer = api.get(query, headers={"accept-encoding": None})
    assert (answer.status, answer.headers["content-encoding"]) == (200, "gzip")
    assert answer.json["count"] == 60


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "br"])
def test_is_refused_with_advice_otherwise(api: Client, query: str, accepted: str) -> None:
    answer = api.get(query, headers={"accept-encoding": accepted})
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    for advice in ("per_page", "fields[system_profile]", "gzip"):
        assert advice in answer.json["detail"]


def test_the_advice_is_what_the_operation_has(api: Client, sql: Sql) -> None:
    for _ in range(2):
        export = api.post(f"{EXPORT_BASE}/exports", {"format": "csv", "sources": [SOURCE]}).json
        sql("UPDATE hbi.export_sources SET filters = %s WHERE export_id = %s", (random_document(8), export["id"]))
    answer = api.get(f"{EXPORT_BASE}/exports/{export['id']}/status", headers={"accept-encoding": "gzip"})
    assert answer.status == 400
    assert "too large" in answer.json["message"]
    for foreign in ("per_page", "fields", "limit", "accept"):
        assert foreign not in answer.json["message"]
    assert api.get(f"{EXPORT_BASE}/exports").json["meta"] == {"count": 2}


def test_compression_that_does_not_help_is_not_advised(api: Client, hosts: MakeHost, sql: Sql) -> None:
    for _ in range(12):
        sql("UPDATE hbi.hosts SET facts = %s WHERE id = %s", (random_document(0.8), hosts()["id"]))
    answer = api.get("/hosts", headers={"accept-encoding": "gzip, zstd"})
    assert answer.status == 400
    assert "lower per_page" in answer.json["detail"]
    assert "accept gzip" not in answer.json["detail"]
    assert api.get("/hosts?per_page=5", headers={"accept-encoding": "gzip, zstd"}).json["count"] == 5


@pytest.mark.parametrize("accepted", [None, "gzip", "zstd"])
def test_twelve_hosts_with_large_facts_are_a_list(api: Client, hosts: MakeHost, accepted: str | None) -> None:
    for _ in range(12):
        hosts(facts={"ns": {str(number): "a fact of some length" for number in range(25_000)}})
    answer = api.get("/hosts", headers={"accept-encoding": accepted})
    assert (answer.status, answer.json["count"]) == (200, 12)


@pytest.mark.parametrize("megabytes", [5, 8])
def test_stored_names_of_exports_do_not_hide_the_list(api: Client, sql: Sql, megabytes: int) -> None:
    name = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz", k=megabytes * 1_000_000))
    for _ in range(2):
        api.post(f"{EXPORT_BASE}/exports", {"format": "csv", "sources": [SOURCE]})
    sql("UPDATE hbi.exports SET name = %s", (name,))
    listed = api.get(f"{EXPORT_BASE}/exports")
    assert [export["name"] for export in listed.json["data"]] == [name[:255]] * 2
    for export in listed.json["data"]:
        assert api.get(f"{EXPORT_BASE}/exports/{export['id']}/status").json["name"] == name[:255]


@pytest.mark.parametrize(
    ("character", "number"),
    [
        pytest.param("\u044f", 2_900_000, id="Cyrillic"),
        pytest.param("\U0001f600", 1_400_000, id="emoji"),
        pytest.param("a", 6_000_000, id="ASCII"),
        pytest.param("\u2028", 1_900_000, id="line separator"),
        pytest.param('"', 1_500_000, id="quotes, which are escaped twice"),
    ],
)
def test_an_answer_is_measured_as_lambda_sends_it(api: Client, hosts: MakeHost, character: str, number: int) -> None:
    host = hosts(facts={"ns": {"text": character * number}})
    answer = api.get(f"/hosts/{host['id']}", headers={"accept-encoding": "identity"})
    assert answer.status == 200
    assert answer.json["results"][0]["facts"][0]["facts"]["text"] == character * number


@pytest.mark.parametrize("length", range(6_289_000, 6_293_000, 200))
def test_what_is_returned_fits_and_what_is_refused_does_not(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_EXECUTION_ENV", "AWS_Lambda_python3.13")
    answer = Answer(200, b"x" * length)
    try:
        result = to_result(answer, accept_encoding="identity")
    except ResponseTooLarge:
        assert length > 6_291_556 - 2048
        return
    assert len(to_json(result).encode()) <= 6_291_556


def random_document(megabytes: float) -> str:
    """JSON that does not compress to less than three quarters."""
    return orjson.dumps({"ns": {"text": base64.b64encode(os.urandom(int(megabytes * 750_000))).decode()}}).decode()
