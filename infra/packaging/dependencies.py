"""Third-party packages as they run on Lambda: wheels for its platform, without what only developers need."""

import csv
import shutil
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from infra.packaging import target, tools, wheels
from infra.packaging.binaries import shorten_tree
from infra.packaging.bytecode import compile_tree
from infra.packaging.cache import Cache, digest_of

# Alembic without what the layer has already.
MIGRATION_DEPENDENCIES = ("alembic", "mako", "markupsafe")

# botocore describes some 400 services in 100 MB; a client of any other service can't be made in the functions.
AWS_SERVICES = frozenset({"appconfigdata", "lambda", "rds", "s3", "secretsmanager", "ssm", "sts"})

# Changes whenever the same wheels would give another tree.
RECIPE = "3"

_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")

_NEVER_IMPORTED = (
    "bin",
    "boto3/data",  # of resources; the functions use clients
    "boto3/examples",
    "Crypto/SelfTest",
    "aws_lambda_powertools/event_handler",
    *(
        f"aws_lambda_powertools/utilities/{name}"
        for name in ("auth_alpha", "batch", "circuit_breaker", "data_masking", "idempotency", "kafka")
    ),
    "aws_lambda_powertools/utilities/data_classes",
    "aws_lambda_powertools/utilities/parser",
    "aws_lambda_powertools/utilities/streaming",
    "aws_lambda_powertools/utilities/validation",
    "aws_msk_iam_sasl_signer/cli.py",
    "aws_xray_sdk/ext",  # what patches libraries
    "click",  # of that command line
    "click-*.dist-info",
    "confluent_kafka/aio",
    "confluent_kafka/avro",
    "confluent_kafka/schema_registry",
    "kafka/benchmarks",
    "kafka/cli",
    "sqlalchemy/dialects/mssql",
    "sqlalchemy/dialects/mysql",
    "sqlalchemy/dialects/oracle",
    "sqlalchemy/dialects/sqlite",
    # Tables are described without mapped classes (ADR 32).
    "sqlalchemy/orm",
    *(f"sqlalchemy/ext/{name}" for name in ("[a-b]*", "declarative", "[h-o]*", "serializer*")),
    "sqlalchemy/testing",
    "pydantic/mypy.py",
    "zstandard/*cffi*",  # the second of two implementations
    "*-stubs",
    "**/__pycache__",
    "**/tests",
    "**/*.pyi",
    "**/*.pyx",
    "**/*.pxd",
    "**/*.proto",
    "**/*.c",
    "**/*.h",
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*.dist-info/sboms",
)


class Dependencies:
    """Installs the project's pinned dependencies for Lambda; fetches each set of wheels once."""

    def __init__(self, project: Path, cache: Cache, architecture: target.Architecture) -> None:
        self._constraints = project / "constraints.txt"
        self._cache = cache
        self._platform = (
            "--only-binary=:all:",
            "--implementation=cp",
            f"--python-version={target.PYTHON}",
            *(f"--platform={tag}" for tag in target.wheel_platforms(architecture)),
        )
        with (project / "pyproject.toml").open("rb") as pyproject:
            described = tomllib.load(pyproject)["project"]
        self._layer_requirements: list[str] = described["dependencies"]
        extras: dict[str, list[str]] = described["optional-dependencies"]
        self._function_requirements = {
            name.removeprefix("function-"): extras[name] for name in sorted(extras) if name.startswith("function-")
        }

    @property
    def digest(self) -> str:
        """A digest that changes with everything that decides what is installed."""
        settings = [RECIPE, target.BYTECODE_MAGIC, *self._platform, *sorted(AWS_SERVICES), *_NEVER_IMPORTED]
        return digest_of([*settings, *self._all_requirements()], files=[self._constraints])

    def for_layer(self) -> Path:
        """Folder with what all functions import, compiled for its place in the layer."""
        return self._cache.get("layer-dependencies", self.digest, self._install_for_layer)

    def for_function(self, name: str) -> Path | None:
        """Folder with what this function imports besides the layer, compiled for its place beside the function's code.

        None when there is nothing: pyproject.toml has no extra `function-<name>`.
        """
        requirements = self._function_requirements.get(name)
        if requirements is None:
            return None
        kind = f"function-{name}-dependencies"
        return self._cache.get(kind, self.digest, lambda folder: self._install_for_function(folder, requirements))

    def for_migrations(self) -> Path:
        """Folder with what only the migrations import, compiled for its place beside the handler."""
        return self._cache.get("migration-dependencies", self.digest, self._install_for_migrations)

    def fetched(self) -> Path:
        """Folder with the wheels as they were fetched, whatever their hashes are."""
        digest = digest_of([*self._platform, *self._all_requirements()], files=[self._constraints])
        return self._cache.get("wheels", digest, self._download)

    def _install_for_layer(self, folder: Path) -> None:
        self._install(folder, self._layer_requirements)
        _trim(folder)
        compile_tree(folder, f"{target.LAYER_ROOT}/python")

    def _install_for_function(self, folder: Path, requirements: Sequence[str]) -> None:
        self._install(folder, requirements)
        in_layer = {info.name for info in self.for_layer().glob("*.dist-info")}
        for info in list(folder.glob("*.dist-info")):
            if info.name in in_layer:
                _uninstall(folder, info)
        _trim(folder)
        compile_tree(folder, target.FUNCTION_ROOT)

    def _install_for_migrations(self, folder: Path) -> None:
        self._install(folder, [*MIGRATION_DEPENDENCIES, "--no-deps"])
        _trim(folder)
        compile_tree(folder, target.FUNCTION_ROOT)

    def _install(self, folder: Path, requirements: Sequence[str]) -> None:
        fetched = self.fetched()
        wheels.check(fetched, wheels.known_digests())
        offline = ("--no-index", f"--find-links={fetched}")
        self._pip("install", *offline, "--no-compile", f"--target={folder}", *requirements)

    def _download(self, folder: Path) -> None:
        self._pip("download", f"--dest={folder}", *self._all_requirements())

    def _all_requirements(self) -> list[str]:
        of_functions = [text for texts in self._function_requirements.values() for text in texts]
        return [*self._layer_requirements, *of_functions, *MIGRATION_DEPENDENCIES]

    def _pip(self, command: str, *options: str) -> None:
        pinned = f"--constraint={self._constraints}"
        tools.run(f"pip {command}", *_PIP, command, *self._platform, pinned, *options)


def _uninstall(folder: Path, info: Path) -> None:
    """Removes the files of a distribution, and folders that hold nothing any more."""
    with (info / "RECORD").open(newline="") as record:
        files = [folder / row[0] for row in csv.reader(record)]
    for file in files:
        if file.is_relative_to(folder):
            file.unlink(missing_ok=True)
    for parent in sorted({parent for file in files for parent in file.parents}, reverse=True):
        if parent != folder and parent.is_relative_to(folder) and parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()


def _trim(folder: Path) -> None:
    """Removes what no function imports, and from libraries what no loader reads."""
    for pattern in _NEVER_IMPORTED:
        for path in list(folder.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    if (services := folder / "botocore" / "data").is_dir():
        _keep_services(services)
    shorten_tree(folder)


def _keep_services(data: Path) -> None:
    """Removes the descriptions of services that no function calls; loose files describe partitions and retries."""
    for service in data.iterdir():
        if service.is_dir() and service.name not in AWS_SERVICES:
            shutil.rmtree(service)
