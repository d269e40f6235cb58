"""Third-party packages as they run on Lambda: wheels for its platform, without what only developers need."""

import shutil
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from infra.packaging import target, tools
from infra.packaging.bytecode import compile_tree
from infra.packaging.cache import Cache, digest_of

# Alembic without what the layer has already.
MIGRATION_DEPENDENCIES = ("alembic", "mako", "markupsafe")

# botocore describes some 400 services in 100 MB; a client of any other service can't be made in the functions.
AWS_SERVICES = frozenset({"appconfigdata", "lambda", "rds", "s3", "secretsmanager", "ssm", "sts"})

# Changes whenever the same wheels would give another tree.
RECIPE = "2"

_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
_PLATFORM = (
    "--only-binary=:all:",
    "--implementation=cp",
    f"--python-version={target.PYTHON}",
    *(f"--platform={platform}" for platform in target.WHEEL_PLATFORMS),
)

_NEVER_IMPORTED = (
    "bin",
    "boto3/examples",
    "Crypto/SelfTest",
    "*-stubs",
    "**/__pycache__",
    "**/tests",
    "**/*.pyi",
    "**/*.pyx",
    "**/*.pxd",
    "**/*.c",
    "**/*.h",
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*.dist-info/sboms",
)


class Dependencies:
    """Installs the project's pinned dependencies for Lambda; fetches each set of wheels once."""

    def __init__(self, project: Path, cache: Cache) -> None:
        self._constraints = project / "constraints.txt"
        self._cache = cache
        with (project / "pyproject.toml").open("rb") as pyproject:
            self._layer_requirements: list[str] = tomllib.load(pyproject)["project"]["dependencies"]

    @property
    def digest(self) -> str:
        """A digest that changes with everything that decides what is installed."""
        settings = [RECIPE, target.BYTECODE_MAGIC, *_PLATFORM, *sorted(AWS_SERVICES), *_NEVER_IMPORTED]
        requirements = [*self._layer_requirements, *MIGRATION_DEPENDENCIES]
        return digest_of([*settings, *requirements], files=[self._constraints])

    def for_layer(self) -> Path:
        """Folder with what all functions import, compiled for its place in the layer."""
        return self._cache.get("layer-dependencies", self.digest, self._install_for_layer)

    def for_migrations(self) -> Path:
        """Folder with what only the migrations import, compiled for its place beside the handler."""
        return self._cache.get("migration-dependencies", self.digest, self._install_for_migrations)

    def _install_for_layer(self, folder: Path) -> None:
        self._install(folder, self._layer_requirements)
        _keep_services(folder / "botocore" / "data")
        compile_tree(folder, f"{target.LAYER_ROOT}/python")

    def _install_for_migrations(self, folder: Path) -> None:
        self._install(folder, [*MIGRATION_DEPENDENCIES, "--no-deps"])
        compile_tree(folder, target.FUNCTION_ROOT)

    def _install(self, folder: Path, requirements: Sequence[str]) -> None:
        wheels = self._cache.get("wheels", self.digest, self._download)
        offline = ("--no-index", f"--find-links={wheels}")
        self._pip("install", *offline, "--no-compile", f"--target={folder}", *requirements)
        for pattern in _NEVER_IMPORTED:
            for path in folder.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _download(self, folder: Path) -> None:
        self._pip("download", f"--dest={folder}", *self._layer_requirements, *MIGRATION_DEPENDENCIES)

    def _pip(self, command: str, *options: str) -> None:
        pinned = f"--constraint={self._constraints}"
        tools.run(f"pip {command}", *_PIP, command, *_PLATFORM, pinned, *options)


def _keep_services(data: Path) -> None:
    """Removes the descriptions of services that no function calls; loose files describe partitions and retries."""
    for service in data.iterdir():
        if service.is_dir() and service.name not in AWS_SERVICES:
            shutil.rmtree(service)
