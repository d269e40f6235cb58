"""What is uploaded is complete, compiled, small enough and nothing but what runs."""

import importlib.util
import marshal
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import CodeType

import pytest

from infra.packaging.artifacts import Artifact, Artifacts
from infra.packaging.cache import sources
from infra.packaging.dependencies import AWS_SERVICES
from infra.synthesised import FunctionAssets, NotSynthesised, locate
from infra.topology import FUNCTIONS

UNZIPPED_LIMIT = 250 * 1024 * 1024
NAMES = [row.name for row in FUNCTIONS]
WITH_PACKAGES = {"api", "export", "ingest", "reaper"}
"""Functions that carry packages which no other function needs; pyproject.toml names them."""
OURS = {"hbi", "infra", "local", "migrations", "migrate", "tests", "bench", "schema_update"}


def test_the_assembly_gives_every_function_its_code_layer_and_handler(located: dict[str, FunctionAssets]) -> None:
    assert {name: assets.handler for name, assets in located.items()} == {
        **{row.name: row.handler for row in FUNCTIONS},
        "migrate": "migrate.handler.handler",
        "topics": "topics.handler.handler",
    }
    assert all(assets.code.is_dir() and len(assets.layers) == 1 for assets in located.values())


def test_what_was_never_synthesised_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotSynthesised, match="run: make synth"):
        locate(tmp_path)


@pytest.mark.parametrize("name", [*NAMES, "migrate"])
def test_code_and_layer_stay_below_lambdas_limit(located: dict[str, FunctionAssets], name: str) -> None:
    size = sum(file.stat().st_size for folder in _folders(located[name]) for file in _files(folder))
    assert size < UNZIPPED_LIMIT


@pytest.mark.parametrize("name", NAMES)
def test_a_function_carries_its_own_package_only(located: dict[str, FunctionAssets], name: str) -> None:
    files = {file.relative_to(located[name].code).parts for file in _files(located[name].code)}
    others = {parts[0] for parts in files} - {"functions"}
    assert not others & (OURS | {"pytest", "aws_cdk", "moto", "alembic"})
    assert bool(others) == (name in WITH_PACKAGES)
    assert {parts[:2] for parts in files if parts[0] == "functions"} == {
        ("functions", "__init__.py"),
        ("functions", "__pycache__"),
        ("functions", name),
    }


def test_the_layer_carries_the_package_and_no_other_part_of_the_project(layer: Artifact, project_root: Path) -> None:
    modules = {path.name for path in (layer.path / "python").iterdir()}
    projects_own = {path.name for path in project_root.iterdir() if path.is_dir()}
    assert "hbi" in modules
    assert not modules & (projects_own | {"conftest.py", "pytest", "aws_cdk", "moto", "alembic"})
    assert {path.name for path in layer.path.iterdir()} == {"python", "certificates"}


def test_the_layer_carries_the_package_completely(layer: Artifact, project_root: Path) -> None:
    source, shipped = project_root / "layers/common/python/hbi", layer.path / "python/hbi"
    assert [f.relative_to(source) for f in sources(source)] == [f.relative_to(shipped) for f in sources(shipped)]


@pytest.mark.parametrize("name", [*NAMES, "migrate"])
def test_every_module_is_compiled_and_trusted_as_it_is(located: dict[str, FunctionAssets], name: str) -> None:
    places = {located[name].code: "/var/task/", located[name].layers[0]: "/opt/"}
    modules = [(module, place) for folder, place in places.items() for module in folder.rglob("*.py")]
    assert modules
    for module, place in modules:
        magic, flags, filename = _bytecode(module)
        assert (magic, flags) == (importlib.util.MAGIC_NUMBER, 1), module
        assert filename.startswith(place), module


def test_the_layer_has_no_tests_no_types_and_no_sources_of_extensions(layer: Artifact) -> None:
    useless = re.compile(r"/(tests|SelfTest)/|\.(pyi|pyx|pxd|c|h)$|/RECORD$|/python/bin/")
    files = ["/" + file.relative_to(layer.path).as_posix() for file in _files(layer.path)]
    assert [file for file in files if useless.search(file)] == []


