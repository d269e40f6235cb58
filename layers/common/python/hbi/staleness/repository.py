"""Stored staleness settings (contract: database 9)."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import bindparam, select

from hbi.db.engine import Transaction
from hbi.models import Staleness
from hbi.settings import StalenessDefaults
from hbi.staleness.window import StalenessSettings

_OF_ORGS = select(
    Staleness.org_id,
    Staleness.conventional_time_to_stale,
    Staleness.conventional_time_to_stale_warning,
    Staleness.conventional_time_to_delete,
).where(Staleness.org_id.in_(bindparam("org_ids", expanding=True)))


def settings_of(tx: Transaction, org_ids: Collection[str], defaults: StalenessDefaults) -> dict[str, StalenessSettings]:
    """Settings of every organisation in `org_ids`, own ones or the defaults. One statement."""
    settings = dict.fromkeys(org_ids, StalenessSettings.from_defaults(defaults))
    for row in tx.execute(_OF_ORGS, {"org_ids": list(org_ids)}):
        settings[row.org_id] = StalenessSettings(
            stale=timedelta(seconds=row.conventional_time_to_stale),
            warning=timedelta(seconds=row.conventional_time_to_stale_warning),
            delete=timedelta(seconds=row.conventional_time_to_delete),
        )
    return settings
