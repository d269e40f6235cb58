"""The ungrouped groups that new hosts go to, whoever makes them (contract: ingest-and-events 8.1)."""

import logging
import time
from collections.abc import Collection, Mapping
from typing import NamedTuple

from hbi.db.engine import Database
from hbi.groups import repository
from hbi.groups.repository import GroupRef
from hbi.groups.service import WorkspaceService
from hbi.problems import Unavailable
from hbi.secrets import SecretUnavailable
from hbi.settings import WorkspaceSettings

logger = logging.getLogger(__name__)

_FIRST_LOOK_S = 0.02
_LONGEST_PAUSE_S = 0.5
_LONGEST_ASKING = 3
"""How many time-outs a batch may spend on asking: all of its other reports wait meanwhile."""


class Found(NamedTuple):
    """Ungrouped groups by organisation."""

    groups: dict[str, GroupRef]
    unasked: frozenset[str] = frozenset()
    """Organisations that may have one the next time: there was no time left to ask for it."""


class UngroupedGroups:
    """Finds an organisation's ungrouped group, and has it made when there is none. Build one per process.

    Without workspaces (`BYPASS_KESSEL`) it is ours to make. With them the service makes a workspace, whose change
    message makes the group; that takes a moment.
    """

    def __init__(self, database: Database, settings: WorkspaceSettings, *, are_ours: bool | None = None) -> None:
        """`are_ours`: whether they are made here; by default `BYPASS_KESSEL` says so."""
        self._database = database
        self._settings = settings
        self._are_ours = settings.bypass_kessel if are_ours is None else are_ours
        self._service = WorkspaceService(settings)

    def of(self, accounts: Mapping[str, str | None]) -> Found:
        """Ungrouped groups of organisations, in a transaction of their own: nobody else has to wait for new ones until
        a batch is done, and a group without hosts harms nobody.

        Args:
            accounts: organisation → account of a group that has to be created.
        Returns:
            without groups of organisations whose workspace does not come within `RBAC_TIMEOUT` after the service was
            asked for it; that never happens when the groups are ours to make.
        """
        if self._are_ours:
            with self._database.write() as tx:
                return Found(repository.ungrouped_groups(tx, accounts))
        groups = self._find(accounts.keys())
        missing = accounts.keys() - groups.keys()
        if not missing:
            return Found(groups)
        found, unasked = self._ask_for(missing)
        return Found(groups | found, unasked)

    def _find(self, org_ids: Collection[str]) -> dict[str, GroupRef]:
        with self._database.read() as tx:
            return repository.find_ungrouped(tx, org_ids)

    def _ask_for(self, org_ids: Collection[str]) -> Found:
        deadlines: dict[str, float] = {}
        unasked: frozenset[str] = frozenset()
        began = time.monotonic()
        in_order = sorted(org_ids)
        for asked, org_id in enumerate(in_order):
            if time.monotonic() - began > _LONGEST_ASKING * self._settings.rbac_timeout_s:
                unasked = frozenset(in_order[asked:])
                logger.warning("no time is left to ask for %d more ungrouped workspaces", len(unasked))
                break
            try:
                self._service.ungrouped(org_id)
            except SecretUnavailable:
                raise  # All reports would become dead letters for a secret that can be read again in a moment.
            except Unavailable as error:
                logger.warning("no ungrouped workspace for org %s: %s", org_id, error)
            else:
                # A slow answer must not take away the time of the others.
                deadlines[org_id] = time.monotonic() + self._settings.rbac_timeout_s
        return Found(self._wait_for(deadlines), unasked)

    def _wait_for(self, deadlines: Mapping[str, float]) -> dict[str, GroupRef]:
        """Looks for the rows until they are there. What is used is always the row, never the service's answer."""
        found: dict[str, GroupRef] = {}
        awaited = set(deadlines)
        pause = _FIRST_LOOK_S
        while awaited:
            found |= self._find(awaited)
            given_up = {org_id for org_id in awaited - found.keys() if time.monotonic() + pause > deadlines[org_id]}
            for org_id in sorted(given_up):
                logger.warning("the ungrouped workspace of org %s does not come", org_id)
            awaited = awaited - found.keys() - given_up
            if awaited:
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)
        return found
