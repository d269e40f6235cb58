"""Secrets are read where their references say, and never shown."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import boto3
import pytest
from pydantic import SecretStr

from hbi import secrets
from hbi.flags.service import Flag, Flags
from hbi.groups.service import WorkspaceService
from hbi.problems import ConfigurationError
from hbi.secrets import SecretUnavailable, reveal
from hbi.settings import ApiSettings, ExportSettings, FlagSettings, IngestSettings, ReaperSettings, WorkspaceSettings
from tests.support.fakes.web_server import Answer, web_server

CONCEALED = "s3cret-v4lue"
COMPLETE = {
    "HBI_DATABASE_URL": f"postgresql://hbi:{CONCEALED}@db:5432/inventory",
    "KAFKA_BOOTSTRAP_SERVERS": "broker:9092",
    "HBI_EXPORT_BUCKET": "exports",
}
ALL = (ApiSettings, IngestSettings, ExportSettings, ReaperSettings)


@pytest.fixture
def stores(s3_endpoint_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Secrets Manager and the parameter store, as the functions find them."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", s3_endpoint_url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSM", s3_endpoint_url)
    secrets.forget()
    yield s3_endpoint_url
    secrets.forget()


@pytest.fixture
def keep(stores: str) -> Iterator[Any]:
    """`keep(value) -> ARN`: a secret of Secrets Manager."""
    manager = boto3.client("secretsmanager", endpoint_url=stores)
    kept: list[str] = []

    def store(value: str) -> str:
        kept.append(manager.create_secret(Name=f"hbi/{uuid4()}", SecretString=value)["ARN"])
        return kept[-1]

    yield store
    for arn in kept:
        manager.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)


@pytest.fixture
def parameter(stores: str) -> Iterator[str]:
    """Name of an encrypted parameter."""
    systems, name = boto3.client("ssm", endpoint_url=stores), f"/hbi/{uuid4()}"
    systems.put_parameter(Name=name, Value=CONCEALED, Type="SecureString")
    yield name
    systems.delete_parameter(Name=name)


def test_a_secret_in_clear_is_taken_as_it_is() -> None:
    assert reveal(SecretStr("a:b#c"), "UNLEASH_TOKEN") == "a:b#c"


def test_a_secret_is_read_from_secrets_manager(keep: Any) -> None:
    arn = keep(CONCEALED)
    assert reveal(SecretStr(arn), "UNLEASH_TOKEN") == CONCEALED
    assert reveal(SecretStr(f"secretsmanager:{arn}"), "UNLEASH_TOKEN") == CONCEALED


def test_a_member_of_a_secret(keep: Any) -> None:
    arn = keep(json.dumps({"token": CONCEALED, "other": 7}))
    assert reveal(SecretStr(f"{arn}#token"), "UNLEASH_TOKEN") == CONCEALED
    with pytest.raises(SecretUnavailable, match=r"UNLEASH_TOKEN.*no JSON object with a text 'other'") as raised:
        reveal(SecretStr(f"{arn}#other"), "UNLEASH_TOKEN")
    assert CONCEALED not in str(raised.value)


def test_a_secret_is_read_from_the_parameter_store(parameter: str) -> None:
    assert reveal(SecretStr(f"ssm:{parameter}"), "UNLEASH_TOKEN") == CONCEALED
    arn = f"arn:aws:ssm:us-east-1:123456789012:parameter{parameter}"
    assert reveal(SecretStr(arn), "UNLEASH_TOKEN") == CONCEALED


def test_a_secret_is_kept_for_a_while(keep: Any, stores: str) -> None:
    arn = keep("old")
    assert reveal(SecretStr(arn), "UNLEASH_TOKEN") == "old"
    boto3.client("secretsmanager", endpoint_url=stores).put_secret_value(SecretId=arn, SecretString="new")
    assert reveal(SecretStr(arn), "UNLEASH_TOKEN") == "old"
    secrets.forget()
    assert reveal(SecretStr(arn), "UNLEASH_TOKEN") == "new"


def test_a_secret_that_is_not_there(stores: str) -> None:
    with pytest.raises(SecretUnavailable, match=r"secret UNLEASH_TOKEN cannot be read from ssm: .*ParameterNotFound"):
        reveal(SecretStr("ssm:/hbi/nothing"), "UNLEASH_TOKEN")


def test_settings_are_loaded_without_a_look_at_the_stores() -> None:
    references = {"UNLEASH_TOKEN": "ssm:/hbi/nothing", "KESSEL_AUTH_CLIENT_SECRET": "secretsmanager:nothing"}
    for settings in ALL:
        settings.load({**COMPLETE, **references, "RBAC_PSKS": "secretsmanager:nothing#keys"})


def test_the_flag_server_gets_the_token_of_the_reference(parameter: str) -> None:
    feature = {"name": Flag.READ_ONLY.value, "enabled": True}
    with web_server() as server:
        server.answer = lambda _: Answer({"features": [feature]})
        settings = {"UNLEASH_URL": server.url, "UNLEASH_TOKEN": f"ssm:{parameter}"}
        assert Flags(FlagSettings.load(settings)).is_on(Flag.READ_ONLY)
        (asked,) = server.asked
        assert asked.headers["authorization"] == CONCEALED


@pytest.mark.parametrize("token", [f"{CONCEALED}\r\nx", f"{CONCEALED}\u2026"])
def test_a_token_that_cannot_be_sent_is_not_logged(token: str, caplog: pytest.LogCaptureFixture) -> None:
    with web_server() as server:
        settings = FlagSettings.load({"UNLEASH_URL": server.url, "UNLEASH_TOKEN": token})
        assert not Flags(settings).is_on(Flag.READ_ONLY)
    assert "the flag server does not answer" in caplog.text
    assert CONCEALED not in caplog.text


def test_the_workspace_service_gets_the_key_of_the_reference(keep: Any) -> None:
    arn = keep(json.dumps({"inventory": {"secret": CONCEALED}}))
    with web_server() as server:
        server.answer = lambda _: Answer({"id": "w"})
        WorkspaceService(WorkspaceSettings.load({"RBAC_ENDPOINT": server.url, "RBAC_PSKS": arn})).ungrouped("321")
        (asked,) = server.asked
        assert asked.headers["x-rh-rbac-psk"] == CONCEALED


@pytest.mark.parametrize("kept", [CONCEALED, f'{{"inventory": "{CONCEALED}"}}', f'["{CONCEALED}"]'])
def test_keys_of_another_form_are_not_shown(keep: Any, kept: str) -> None:
    settings = WorkspaceSettings.load({"RBAC_PSKS": keep(kept)})
    with pytest.raises(SecretUnavailable, match="RBAC_PSKS: not keys by client") as raised:
        WorkspaceService(settings).ungrouped("321")
    assert CONCEALED not in str(raised.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"RBAC_PSKS": f'{{"inventory": {{"secret": "{CONCEALED}"'}, "RBAC_PSKS", id="keys cut off"),
        pytest.param({"RBAC_PSKS": f'{{"inventory": "{CONCEALED}"}}'}, "RBAC_PSKS", id="keys of another form"),
        pytest.param({"RBAC_PSKS": CONCEALED}, "RBAC_PSKS", id="a key alone"),
        pytest.param({"RBAC_PSKS": "secretsmanager:"}, "RBAC_PSKS .*not a reference", id="a reference to nothing"),
        pytest.param({"UNLEASH_TOKEN": f"ssm:{CONCEALED}#"}, "UNLEASH_TOKEN", id="no member"),
        pytest.param({"HBI_DATABASE_URL": f"mysql://hbi:{CONCEALED}@db/x"}, "HBI_DATABASE_URL", id="another database"),
        pytest.param(
            {"KESSEL_INVENTORY_API_ENDPOINT": f"https://me:{CONCEALED}@kessel"}, "KESSEL_INV", id="a password in a URL"
        ),
        pytest.param(
            {"HBI_PROFILE_SCHEMA_URL": f"https://me:{CONCEALED}@schemas/"}, "HBI_PROFILE_SCHEMA_URL", id="another one"
        ),
    ],
)
def test_no_error_shows_a_secret(change: dict[str, str], message: str) -> None:
    settings = IngestSettings if "RBAC_PSKS" in change else ApiSettings
    with pytest.raises(ConfigurationError, match=message) as raised:
        settings.load({**COMPLETE, **change})
    assert CONCEALED not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("settings", ALL)
def test_no_print_of_the_settings_shows_a_secret(settings: type[ApiSettings]) -> None:
    values = {
        "RBAC_PSKS": f'{{"inventory": {{"secret": "{CONCEALED}"}}}}',
        "KESSEL_AUTH_CLIENT_SECRET": CONCEALED,
        "UNLEASH_TOKEN": CONCEALED,
    }
    loaded = settings.load({**COMPLETE, **values})
    assert CONCEALED not in f"{loaded!r} {loaded}"
