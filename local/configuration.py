"""Choices about the local stack: environment variables and options of `hbi up`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hbi.problems import ConfigurationError
from hbi.settings import (
    ApiSettings,
    ExportSettings,
    IngestSettings,
    MigrationSettings,
    ProfileSettings,
    ReaperSettings,
)
from hbi.text import shorten
from infra.topology import FUNCTIONS
from local.ports import DEFAULT_PORT, port_of

PROJECT = Path(__file__).parents[1]
DEFAULT_PARTITIONS = 4
MAX_POLLERS = 8
_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_XRAY_DAEMON = "AWS_XRAY_DAEMON_ADDRESS"
"""Where traces go. Lambda has a daemon of its own; here there is one if somebody starts it."""

# What the stack fills in when the environment says nothing.
_PLACEHOLDERS = {
    "HBI_DATABASE_URL": "postgresql://host/name",
    "KAFKA_BOOTSTRAP_SERVERS": "host:9092",
    "HBI_EXPORT_BUCKET": "bucket",
}
_SETTINGS = (ApiSettings, IngestSettings, ExportSettings, ReaperSettings, ProfileSettings)


@dataclass(frozen=True)
class Configuration:
    """Choices of one run. Addresses of services that are None mean: start an embedded one."""

    port: int
    org_id: str
    state_dir: Path
    database_url: str | None
    bootstrap_servers: str | None
    s3_endpoint_url: str | None
    partitions: int
    pollers: int
    function_settings: Mapping[str, str]
    s3_credentials: Mapping[str, str]
    console_origins: tuple[str, ...] = ()
    """Origins of web pages that may read downloads from the embedded object storage."""
    assets: Path | None = None
    is_dev: bool = False
    """Whether somebody works on the checkout, who is told what only a new start loads."""
    commands_dir: Path | None = None
    """Folder in which other commands look for the running stack, where `state_dir` is a temporary one."""

    @property
    def is_ephemeral(self) -> bool:
        """Whether nothing is kept."""
        return self.commands_dir is not None


def configuration(
    state_dir: Path, assets: Path | None = None, environ: Mapping[str, str] | None = None
) -> Configuration:
    """The configuration that the environment asks for.

    Raises:
        ConfigurationError: a variable is unusable; the text names it.
    """
    source = os.environ if environ is None else environ
    names = {*_names_of_settings(), _XRAY_DAEMON}
    function_settings = {name: value for name, value in source.items() if name in names}
    for settings in _SETTINGS:
        settings.load(_PLACEHOLDERS | function_settings)
    _require_usual_inputs(function_settings)
    return Configuration(
        port=port_of(source.get("HBI_PORT") or DEFAULT_PORT),
        org_id=_org_of(source.get("HBI_ORG") or "321"),
        state_dir=state_dir,
        database_url=source.get("HBI_DATABASE_URL") or None,
        bootstrap_servers=source.get("KAFKA_BOOTSTRAP_SERVERS") or None,
        s3_endpoint_url=source.get("S3_ENDPOINT_URL") or None,
        partitions=_partitions(source),
        pollers=_pollers(source.get("HBI_POLLERS") or "1"),
        function_settings=function_settings,
        s3_credentials={name: source[name] for name in _CREDENTIALS if source.get(name)},
        console_origins=tuple(source.get("HBI_CONSOLE_ORIGINS", "").replace(",", " ").split()),
        assets=assets,
    )


def _require_usual_inputs(settings: Mapping[str, str]) -> None:
    """Refuses other names of topics that are consumed: whatever feeds a stack sends to the usual ones."""
    for topic in (topic for function in FUNCTIONS for topic in function.topics):
        if settings.get(topic.setting, topic.name) not in ("", topic.name):
            raise ConfigurationError(
                f"{topic.setting}: here the topic is called {topic.name}; unset it (deployments can have other names)"
            )


def org_id(text: str) -> str:
    """The id of an organisation that a person names.

    Raises:
        ConfigurationError: no organisation can have it.
    """
    if not 1 <= len(text) <= 36:
        raise ConfigurationError(f"{shorten(text)} is not the id of an organisation: it has 1 to 36 characters")
    if not text.isprintable():
        raise ConfigurationError(f"{shorten(text)} is not the id of an organisation: it has unprintable characters")
    return text


def _org_of(text: str) -> str:
    try:
        return org_id(text)
    except ConfigurationError as error:
        raise ConfigurationError(f"HBI_ORG: {error}") from None


def _pollers(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:6]) <= MAX_POLLERS:
        raise ConfigurationError(f"HBI_POLLERS={shorten(text)} must be a number from 1 to {MAX_POLLERS}")
    return int(text)


def _partitions(source: Mapping[str, str]) -> int:
    if not source.get("HOSTS_TABLE_NUM_PARTITIONS"):
        return DEFAULT_PARTITIONS
    return MigrationSettings.load({**_PLACEHOLDERS, **source}).partitions


def _names_of_settings() -> frozenset[str]:
    fields = (field for settings in _SETTINGS for field in settings.model_fields.values())
    return frozenset(field.alias for field in fields if field.alias)
