"""One build of the assets and one synthesis for the whole run, whatever the number of workers."""

from pathlib import Path

import pytest

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
