"""`dev.yml` starts what `dev.env` names, and the stack takes that."""

import shlex
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from local.configuration import configuration
from tests.unit.tracked_files import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "dev.yml").read_text())
ENVIRONMENT = dict(
    line.split("=", 1) for line in (ROOT / "dev.env").read_text().splitlines() if line and not line.startswith("#")
)
MEMBERS = {"image", "environment", "ports", "volumes", "healthcheck"}


def published(service: str) -> int:
    """The port of this machine at which a service is reached."""
    (port,) = COMPOSE["services"][service]["ports"]
    address, outside, _ = port.split(":")
    assert address == "127.0.0.1", "nobody else reaches it"
    return int(outside)


def test_a_shell_reads_the_variables_as_they_are() -> None:
    assert all(shlex.split(value) == [value] for value in ENVIRONMENT.values())


def test_the_stack_takes_the_variables(tmp_path: Path) -> None:
    choices = configuration(tmp_path, environ=ENVIRONMENT)
    assert choices.database_url == ENVIRONMENT["HBI_DATABASE_URL"]
    assert choices.bootstrap_servers == ENVIRONMENT["KAFKA_BOOTSTRAP_SERVERS"]
    assert choices.s3_endpoint_url == ENVIRONMENT["S3_ENDPOINT_URL"]
    assert choices.function_settings["HBI_EXPORT_BUCKET"] == ENVIRONMENT["HBI_EXPORT_BUCKET"]
    assert {*choices.s3_credentials} == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}


def test_the_database_is_the_one_that_is_named() -> None:
    url = urlsplit(ENVIRONMENT["HBI_DATABASE_URL"])
    made = COMPOSE["services"]["postgres"]["environment"]
    assert (url.username, url.password, url.path) == (
        made["POSTGRES_USER"],
        made["POSTGRES_PASSWORD"],
        f"/{made['POSTGRES_DB']}",
    )
    assert (url.hostname, url.port) == ("127.0.0.1", published("postgres"))


def test_the_broker_leads_clients_to_where_they_came_from() -> None:
    servers = ENVIRONMENT["KAFKA_BOOTSTRAP_SERVERS"]
    made = COMPOSE["services"]["kafka"]["environment"]
    assert servers == f"127.0.0.1:{published('kafka')}"
    assert made["KAFKA_ADVERTISED_LISTENERS"] == f"CLIENTS://{servers}"
    assert f"CLIENTS://:{published('kafka')}" in made["KAFKA_LISTENERS"].split(",")


def test_the_stand_in_for_s3_is_the_one_that_the_tests_use() -> None:
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)
    assert COMPOSE["services"]["s3"]["image"].rpartition(":")[2] == pinned["moto"]
    assert urlsplit(ENVIRONMENT["S3_ENDPOINT_URL"]).port == published("s3")


@pytest.mark.parametrize("service", sorted(COMPOSE["services"]))
def test_services_are_as_compose_reads_them(service: str) -> None:
    described = COMPOSE["services"][service]
    assert {*described} <= MEMBERS
    assert described["image"].startswith("docker.io/"), "Podman takes whole names"
    assert all(isinstance(value, str) for value in described.get("environment", {}).values())
    assert {volume.partition(":")[0] for volume in described.get("volumes", ())} <= {*COMPOSE["volumes"]}
    assert described["healthcheck"]["test"][0] == "CMD"
