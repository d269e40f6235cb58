"""The hosts of one group, as a list of hosts finds them (contract: rest-groups-staleness-views 3.4)."""

from dataclasses import replace
from datetime import datetime

from hbi.db.engine import Transaction
from hbi.groups import listing, repository
from hbi.groups.changes import no_such_group
from hbi.permissions.scope import UNLIMITED
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.viewer import Viewer
from hbi.queries.filters.parameters.groups import GroupFilter
from hbi.queries.filters.search import HostSearch
from hbi.staleness.window import StalenessSettings

MANY = 5_000
"""Hosts of a group from which on a page is rather looked for in the order of the list than among all of them."""


def matches(
    tx: Transaction,
    group_id: str,
    search: HostSearch,
    viewer: Viewer,
    staleness: StalenessSettings,
    now: datetime,
) -> Matches:
    """Hosts of a group that the viewer's permission reaches, which are all that it can see of them.

    Where nothing else is asked for their number is known, and of a large group the first hosts in any order are soon
    found.

    Raises:
        NotFound: there is no such group.
    """
    viewer = replace(viewer, scope=UNLIMITED)
    culled_before = staleness.culled_before(now)
    is_plain = search == HostSearch() and viewer.sees_all
    of_group = replace(search, groups=GroupFilter(ids=(group_id,)))
    found = Matches.of(of_group, viewer, staleness, now)
    if not is_plain:
        if not repository.existing(tx, viewer.org_id, [group_id]):
            raise no_such_group(group_id)
        return found
    counts = listing.host_counts(tx, viewer.org_id, [group_id], culled_before)
    if group_id not in counts:
        raise no_such_group(group_id)
    return replace(found, total=counts[group_id], is_selective=counts[group_id] < MANY)
