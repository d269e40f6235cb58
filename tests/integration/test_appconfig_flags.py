"""Flags from AWS AppConfig: what it is asked, which source counts, what stays when it does not answer."""

import time
from collections.abc import Iterator

import pytest

from hbi.flags.service import Flag, Flags
from hbi.problems import ConfigurationError
from hbi.settings import FlagSettings
from tests.support.fakes.appconfig_server import FakeAppConfig, running_appconfig
from tests.support.fakes.web_server import Answer, web_server

ON = {Flag.READ_ONLY.value: {"default": True}}
PLACE = {
    "HBI_APPCONFIG_APPLICATION": "abc1234",
    "HBI_APPCONFIG_ENVIRONMENT": "def5678",
    "HBI_APPCONFIG_PROFILE": "0a1b2c3",
}


@pytest.fixture
def appconfig(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAppConfig]:
    with running_appconfig() as server:
        server.content = ON
        monkeypatch.setenv("AWS_ENDPOINT_URL_APPCONFIGDATA", server.url)
        yield server


def flags_of(**environment: str) -> Flags:
    return Flags(FlagSettings.load({**PLACE, "HBI_APPCONFIG_REFRESH_SECONDS": "0", **environment}))


def test_appconfig_is_asked_for_the_profile(appconfig: FakeAppConfig) -> None:
    flags = flags_of()
    assert [flags.is_on(Flag.READ_ONLY, "321") for _ in range(3)] == [True] * 3
    (session,) = appconfig.sessions
    assert session == {
        "ApplicationIdentifier": "abc1234",
        "EnvironmentIdentifier": "def5678",
        "ConfigurationProfileIdentifier": "0a1b2c3",
    }
    assert appconfig.polls == 3


def test_a_change_counts_at_the_next_question(appconfig: FakeAppConfig) -> None:
    flags = flags_of()
    assert flags.is_on(Flag.READ_ONLY)
    appconfig.content = {Flag.READ_ONLY.value: {"default": False}}
    assert not flags.is_on(Flag.READ_ONLY)


def test_it_is_asked_once_an_interval(appconfig: FakeAppConfig) -> None:
    flags = flags_of(HBI_APPCONFIG_REFRESH_SECONDS="3600")
    for _ in range(100):
        flags.is_on(Flag.READ_ONLY)
    assert appconfig.polls == 1


def test_settings_count_for_flags_that_the_profile_does_not_name(appconfig: FakeAppConfig) -> None:
    flags = flags_of(HBI_FLAGS='{"hbi.rbac-v2": ["321"], "hbi.api.read-only": false}')
    assert flags.is_on(Flag.RBAC_V2, "321")
    assert not flags.is_on(Flag.RBAC_V2, "7")
    assert flags.is_on(Flag.READ_ONLY, "7")


def test_unleash_goes_before_appconfig(appconfig: FakeAppConfig) -> None:
    with web_server() as unleash:
        unleash.answer = lambda _: Answer({"features": [{"name": Flag.RBAC_V2.value, "enabled": True}]})
        server = {"UNLEASH_URL": unleash.url, "UNLEASH_TOKEN": "secret"}
        both = flags_of(**server)
        assert both.is_on(Flag.RBAC_V2)
        assert not both.is_on(Flag.READ_ONLY)
        assert appconfig.sessions == []
        for without in ({"BYPASS_UNLEASH": "true"}, {"UNLEASH_TOKEN": ""}, {"UNLEASH_URL": ""}):
            alone = flags_of(**(server | without))
            assert alone.is_on(Flag.READ_ONLY)
            assert not alone.is_on(Flag.RBAC_V2)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"junk", id="not JSON"),
        pytest.param([1], id="another document"),
        pytest.param(b"", id="nothing"),
        pytest.param({Flag.READ_ONLY.value: {"default": True, "rules": 7}}, id="junk inside"),
    ],
)
def test_a_profile_that_is_none_turns_nothing_on(appconfig: FakeAppConfig, content: object) -> None:
    appconfig.content = content
    assert not flags_of().is_on(Flag.READ_ONLY, "321")


@pytest.mark.parametrize("content", [b"junk", [1]])
def test_what_is_known_stays_when_the_profile_is_spoilt(appconfig: FakeAppConfig, content: object) -> None:
    flags = flags_of()
    assert flags.is_on(Flag.READ_ONLY)
    appconfig.content = content
    assert flags.is_on(Flag.READ_ONLY)
    appconfig.content = {Flag.READ_ONLY.value: {"default": False}}
    assert not flags.is_on(Flag.READ_ONLY)


def test_what_is_known_stays_while_appconfig_is_away(appconfig: FakeAppConfig) -> None:
    flags = flags_of()
    assert flags.is_on(Flag.READ_ONLY)
    appconfig.fails = 500
    assert flags.is_on(Flag.READ_ONLY)
    appconfig.fails, appconfig.content = None, {}
    assert not flags.is_on(Flag.READ_ONLY)


def test_a_session_that_expired_is_begun_anew(appconfig: FakeAppConfig) -> None:
    flags = flags_of()
    assert flags.is_on(Flag.READ_ONLY)
    appconfig.forget_tokens()
    appconfig.content = {Flag.READ_ONLY.value: {"default": False}}
    assert flags.is_on(Flag.READ_ONLY)
    assert not flags.is_on(Flag.READ_ONLY)
    assert len(appconfig.sessions) == 2


@pytest.mark.parametrize("status", [403, 500])
def test_settings_count_until_it_has_answered(appconfig: FakeAppConfig, status: int) -> None:
    appconfig.fails = status
    flags = flags_of(HBI_FLAGS='{"hbi.rbac-v2": true}')
    assert flags.is_on(Flag.RBAC_V2, "321")
    assert not flags.is_on(Flag.READ_ONLY, "321")


def test_an_appconfig_that_is_gone_stops_nobody(appconfig: FakeAppConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_APPCONFIGDATA", "http://127.0.0.1:9")
    began = time.monotonic()
    assert not flags_of().is_on(Flag.READ_ONLY)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("missing", sorted(PLACE))
def test_a_place_is_named_as_a_whole(missing: str) -> None:
    with pytest.raises(ConfigurationError, match="go together"):
        FlagSettings.load({**PLACE, missing: ""})
