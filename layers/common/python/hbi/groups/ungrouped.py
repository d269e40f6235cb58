"""The ungrouped groups that new hosts go to, whoever makes them (contract: ingest-and-events 8.1)."""

import logging
import time
from collections.abc import Collection, Mapping

from hbi.db.engine import Database
from hbi.groups import repository
from hbi.groups.repository import GroupRef
from hbi.groups.service import WorkspaceService
from hbi.problems import Unavailable
from hbi.settings import WorkspaceSettings

logger = logging.getLogger(__name__)

_FIRST_LOOK_S = 0.02
_LONGEST_PAUSE_S = 0.5


class UngroupedGroups:
    """Finds an organisation's ungrouped group, and has it made when there is none. Build one per process.

    Without workspaces (`BYPASS_KESSEL`) it is ours to make. With them the service makes a workspace, whose change
    message makes the group; that takes a moment.
    """

    def __init__(self, database: Database, settings: WorkspaceSettings) -> None:
        self._database = database
        self._settings = settings
        self._service = WorkspaceService(settings)

    def of(self, accounts: Mapping[str, str | None]) -> dict[str, GroupRef]:
        """Ungrouped groups by organisation, in a transaction of their own: nobody else has to wait for new ones until
        a batch is done, and a group without hosts harms nobody.

        Args:
            accounts: organisation → account of a group that has to be created.
        Returns:
            without organisations whose workspace does not come within `RBAC_TIMEOUT`; that never happens when the
            groups are ours to make.
        """
        if self._settings.bypass_kessel:
            with self._database.write() as tx:
                return repository.ungrouped_groups(tx, accounts)
        found = self._find(accounts.keys())
        missing = accounts.keys() - found.keys()
        return found | self._ask_for(missing) if missing else found

    def _find(self, org_ids: Collection[str]) -> dict[str, GroupRef]:
        with self._database.read() as tx:
            return repository.find_ungrouped(tx, org_ids)

    def _ask_for(self, org_ids: Collection[str]) -> dict[str, GroupRef]:
        deadline = time.monotonic() + self._settings.rbac_timeout_s
        awaited = set()
        for org_id in sorted(org_ids):
            try:
                self._service.ungrouped(org_id)
                awaited.add(org_id)
            except Unavailable as error:
                logger.warning("no ungrouped workspace for org %s: %s", org_id, error)
        return self._wait_for(awaited, deadline)

    def _wait_for(self, awaited: set[str], deadline: float) -> dict[str, GroupRef]:
        """Looks for the rows until they are there. What is used is always the row, never the service's answer."""
        found: dict[str, GroupRef] = {}
        pause = _FIRST_LOOK_S
        while awaited:
            found |= self._find(awaited)
            awaited = awaited - found.keys()
            if not awaited or time.monotonic() + pause > deadline:
                break
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)
        for org_id in sorted(awaited):
            logger.warning("the ungrouped workspace of org %s does not come", org_id)
        return found
