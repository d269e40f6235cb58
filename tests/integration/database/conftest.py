"""Databases that are migrated as far as the test wants."""

import shutil
from pathlib import Path

import pytest

from hbi.db.migrate import upgrade
from tests.fixtures.database import NewDatabase
from tests.integration.database.catalogue import Catalogue

HEAD = "0036"


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
