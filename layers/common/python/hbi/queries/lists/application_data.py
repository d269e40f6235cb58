"""What applications know about the hosts of a page (contract: rest-groups-staleness-views 8.2, 8.3)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, FromClause, Text, cast, func, select

from hbi import clock
from hbi.documents import JsonText
from hbi.queries.conditions.tables import APPLICATIONS
from hbi.queries.conditions.viewer import of_org
from hbi.queries.filters.fields.application_fields import SHOWN
from hbi.queries.filters.fields.field import FieldKind, TableName
from hbi.queries.filters.parameters.returned_fields import ApplicationFields

type ApplicationData = Mapping[str, Mapping[str, Any]]
"""By application, values by field; without applications that have no row of the host."""

_AS_TEXT: frozenset[FieldKind] = frozenset({"array", "date-time"})
"""Kinds that JSON would not bring as they are stored."""


def application_columns(wanted: ApplicationFields, hosts: FromClause, org_id: str) -> list[ColumnElement[Any]]:
    """A column for each application: the values of its row of a host as the text of a JSON list, NULL without a row.

    Subqueries, not joins, which take longer to plan. The organisation is a constant in each: otherwise PostgreSQL would
    plan for all partitions (ADR 22).

    Args:
        hosts: rows of hosts of the organisation, with their id.
    """
    return [_column(application, names, hosts, org_id) for application, names in wanted.items()]


def application_data(wanted: ApplicationFields, columns: Sequence[str | None]) -> ApplicationData:
    """What the columns of `application_columns` say of one host."""
    return {
        application: dict(_members(application, names, orjson.loads(values)))
        for (application, names), values in zip(wanted.items(), columns, strict=True)
        if values is not None
    }


def _column(application: TableName, names: Sequence[str], hosts: FromClause, org_id: str) -> ColumnElement[Any]:
    rows = APPLICATIONS[application].alias(f"a_{application}")
    values = [cast(rows.c[name], Text) if SHOWN[application][name] in _AS_TEXT else rows.c[name] for name in names]
    listed = select(cast(func.json_build_array(*values), Text))
    of_host = listed.where(rows.c.org_id == of_org(org_id), rows.c.host_id == hosts.c.id).correlate(hosts)
    return of_host.scalar_subquery().label(f"of_{application}")


def _members(application: TableName, names: Sequence[str], values: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    for name, value in zip(names, values, strict=True):
        kind = SHOWN[application][name]
        if value is None:
            if kind != "uuid":  # The one member that is left out (contract: rest-groups-staleness-views 8.3).
                yield name, None
        elif kind == "date-time":
            yield name, _instant(value)
        else:
            yield name, JsonText(value) if kind == "array" else value


def _instant(text: str) -> datetime:
    """A stored instant as the database prints it; for those beyond what Python knows, its first or last one."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return clock.EARLIEST if text.startswith("-") or text.endswith(" BC") else clock.LATEST
