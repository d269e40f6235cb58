"""Tools for the next revision: the template, autogeneration, indexes built partition by partition, the dump."""

import subprocess
import sys
from pathlib import Path

from hbi.db.migrate import upgrade
from local.servers.postgres_programs import folder_of_programs
from migrations.dump import schema_of
from tests.fixtures.database import NewDatabase
from tests.integration.database.catalogue import Catalogue
from tests.integration.database.conftest import HEAD, add_revision
from tests.support.factories import stored_host

CREATE = 'create_index("idx_hosts_fqdn", "hosts", "(org_id, lower(fqdn)) WHERE fqdn IS NOT NULL")'
DROP = 'drop_index("idx_hosts_fqdn", "hosts")'


def test_an_index_is_built_on_each_partition_and_attached(new_database: NewDatabase, revisions: Path):
    url = new_database()
    add_revision(revisions, "9001", HEAD, CREATE)
    upgrade(url, partitions=3, migrations_dir=revisions)
    catalogue = Catalogue(url)
    assert catalogue.indexes()["hosts"]["idx_hosts_fqdn"] == (
        "btree (org_id, lower((fqdn)::text)) WHERE (fqdn IS NOT NULL)"
    )
    assert _index_states(catalogue) == [
        ("hosts_p0_idx_hosts_fqdn", True, True),
        ("hosts_p1_idx_hosts_fqdn", True, True),
        ("hosts_p2_idx_hosts_fqdn", True, True),
        ("idx_hosts_fqdn", True, False),
    ]


def test_an_index_of_expressions_on_a_filled_table_comes_with_statistics(new_database: NewDatabase, revisions: Path):
    url = new_database()
    upgrade(url, partitions=1)
    catalogue = Catalogue(url)
    for _ in range(2):
        stored_host(lambda sql, values=(): catalogue.query(sql, *values), fqdn="a.example.org")
    add_revision(revisions, "9001", HEAD, CREATE)
    upgrade(url, partitions=1, migrations_dir=revisions)
    query = (
        "SELECT most_common_vals::text FROM pg_stats WHERE tablename = 'hosts_p0_idx_hosts_fqdn' AND attname = 'lower'"
    )
    assert catalogue.query(query) == [("{a.example.org}",)]


def test_an_index_that_failed_half_way_is_built_anew(new_database: NewDatabase, revisions: Path):
    url = new_database()
    upgrade(url, partitions=2)
    catalogue = Catalogue(url)
    catalogue.query("""
        CREATE INDEX hosts_p0_idx_hosts_fqdn ON hbi.hosts_p0 (org_id, lower(fqdn)) WHERE fqdn IS NOT NULL;
        UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'hbi.hosts_p0_idx_hosts_fqdn'::regclass
    """)
    add_revision(revisions, "9001", HEAD, CREATE)
    upgrade(url, partitions=2, migrations_dir=revisions)
    assert all(valid for _, valid, _ in _index_states(catalogue))


def test_a_dropped_index_leaves_nothing(new_database: NewDatabase, revisions: Path):
    url = new_database()
    add_revision(revisions, "9001", HEAD, CREATE)
    add_revision(revisions, "9002", "9001", DROP)
    assert upgrade(url, partitions=2, migrations_dir=revisions) == "9002"
    assert _index_states(Catalogue(url)) == []


def _index_states(catalogue: Catalogue) -> list[tuple[object, ...]]:
    """Name, valid, attached to a parent."""
    return catalogue.query(
        """
        SELECT c.relname, x.indisvalid, EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
        FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
        WHERE c.relname LIKE %s ORDER BY 1
    """,
        "%idx_hosts_fqdn",
    )


def test_a_new_revision_comes_with_time_limits_and_nothing_to_do(revisions: Path, project_root: Path):
    _python_m_migrations(revisions, project_root, "revision", "--empty", "Adds nothing")
    following = f"{int(HEAD) + 1:04}"
    (written,) = (revisions / "versions").glob(f"{following}_*.py")
    assert written.name == f"{following}_adds_nothing.py"
    text = written.read_text()
    assert text.startswith(f'"""Adds nothing.\n\nRevision {following} after {HEAD}.\n"""\n')
    assert f'revision = "{following}"\ndown_revision = "{HEAD}"\n' in text
    assert '    limits(lock_timeout="4s", statement_timeout="60s")\n' in text
    assert "op." not in text


def test_no_revision_is_written_when_nothing_changed(revisions: Path, project_root: Path):
    before = sorted((revisions / "versions").glob("*.py"))
    told = _python_m_migrations(revisions, project_root, "revision", "Adds nothing")
    assert "The models and the revisions say the same: nothing written." in told
    assert sorted((revisions / "versions").glob("*.py")) == before


def test_the_dump_in_the_docs_is_current(project_root: Path, new_database: NewDatabase):
    url = new_database()
    upgrade(url, partitions=1)
    assert (project_root / "docs" / "schema.sql").read_text() == schema_of(url, folder_of_programs())


def _python_m_migrations(revisions: Path, project_root: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "migrations", *arguments],
        cwd=revisions.parent,
        env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "PYTHONPATH": str(project_root)},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
