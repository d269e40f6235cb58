"""Databases of a test's own: empty, or migrated as far as the test wants."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from hbi.db.migrate import upgrade
from tests.integration.database.catalogue import Catalogue

type NewDatabase = Callable[[], str]

HEAD = "0032"


@pytest.fixture(scope="session")
def new_database(postgres_url: str) -> Iterator[NewDatabase]:
    """`new_database()` creates an empty database and returns its URL; all are dropped in the end."""
    server = postgres_url.rsplit("/", 1)[0]
    names: list[str] = []

    def create() -> str:
        names.append(f"schema_{uuid.uuid4().hex[:12]}")
        _administer(postgres_url, f"CREATE DATABASE {names[-1]}")
        return f"{server}/{names[-1]}"

    yield create
    for name in names:
        _administer(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def baseline(new_database: NewDatabase) -> Catalogue:
    """A database with the first revision only: what the contract says and no more."""
    url = new_database()
    upgrade(url, partitions=2, revision="0001")
    return Catalogue(url)


@pytest.fixture(scope="session")
def migrated(worker_database_url: str) -> Catalogue:
    """A database with all revisions."""
    return Catalogue(worker_database_url)


@pytest.fixture
def revisions(tmp_path: Path, project_root: Path) -> Path:
    """A copy of the folder `migrations` that the test may add revisions to."""
    ignored = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(project_root / "migrations", tmp_path / "migrations", ignore=ignored))


def add_revision(revisions: Path, number: str, after: str, statement: str) -> None:
    """Writes a revision that runs one Python statement."""
    text = f'''"""Test."""

from migrations.partitions import create_index, drop_index, limits, run

revision = "{number}"
down_revision = "{after}"


def upgrade() -> None:
    {statement}
'''
    (revisions / "versions" / f"{number}_test.py").write_text(text)


def _administer(url: str, statement: str) -> None:
    connection: Any = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
