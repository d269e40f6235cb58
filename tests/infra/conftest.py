"""One build of the assets and one synthesis for the whole run, whatever the number of workers."""

from pathlib import Path

import pytest
from filelock import FileLock

from infra.packaging.artifacts import Artifact, Artifacts
from infra.synthesised import FunctionAssets, locate
from infra.topology import FUNCTIONS
from tests.infra.template import Templates
from tests.synthesis import synthesise, templates


@pytest.fixture(scope="session")
def artifacts() -> Artifacts:
    """Builder of the assets; what was built before, by whomever, is taken from `build/`."""
    return Artifacts()


@pytest.fixture(scope="session")
def layer(artifacts: Artifacts) -> Artifact:
    """The built layer."""
    return artifacts.layer()


@pytest.fixture(scope="session")
def cdk_out(artifacts: Artifacts, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The cloud assembly that `cdk synth` makes."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "synthesised"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "done").exists():
            artifacts.layer()
            artifacts.migrations()
            for row in FUNCTIONS:
                artifacts.function(row.name)
            run = synthesise(folder / "cdk.out")
            assert run.returncode == 0, run.stderr
            (folder / "done").touch()
    return folder / "cdk.out"


@pytest.fixture(scope="session")
def stacks(cdk_out: Path) -> Templates:
    """The synthesised templates."""
    return Templates(templates(cdk_out))


@pytest.fixture(scope="session")
def located(cdk_out: Path) -> dict[str, FunctionAssets]:
    """The functions as the local stack finds them in the assembly."""
    return locate(cdk_out)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives the test that comes first the time to fetch wheels, build the layer and synthesise."""
    for item in items:
        if {"cdk_out", "artifacts"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.timeout(300))
