"""Compression, entity tags and conditional reads: additions to the contract."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.fixtures.api import MakeHost
from tests.support.api import Client
from tests.support.factories import Json


@pytest.fixture
def large(hosts: MakeHost) -> Json:
    return hosts(facts={"room": {str(number): str(uuid4()) for number in range(500)}})


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        pytest.param("gzip", "gzip", id="gzip alone"),
        pytest.param("zstd", "zstd", id="zstd alone"),
        pytest.param("gzip, deflate, br, zstd", "zstd", id="among equals the cheaper one"),
        pytest.param("gzip;q=1.0, zstd;q=0.5", "gzip", id="weights count"),
        pytest.param("GZIP", "gzip", id="any letter case"),
        pytest.param("*", "zstd", id="anything"),
        pytest.param("*;q=0.5, zstd;q=0", "gzip", id="anything but one"),
        pytest.param("br", None, id="what we do not speak"),
        pytest.param("identity", None, id="none wanted"),
        pytest.param("gzip;q=0", None, id="excluded"),
        pytest.param("gzip;q=nonsense", None, id="unreadable weight"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="nothing said"),
    ],
)
def test_negotiation(api: Client, large: Json, accepted: str | None, coding: str | None) -> None:
    plain = api.get(f"/hosts/{large['id']}")
    answer = api.get(f"/hosts/{large['id']}", headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.json == plain.json


def test_small_answers_stay_as_they_are(api: Client, hosts: MakeHost) -> None:
    answer = api.get(f"/hosts/{hosts()['id']}", headers={"accept-encoding": "gzip, zstd"})
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("suffix", [pytest.param("", id="host"), pytest.param("/system_profile", id="profile")])
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(lambda tag: tag, 304, id="the tag"),
        pytest.param(lambda tag: tag.removeprefix("W/"), 304, id="as a strong tag"),
        pytest.param(lambda tag: f'"other", {tag}', 304, id="among others"),
        pytest.param(lambda _: "*", 304, id="anything"),
        pytest.param(lambda _: '"other"', 200, id="another"),
        pytest.param(lambda _: "", 200, id="nothing"),
    ],
)
def test_conditional_read(api: Client, hosts: MakeHost, suffix: str, sent: Callable[[str], str], status: int) -> None:
    path = f"/hosts/{hosts(static={'arch': 'x86_64'})['id']}{suffix}"
    tag = api.get(path).headers["etag"]
    answer = api.get(path, headers={"if-none-match": sent(tag)})
    assert (answer.status, answer.headers["etag"]) == (status, tag)
    assert bool(answer.content) is (status == 200)


def test_tag_changes_with_the_host(api: Client, hosts: MakeHost) -> None:
    path = f"/hosts/{hosts()['id']}"
    tag = api.get(path).headers["etag"]
    assert api.get(path).headers["etag"] == tag
    api.patch(path, {"display_name": "renamed"})
    answer = api.get(path, headers={"if-none-match": tag})
    assert (answer.status, answer.json["results"][0]["display_name"]) == (200, "renamed")


def test_no_tag_for_several_hosts_nor_for_refusals(api: Client, hosts: MakeHost) -> None:
    several = api.get(f"/hosts/{hosts()['id']},{hosts()['id']}", headers={"if-none-match": "*"})
    assert (several.status, "etag" in several.headers) == (200, False)
    refused = api.get(f"/hosts/{uuid4()}", headers={"if-none-match": "*"})
    assert (refused.status, "etag" in refused.headers) == (404, False)
