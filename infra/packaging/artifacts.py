"""The three kinds of things that are uploaded, built below `build/` and named after their content."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from infra.packaging import target
from infra.packaging.bytecode import compile_tree
from infra.packaging.cache import Cache, digest_of, sources
from infra.packaging.dependencies import Dependencies

PROJECT = Path(__file__).resolve().parents[2]
CA_BUNDLE = f"{target.LAYER_ROOT}/certificates/rds.pem"


@dataclass(frozen=True)
class Artifact:
    """A folder to upload. Equal digests mean equal content."""

    path: Path
    digest: str


class Artifacts:
    """Builds what is missing; nothing is built or fetched twice for the same sources."""

    def __init__(
        self, project: Path = PROJECT, build: Path | None = None, architecture: target.Architecture | None = None
    ) -> None:
        """`build` keeps finished artifacts between runs; `<project>/build` when absent.

        `architecture` is that of this machine when absent.
        """
        target.require_interpreter()
        self._project = project
        self._cache = Cache(build or project / "build")
        self._dependencies = Dependencies(project, self._cache, architecture or target.native())

    def layer(self) -> Artifact:
        """`python/hbi`, `python/<dependencies>` and the certificates that database connections trust."""
        package = self._project / "layers" / "common" / "python" / "hbi"
        certificates = self._project / "infra" / "certificates"
        digest = digest_of([self._dependencies.digest], folders=[package, certificates])

        def build(folder: Path) -> None:
            _link_tree(self._dependencies.for_layer(), folder / "python")
            _copy_sources(package, folder / "python" / "hbi")
            compile_tree(folder / "python" / "hbi", f"{target.LAYER_ROOT}/python/hbi")
            _copy_sources(certificates, folder / "certificates")

        return Artifact(self._cache.get("layer", digest, build), digest)

    def function(self, name: str) -> Artifact:
        """The package `functions` with one function's subpackage and no other, and what only this function imports."""
        functions = self._project / "functions"
        own = self._dependencies.for_function(name)
        parts = [target.BYTECODE_MAGIC, name, "" if own is None else self._dependencies.digest]
        digest = digest_of(parts, [functions / name], [functions / "__init__.py"])

        def build(folder: Path) -> None:
            if own is not None:
                _link_tree(own, folder)
            _copy_sources(functions / name, folder / "functions" / name)
            shutil.copy(functions / "__init__.py", folder / "functions")
            compile_tree(folder / "functions", f"{target.FUNCTION_ROOT}/functions")

        return Artifact(self._cache.get(f"function-{name}", digest, build), digest)

    def migrations(self) -> Artifact:
        """The handler that migrates at deploy, the revisions and Alembic; the rest comes from the layer."""
        handler = self._project / "infra" / "assets" / "migrate"
        revisions = self._project / "migrations"
        digest = digest_of([self._dependencies.digest], folders=[handler, revisions])

        def build(folder: Path) -> None:
            _link_tree(self._dependencies.for_migrations(), folder)
            _copy_sources(handler, folder / "migrate")
            _copy_sources(revisions, folder / "migrations")
            for ours in ("migrate", "migrations"):
                compile_tree(folder / ours, f"{target.FUNCTION_ROOT}/{ours}")

        return Artifact(self._cache.get("migrations", digest, build), digest)

    def topics(self) -> Artifact:
        """The handler that creates missing topics, or names them, at deploy; all else comes from the layer."""
        return self._handler("topics")

    def references(self) -> Artifact:
        """The handler that names missing secrets at deploy; all else comes from the layer."""
        return self._handler("references")

    def _handler(self, name: str) -> Artifact:
        handler = self._project / "infra" / "assets" / name
        digest = digest_of([target.BYTECODE_MAGIC], folders=[handler])

        def build(folder: Path) -> None:
            _copy_sources(handler, folder / name)
            compile_tree(folder, target.FUNCTION_ROOT)

        return Artifact(self._cache.get(name, digest, build), digest)


def _copy_sources(source: Path, destination: Path) -> None:
    for file in sources(source):
        copy = destination / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)


def _link_tree(source: Path, destination: Path) -> None:
    """Links files instead of copying them: the dependencies weigh 70 MB and never change in place."""
    shutil.copytree(source, destination, copy_function=os.link, dirs_exist_ok=True)
