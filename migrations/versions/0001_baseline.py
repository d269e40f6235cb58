"""The contract's schema; or nothing, where the original system has already made it.

Revision 0001, the first.
"""

from pathlib import Path

from alembic import context

from hbi.db.migrate import MigrationRefused
from hbi.settings import SCHEMA
from migrations import partitions

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ORIGINAL_HEAD = "286f3c4f6e4f"
"""Last revision of the original system's chain; its tables are those of the contract (contract: database, head)."""

UNPARTITIONED_TABLES = ("groups", "staleness", "inventory_views", "outbox", "hbi_metadata", "debezium_signal")
TABLES = frozenset(UNPARTITIONED_TABLES + partitions.PARTITIONED_TABLES)


def upgrade() -> None:
    partitions.limits(lock_timeout="4s", statement_timeout="5min")
    if _made_by_the_original():
        return
    run_file("tables.sql")
    for table in partitions.PARTITIONED_TABLES:
        partitions.create_partitions(table, context.config.attributes["partitions"])
    run_file("triggers.sql")
    run_file("system_views.sql")


def run_file(name: str) -> None:
    """Runs one of the baseline's files."""
    partitions.run((Path(__file__).parents[1] / "baseline" / name).read_text(encoding="utf-8"))


def _made_by_the_original() -> bool:
    """Whether the tables are there as the original system's last revision leaves them.

    Raises:
        MigrationRefused: the schema is neither empty nor at that revision.
    """
    present = TABLES & _tables()
    revisions = _original_revisions()
    if not present and not revisions:
        return False
    if revisions != [ORIGINAL_HEAD]:
        state = f"at revision {', '.join(revisions)} of the original system" if revisions else "without any version"
        raise MigrationRefused(
            f"schema {SCHEMA} has tables already, {state}. Only revision {ORIGINAL_HEAD} can be taken over: "
            "migrate it with the original system first, or use an empty database"
        )
    if present != TABLES:
        missing = ", ".join(sorted(TABLES - present))
        raise MigrationRefused(f"the original system's schema is incomplete, these tables are missing: {missing}")
    return True


def _tables() -> set[str]:
    return set(partitions.look_up("SELECT tablename FROM pg_tables WHERE schemaname = 'hbi'"))


def _original_revisions() -> list[str]:
    if "alembic_version" not in _tables():
        return []
    return partitions.look_up("SELECT version_num FROM hbi.alembic_version")
