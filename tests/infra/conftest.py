"""One build of the assets and one synthesis for the whole run, whatever the number of workers."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from aws_cdk import App

from infra.app import add_stacks
from infra.configuration.deployment import Configuration
from infra.packaging.artifacts import Artifact, Artifacts
from infra.synthesised import FunctionAssets, locate
from tests.infra.template import Templates
from tests.support.synthesis import templates


@pytest.fixture(scope="session")
def layer(artifacts: Artifacts) -> Artifact:
    """The built layer."""
    return artifacts.layer()


@pytest.fixture(scope="session")
def stacks(cdk_out: Path) -> Templates:
    """The synthesised templates."""
    return Templates(templates(cdk_out))


@pytest.fixture(scope="session")
def located(cdk_out: Path) -> dict[str, FunctionAssets]:
    """The functions as the local stack finds them in the assembly."""
    return locate(cdk_out)


type Deploy = Callable[[Mapping[str, object]], Templates]


@pytest.fixture(scope="session")
def deploy(artifacts: Artifacts, project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Deploy:
    """Gives the templates of a deployment with these choices, made in this process and without the CDK's checks."""
    flags = json.loads((project_root / "cdk.json").read_text())["context"]

    def templates_of(choices: Mapping[str, object]) -> Templates:
        folder = tmp_path_factory.mktemp("deployment")
        app = App(outdir=str(folder), context={**flags, "aws:cdk:disable-asset-staging": True})
        add_stacks(app, Configuration.from_app(choices), artifacts)
        app.synth()
        return Templates(templates(folder))

    return templates_of


FIREWALL = {
    "domainName": "inventory.example.org",
    "domainCertificateArn": "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b",
    "firewall": "block",
    "firewallCertificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/2c3d",
    "firewallClientCertificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/4e5f",
    "firewallTruststoreUri": "s3://truststore/cloudfront.pem",
}
"""Choices of a deployment with a firewall."""


@pytest.fixture(scope="session")
def walled(deploy: Deploy) -> Templates:
    """A deployment with a firewall, whose API begins from snapshots."""
    return deploy({**FIREWALL, "snapStart": "true"})
