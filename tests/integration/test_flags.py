"""Flags come from an Unleash server, and from settings while there is none (contract: identity-rbac 8)."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hbi.flags.service import Flag, Flags
from hbi.settings import FlagSettings
from tests.support.fakes.web_server import Answer, Asked, WebServer, web_server

ON = {"features": [{"name": Flag.READ_ONLY.value, "enabled": True, "strategies": [{"name": "default"}]}]}


@pytest.fixture
def unleash() -> Iterator[WebServer]:
    with web_server() as server:
        server.answer = lambda _: Answer(ON, headers={"etag": '"1"'})
        yield server


def flags_of(server: WebServer, **environment: str) -> Flags:
    defaults = {"UNLEASH_URL": f"{server.url}/api", "UNLEASH_TOKEN": "secret", "UNLEASH_REFRESH_INTERVAL": "0"}
    return Flags(FlagSettings.load({**defaults, **environment}))


def test_the_server_is_asked_as_its_client(unleash: WebServer) -> None:
    assert flags_of(unleash).is_on(Flag.READ_ONLY)
    (asked,) = unleash.asked
    assert (asked.method, asked.path, asked.headers["authorization"]) == ("GET", "/api/client/features", "secret")


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"UNLEASH_TOKEN": ""}, id="no token"),
        pytest.param({"UNLEASH_URL": ""}, id="no server"),
        pytest.param({"BYPASS_UNLEASH": "true"}, id="bypassed"),
    ],
)
def test_without_a_server_every_flag_is_off(unleash: WebServer, environment: dict[str, str]) -> None:
    flags = flags_of(unleash, **environment)
    assert not any(flags.is_on(flag, "321") for flag in Flag)
    assert unleash.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(status=500), id="server error"),
        pytest.param(Answer({}), id="no flags at all"),
        pytest.param(Answer(b"junk"), id="not JSON"),
        pytest.param(Answer([1]), id="another document"),
        pytest.param(
            Answer({"features": [{"name": Flag.READ_ONLY.value, "enabled": True, "strategies": [7]}]}), id="junk inside"
        ),
    ],
)
def test_an_answer_that_is_none_turns_nothing_on(unleash: WebServer, answer: Answer) -> None:
    unleash.answer = lambda _: answer
    assert flags_of(unleash).is_on(Flag.READ_ONLY, "321") is False


def test_settings_count_for_flags_that_the_server_does_not_know(unleash: WebServer) -> None:
    flags = flags_of(unleash, HBI_FLAGS='{"hbi.rbac-v2": ["321"], "hbi.inventory-views-rbac": true}')
    assert flags.is_on(Flag.RBAC_V2, "321")
    assert not flags.is_on(Flag.RBAC_V2, "7")
    assert not flags.is_on(Flag.RBAC_V2)
    assert flags.is_on(Flag.VIEWS_RBAC, "7")


def test_what_is_known_stays_while_the_server_is_away(unleash: WebServer) -> None:
    flags = flags_of(unleash)
    assert flags.is_on(Flag.READ_ONLY)
    unleash.answer = lambda _: Answer(status=503)
    assert flags.is_on(Flag.READ_ONLY)


def test_an_unchanged_answer_is_not_sent_again(unleash: WebServer) -> None:
    def unless_known(asked: Asked) -> Answer:
        return Answer(status=304) if asked.headers.get("if-none-match") == '"1"' else Answer(ON, 200, {"etag": '"1"'})

    unleash.answer = unless_known
    flags = flags_of(unleash)
    assert [flags.is_on(Flag.READ_ONLY) for _ in range(3)] == [True] * 3
    assert [asked.headers.get("if-none-match") for asked in unleash.asked] == [None, '"1"', '"1"']


def test_the_server_is_asked_once_an_interval(unleash: WebServer) -> None:
    flags = flags_of(unleash, UNLEASH_REFRESH_INTERVAL="3600")
    for _ in range(100):
        flags.is_on(Flag.READ_ONLY)
    assert len(unleash.asked) == 1


def test_the_server_is_asked_again_after_the_interval(unleash: WebServer) -> None:
    flags = flags_of(unleash, UNLEASH_REFRESH_INTERVAL="0.1")
    flags.is_on(Flag.READ_ONLY)
    time.sleep(0.15)
    flags.is_on(Flag.READ_ONLY)
    assert len(unleash.asked) == 2


def test_a_new_process_begins_with_what_the_last_one_was_told(unleash: WebServer, tmp_path: Path) -> None:
    assert flags_of(unleash, UNLEASH_CACHE_DIR=str(tmp_path)).is_on(Flag.READ_ONLY)
    unleash.answer = lambda _: Answer(status=503)
    assert flags_of(unleash, UNLEASH_CACHE_DIR=str(tmp_path)).is_on(Flag.READ_ONLY)
    assert not flags_of(unleash).is_on(Flag.READ_ONLY)


def test_a_server_that_is_gone_stops_nobody(unleash: WebServer) -> None:
    gone = flags_of(unleash, UNLEASH_URL="http://127.0.0.1:9")
    assert not gone.is_on(Flag.READ_ONLY)
