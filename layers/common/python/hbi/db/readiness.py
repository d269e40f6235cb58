"""Whether the database is the one that this version of the functions needs."""

from sqlalchemy import text

from hbi.db.engine import Database
from hbi.problems import Unavailable

NEEDED_REVISION = "0036"
"""The newest revision of the schema that this version knows. A newer one serves it, too."""

_REVISION = text("SELECT version_num FROM hbi.hbi_serverless_version")


def check_database(database: Database) -> None:
    """Asks the database for its revision.

    Raises:
        Unavailable: it does not answer, or its schema is older. Errors of the driver mean the former, too.
    """
    with database.read() as tx:
        revision = tx.execute(_REVISION).scalar()
    if revision is None or str(revision) < NEEDED_REVISION:
        raise Unavailable(f"its schema is at revision {revision}, {NEEDED_REVISION} is needed: make upgrade_db")
