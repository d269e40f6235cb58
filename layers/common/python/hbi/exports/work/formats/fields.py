"""How the fields of an export are read from the database (contract: export-reaper-jobs 1.3 and 1.4)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, FromClause, Text, and_, case, func, literal_column
from sqlalchemy import cast as cast_sql

from hbi.exports.api.selections import HOST_ID, SYSTEM_PROFILE
from hbi.exports.work.formats import documents
from hbi.exports.work.formats.documents import Document
from hbi.models import DYNAMIC_PROFILES, STATIC_PROFILES
from hbi.profile.columns import PartName, part_columns, reading
from hbi.queries.conditions.tables import APPLICATIONS, HOSTS
from hbi.queries.filters.fields.application_fields import SHOWN
from hbi.staleness.window import StalenessSettings

type Kind = Literal["text", "boolean", "integer", "instant", "document"]
"""Kind of a field; a document is JSON."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant of an export, and when hosts of its organisation become stale."""

    staleness: StalenessSettings
    now: datetime


@dataclass(frozen=True, slots=True)
class Field:
    """A field of exported hosts."""

    name: str
    value: Callable[[Moment], ColumnElement[Any]]
    """Its expression, which needs the rows of `tables`."""
    kind: Kind = "text"
    tables: tuple[str, ...] = ()
    """Names out of `TABLES`."""
    document: Document | None = None
    """How a document is shown that is not shown as it is stored."""

    @property
    def is_bare(self) -> bool:
        """Whether it stands without quotes."""
        return self.kind in {"boolean", "integer"}

    def text(self, moment: Moment) -> ColumnElement[Any]:
        """Its value; an instant as text."""
        value = self.value(moment)
        return func.to_char(func.timezone("UTC", value), _INSTANT) if self.kind == "instant" else value


# Aliases of their own: the conditions on what is exported use these tables, too.
TABLES: Mapping[str, FromClause] = {
    "static": STATIC_PROFILES.alias("profile"),
    "dynamic": DYNAMIC_PROFILES.alias("profile_dynamic"),
    **{application: table.alias(f"of_{application}") for application, table in APPLICATIONS.items()},
}
"""Tables that fields are read from beside `hosts AS h`, by name."""

_KINDS: Mapping[str, Kind] = {"integer": "integer", "date-time": "instant"}
"""Kinds of what applications know; others are texts."""

_INSTANT = 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'


def joined(source: FromClause, fields: Sequence[Field]) -> FromClause:
    """Hosts joined with the rows that the fields are read from, if a host has them."""
    for name in sorted({table for field in fields for table in field.tables}):
        rows = TABLES[name]
        source = source.outerjoin(rows, and_(rows.c.org_id == HOSTS.c.org_id, rows.c.host_id == HOSTS.c.id))
    return source


@cache
def fields() -> Mapping[str, Field]:
    """All fields by name, but the profile, of which somebody chooses members."""
    own = (
        Field("display_name", lambda _: _shown_name()),
        Field(HOST_ID, lambda _: HOSTS.c.id),
        *(_of_host(name) for name in ("fqdn", "subscription_manager_id", "satellite_id", "bios_uuid")),
        Field("group_id", lambda _: cast("Any", HOSTS.c.groups)[0]["id"].astext),
        Field("group_name", lambda _: cast("Any", HOSTS.c.groups)[0]["name"].astext),
        Field("updated", lambda _: HOSTS.c.modified_on, "instant"),
        Field("created", lambda _: HOSTS.c.created_on, "instant"),
        Field("last_check_in", lambda _: HOSTS.c.last_check_in, "instant"),
        Field("state", _state),
        Field("tags", lambda _: HOSTS.c.tags, "document", document=documents.TAGS),
        Field("host_type", lambda _: func.coalesce(func.nullif(HOSTS.c.host_type, ""), "conventional")),
        Field("ip_addresses", lambda _: HOSTS.c.ip_addresses, "document", document=documents.ADDRESSES),
        Field("data_collector", lambda _: HOSTS.c.per_reporter_staleness, "document", document=documents.REPORTERS),
        Field("facts", lambda _: HOSTS.c.facts, "document"),
        *(
            _of_profile(name)
            for name in ("os_release", "cloud_provider", "infrastructure_type", "infrastructure_vendor")
        ),
        *(_of_profile(name, "boolean") for name in ("satellite_managed", "is_marketplace")),
        Field("workloads", lambda _: TABLES["dynamic"].c.workloads, "document", ("dynamic",), documents.WORKLOADS),
        *_of_applications(),
    )
    return {field.name: field for field in own}


def profile_field(names: tuple[str, ...] | None) -> Field:
    """The field with members of the profile; unknown names are left out, None is all."""
    parts: tuple[PartName, ...] = ("static", "dynamic")
    members = [
        f'{reading(part, name, cast("Any", TABLES[part]).name)} AS "{name}"'
        for part in parts
        for name in sorted({*part_columns(part).own, *part_columns(part).others})
        if names is None or name in names
    ]
    document = f"(SELECT row_to_json(p) FROM (SELECT {', '.join(members)}) p)"  # noqa: S608 - names of the schema
    return Field(SYSTEM_PROFILE, lambda _: literal_column(document), "document", parts)


def _of_host(name: str) -> Field:
    return Field(name, lambda _: HOSTS.c[name])


def _of_profile(name: str, kind: Kind = "text") -> Field:
    return Field(name, lambda _: TABLES["static"].c[name], kind, ("static",))


def _of_applications() -> Iterator[Field]:
    """Fields of other applications, named `application:field`."""
    for application, names in SHOWN.items():
        for name, kind in names.items():
            value = _of_application(application, name)
            if kind == "array":  # the one there is
                yield Field(f"{application}:{name}", value, "document", (application,), documents.POLICIES)
            else:
                yield Field(f"{application}:{name}", value, _KINDS.get(kind, "text"), (application,))


def _of_application(application: str, name: str) -> Callable[[Moment], ColumnElement[Any]]:
    column = TABLES[application].c[name]
    return lambda _: column


def _shown_name() -> ColumnElement[Any]:
    columns = HOSTS.c
    return func.coalesce(func.nullif(columns.display_name, ""), columns.fqdn, cast_sql(columns.id, Text))


def _state(moment: Moment) -> ColumnElement[Any]:
    (fresh_after, _), *_ = moment.staleness.bounds({"fresh"}, moment.now)
    (stale_after, _), *_ = moment.staleness.bounds({"fresh", "stale"}, moment.now)
    return case(
        (HOSTS.c.last_check_in > fresh_after, "fresh"),
        (HOSTS.c.last_check_in > stale_after, "stale"),
        else_="stale warning",
    )
