"""The hosts of one group, as a list of hosts finds them (contract: rest-groups-staleness-views 3.4)."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Integer, literal, select

from hbi.groups.listing import CountedGroup
from hbi.permissions.scope import UNLIMITED
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.search import HostSearch
from hbi.queries.conditions.viewer import Viewer
from hbi.queries.filters.groups import GroupFilter
from hbi.staleness.window import StalenessSettings

MANY = 5_000
"""Hosts of a group from which on a page is rather looked for in the order of the list than among all of them."""


def matches(
    counted: CountedGroup, search: HostSearch, viewer: Viewer, staleness: StalenessSettings, now: datetime
) -> Matches:
    """Hosts of a group that the viewer's permission reaches, which are all that it can see of them.

    Where nothing else is asked for their number is known, and of a large group the first hosts in any order are soon
    found.
    """
    viewer = replace(viewer, scope=UNLIMITED)
    is_plain = search == HostSearch() and viewer.sees_all
    of_group = replace(search.selection, groups=GroupFilter(ids=(counted.group.id,)))
    found = replace(search, selection=of_group).matches(viewer, staleness, now)
    if not is_plain:
        return found
    total = select(literal(counted.host_count, Integer))
    return replace(found, total=total, is_selective=counted.host_count < MANY)
