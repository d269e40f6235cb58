"""The whole system as a user starts it: `hbi up` in a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.system import System


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("checkout", id="from the checkout"),
        pytest.param("assets", id="from the synthesised assets"),
    ],
)
def system(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A running system; its functions come from the checkout, or from what would be deployed.

    What they ask of AWS is taken down.
    """
    options = []
    if request.param == "assets":
        options = ["--assets", str(request.getfixturevalue("cdk_out"))]
    system = System(tmp_path_factory.mktemp("system"), options)
    system.record_aws_calls()
    with system:
        yield system


@pytest.fixture
def fresh_system(tmp_path: Path) -> System:
    """A system that is not started yet, for one test; give it other services by `environment`."""
    return System(tmp_path / "system")