def test_only_services_that_the_code_calls_are_described(layer: Artifact, project_root: Path) -> None:
    described = {path.name for path in (layer.path / "python/botocore/data").iterdir() if path.is_dir()}
    folders = (project_root / folder for folder in ("functions", "layers", "infra/assets"))
    code = "\n".join(file.read_text() for folder in folders for file in folder.rglob("*.py"))
    called = set(re.findall(r"boto3\.client\(\s*[\"'](\w+)[\"']", code))
    assert described == AWS_SERVICES
    assert called <= described


@pytest.mark.parametrize("name", NAMES)
def test_everything_is_importable_without_a_checkout(located: dict[str, FunctionAssets], name: str) -> None:
    asks_kessel = name in {"api", "export"}
    elsewhere = {"hbi.db.migrate"} if asks_kessel else {"hbi.db.migrate", "hbi.permissions.kessel"}
    _run_isolated(
        located[name],
        f"""
        import importlib, pkgutil, hbi, functions.{name} as package
        for found in pkgutil.walk_packages(hbi.__path__, "hbi."):
            if found.name not in {elsewhere}:
                importlib.import_module(found.name)
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            importlib.import_module(found.name)
        """,
    )


def test_clients_of_the_described_services_can_be_made(located: dict[str, FunctionAssets]) -> None:
    _run_isolated(
        located["export"],
        f"""
        import boto3
        for service in {sorted(AWS_SERVICES)}:
            boto3.client(service, region_name="eu-west-1")
        boto3.client("rds", region_name="eu-west-1").generate_db_auth_token("host", 5432, "hbi")
        """,
    )


@pytest.mark.parametrize("name", NAMES)
def test_secrets_can_be_read_without_a_checkout(located: dict[str, FunctionAssets], name: str) -> None:
    _run_isolated(
        located[name],
        """
        import os
        os.environ["AWS_DEFAULT_REGION"] = "eu-west-1"
        from hbi import secrets
        secrets._secrets_manager()
        secrets._parameter_store()
        """,
    )


def test_the_migrations_find_their_revisions_without_a_checkout(located: dict[str, FunctionAssets]) -> None:
    _run_isolated(
        located["migrate"],
        """
        import migrate.handler
        from alembic.script import ScriptDirectory
        from hbi.db.migrate import configuration
        assert migrate.handler.handler
        assert ScriptDirectory.from_config(configuration(migrate.handler.REVISIONS)).get_heads()
        """,
    )


def test_topics_are_required_without_a_checkout(located: dict[str, FunctionAssets]) -> None:
    _run_isolated(located["topics"], "import topics.handler\nassert topics.handler.handler")


def test_secrets_are_required_without_a_checkout(located: dict[str, FunctionAssets], artifacts: Artifacts) -> None:
    references = replace(located["topics"], code=artifacts.references().path)
    _run_isolated(references, "import references.handler\nassert references.handler.handler")


def test_equal_sources_give_the_same_asset_and_are_built_once(artifacts: Artifacts) -> None:
    again = Artifacts()
    first, second = artifacts.function("api"), again.function("api")
    assert first == second
    assert first.digest != artifacts.function("export").digest


def _run_isolated(assets: FunctionAssets, code: str) -> None:
    """Runs code as Lambda would: only the asset and the layer can be imported, and nothing can be written."""
    lines = [line.strip() and line.removeprefix(" " * 8) for line in code.splitlines()]
    path = [str(folder) for folder in assets.python_path]
    program = f"import sys; sys.path[:0] = {path}\n" + "\n".join(lines)
    environment = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    command = [sys.executable, "-I", "-S", "-B", "-c", program]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def _bytecode(module: Path) -> tuple[bytes, int, str]:
    """Magic number, flags (PEP 552) and file name of a module's bytecode."""
    content = Path(importlib.util.cache_from_source(str(module))).read_bytes()
    code = marshal.loads(content[16:])
    assert isinstance(code, CodeType)
    return content[:4], int.from_bytes(content[4:8], "little"), code.co_filename


def _folders(assets: FunctionAssets) -> tuple[Path, ...]:
    return (assets.code, *assets.layers)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
