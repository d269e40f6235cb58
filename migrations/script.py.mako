"""${message}.

Revision ${up_revision} after ${down_revision}.
"""
${imports if imports else ""}
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from migrations.partitions import limits

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A revision that has to wait for a lock makes everybody else wait behind it: better to give up and be run again.
    limits(lock_timeout="4s", statement_timeout="60s")
    ${upgrades if upgrades else "pass"}
