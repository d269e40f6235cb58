"""Answers that are larger than Lambda can return (design 5)."""

import pytest

from tests.api import Client
from tests.api_fixtures import MakeHost

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


@pytest.mark.parametrize("accepted", [None, "identity", "gzip;q=0"])
def test_is_refused_with_advice_otherwise(api: Client, query: str, accepted: str | None) -> None:
    answer = api.get(query, headers={"accept-encoding": accepted})
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert "per_page" in answer.json["detail"]
    assert "fields[system_profile]" in answer.json["detail"]
