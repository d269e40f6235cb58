"""Staleness settings of the caller's organisation (contract: rest-groups-staleness-views 6)."""

from typing import Any

from functions.api.http.answers import Answer, json_answer
from functions.api.http.bodies import IntegerMember, ObjectBody
from functions.api.http.errors import INVENTORY
from functions.api.http.operation import Api, Call
from functions.api.routes.common import identify
from hbi import clock
from hbi.identity import Identity
from hbi.permissions.scope import STALENESS_READ, STALENESS_WRITE
from hbi.problems import NotFound, RefusedContent
from hbi.staleness import edits, repository
from hbi.staleness.limits import LARGEST, SYSTEM_DEFAULT, Limits, default_limits
from hbi.staleness.repository import StoredLimits

_IMMUTABLE = {name: name.replace("conventional", "immutable") for name in Limits._fields}
_LARGEST_IMMUTABLE = 2**63 - 1
_BODY = ObjectBody(
    "StalenessIn",
    {
        **{name: IntegerMember(1, most, f"Seconds, at most {most}.") for name, most in LARGEST._asdict().items()},
        **{name: IntegerMember(1, _LARGEST_IMMUTABLE, "Accepted and without effect.") for name in _IMMUTABLE.values()},
    },
    is_closed=True,
    is_json_by_default=True,
)


_PATH = "/account/staleness"
_OUTPUT = "StalenessOutput"

API = Api("accounts_staleness", identify, INVENTORY)


@API.operation(
    "GET",
    _PATH,
    operation_id="api.staleness.get_staleness",
    permission=STALENESS_READ,
    answers={200: _OUTPUT},
)
def get_staleness(call: Call[Identity]) -> Answer:
    """Staleness settings that count for the organisation: its own or the defaults."""
    with call.runtime.database.read() as tx:
        return _answer(call, repository.stored(tx, call.caller.org_id))


@API.operation(
    "POST",
    _PATH,
    operation_id="api.staleness.create_staleness",
    permission=STALENESS_WRITE,
    body=_BODY,
    answers={201: _OUTPUT},
    raises=(RefusedContent,),
)
def create_staleness(call: Call[Identity]) -> Answer:
    """Gives the organisation staleness settings of its own."""
    with call.runtime.database.write() as tx:
        created = edits.create(tx, call.caller.org_id, _changes(call), _defaults(call), clock.now())
    return _answer(call, created, 201)


@API.operation(
    "PATCH",
    _PATH,
    operation_id="api.staleness.update_staleness",
    permission=STALENESS_WRITE,
    body=_BODY,
    answers={200: _OUTPUT},
    raises=(NotFound,),
)
def update_staleness(call: Call[Identity]) -> Answer:
    """Changes the organisation's staleness settings."""
    with call.runtime.database.write() as tx:
        updated = edits.update(tx, call.caller.org_id, _changes(call), _defaults(call), clock.now())
    return _answer(call, updated)


@API.operation(
    "DELETE",
    _PATH,
    operation_id="api.staleness.delete_staleness",
    permission=STALENESS_WRITE,
    answers={204: ""},
    raises=(NotFound,),
)
def delete_staleness(call: Call[Identity]) -> Answer:
    """Returns the organisation to the default staleness settings."""
    with call.runtime.database.write() as tx:
        edits.delete(tx, call.caller.org_id)
    return Answer(204, content_type=None)


@API.operation(
    "GET",
    f"{_PATH}/defaults",
    operation_id="api.staleness.get_default_staleness",
    permission=STALENESS_READ,
    answers={200: _OUTPUT},
)
def get_default_staleness(call: Call[Identity]) -> Answer:
    """Staleness settings of organisations that chose none."""
    return _answer(call, None)


def _changes(call: Call[Identity]) -> dict[str, int]:
    return {name: value for name, value in call.body.items() if name in Limits._fields}


def _defaults(call: Call[Identity]) -> Limits:
    return default_limits(call.runtime.settings)


def _answer(call: Call[Identity], stored: StoredLimits | None, status: int = 200) -> Answer:
    limits = (stored.limits if stored else _defaults(call))._asdict()
    document: dict[str, Any] = {
        "id": stored.id if stored else SYSTEM_DEFAULT,
        "org_id": call.caller.org_id,
        **limits,
        **{_IMMUTABLE[name]: value for name, value in limits.items()},
        "created": stored and stored.created,
        "updated": stored and stored.updated,
    }
    return json_answer(document, status)
