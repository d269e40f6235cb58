"""Stored staleness settings (contract: database 9)."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ARRAY, String, any_, bindparam, select

from hbi.db.compiled import PrecompiledStatement
from hbi.db.engine import Transaction
from hbi.models import Staleness
from hbi.settings import StalenessDefaults
from hbi.staleness.window import StalenessSettings

_OF_ORGS = PrecompiledStatement(
    select(
        Staleness.org_id,
        Staleness.conventional_time_to_stale,
        Staleness.conventional_time_to_stale_warning,
        Staleness.conventional_time_to_delete,
    ).where(Staleness.org_id == any_(bindparam("org_ids", type_=ARRAY(String))))
)


def settings_of(tx: Transaction, org_ids: Collection[str], defaults: StalenessDefaults) -> dict[str, StalenessSettings]:
    """Settings of every organisation in `org_ids`, own ones or the defaults. One statement."""
    settings = dict.fromkeys(org_ids, StalenessSettings.from_defaults(defaults))
    for org_id, stale, warning, delete in _OF_ORGS.rows(tx, {"org_ids": list(org_ids)}):
        settings[org_id] = StalenessSettings(
            stale=timedelta(seconds=stale), warning=timedelta(seconds=warning), delete=timedelta(seconds=delete)
        )
    return settings
