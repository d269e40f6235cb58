"""Whatever organisation A sends, it sees nothing of organisation B and changes nothing there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.api.http.kinds import Boolean, Choice, Instant, Integer, Kind, Pattern, Uuid
from functions.api.http.operation import HOST_IDS, Operation
from functions.api.http.parameters import Parameter
from functions.api.routes import exports
from functions.api.routes.hosts.parameters import TagText
from functions.api.routes.inventory import INVENTORY_APIS
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication
from tests.support.api import BASE, EXPORT_BASE, Answer, Client
from tests.support.exporting import SOURCE
from tests.support.factories import system_identity, user_identity
from tests.support.neighbour import (
    LONG_AGO,
    MOST,
    NEIGHBOUR,
    NOW,
    NUMBER,
    OUR_GROUP,
    OUR_IDS,
    OUR_OWNER,
    OUR_TEAM,
    SHARED_INSIGHTS_ID,
    THEIR_CHECK_IN,
    THEIR_EXPORT,
    THEIR_GROUP,
    THEIR_IDS,
    THEIR_UUID,
    all_theirs,
    settle_neighbour,
    settle_us,
    tokens,
)

OPERATIONS = [(BASE, operation) for api in INVENTORY_APIS for operation in api.operations] + [
    (EXPORT_BASE, operation) for operation in exports.API.operations
]
CALLERS = {
    "a user": user_identity(),
    "another user": user_identity(user={"username": "ben", "email": "ben@example.org"}),
    "a host of ours": system_identity(OUR_OWNER),
    "a host that calls itself the owner of theirs": system_identity(THEIR_UUID),
}
AMOUNTS = frozenset({"total", "count", "hosts_found", "hosts_deleted", "host_count"})

callers = st.just("a user") | st.sampled_from(sorted(CALLERS))
own_texts = st.sampled_from(["web 0", "web", "ours", "*", "example"])
texts = own_texts | st.sampled_from(
    [
        "zebra",
        "zebra display_name",
        "zebra fqdn",
        "zebra provider_id",
        "zebra group",
        "zebra tags",
        "zebra value",
        "ZBR",
    ]
)
provider_ids = st.sampled_from(["i-1", "zebra provider_id"])
uuids = st.just(SHARED_INSIGHTS_ID) | st.sampled_from([OUR_GROUP, OUR_IDS[0], THEIR_GROUP, THEIR_UUID, THEIR_IDS[0]])
some_ids = st.sampled_from(OUR_IDS) | st.sampled_from(OUR_IDS) | st.sampled_from(THEIR_IDS)
host_ids = some_ids | st.lists(some_ids, min_size=2, max_size=MOST).map(",".join)
lists_of_hosts = st.lists(some_ids, max_size=MOST, unique=True)
some_groups = st.sampled_from([OUR_GROUP, OUR_TEAM, OUR_TEAM, THEIR_GROUP, THEIR_UUID])
group_ids = some_groups | st.lists(some_groups, min_size=2, max_size=MOST).map(",".join)
instants = st.sampled_from([LONG_AGO, THEIR_CHECK_IN, NOW]).map(lambda instant: instant.isoformat())
tags = st.sampled_from(["env/tier=gold", "env/tier", "zebra tags/zebra key=zebra value", "env/tier=zebra tier"])
filters = st.sampled_from(
    [
        ("[system_profile][arch]", "x86_64"),
        ("[system_profile][arch]", "zebra arch"),
        ("[system_profile][arch][neq]", "x86_64"),
        ("[system_profile][os_release]", "zebra*"),
        ("[system_profile][owner_id]", THEIR_UUID),
        ("[system_profile][number_of_cpus][gte]", str(NUMBER)),
        ("[system_profile][operating_system]", "not_nil"),
        ("[system_profile][operating_system][name][neq]", "RHEL"),
        ("[system_profile][operating_system][RHEL][version][gte]", "8"),
        ("[system_profile][sap_sids][]", "ZBR"),
        ("[system_profile][workloads][sap][sap_system]", "true"),
        ("[system_profile][workloads]", "nil"),
        ("[system_profile][last_boot_time][lte]", LONG_AGO.isoformat()),
        ("[advisor][critical][gte]", "1"),
        ("[patch][template_uuid]", THEIR_UUID),
        ("[vulnerability]", "nil"),
        ("[vulnerability][total_cves][gte]", str(NUMBER)),
        ("[malware][last_status][nil]", ""),
    ]
)
fields = st.sampled_from(["arch,operating_system,workloads", "owner_id", "zebra", "system_memory_bytes,rhsm"])
objects = {
    "filter": filters.map(lambda pair: (f"filter{pair[0]}", pair[1])),
    "fields": fields.map(lambda names: ("fields[system_profile]", names)) | st.just(("fields[app_data]", "true")),
}


configurations = st.sampled_from(
    [{"columns": [{"key": key}], "filters": {"host": {"hostname_or_id": "web"}}} for key in ("tags", "advisor:low")]
)

# What a body makes ours must not look like the neighbour's; check-ins store nothing of it.
bodies: dict[str, st.SearchStrategy[Any]] = {
    "PatchHostIn": st.fixed_dictionaries({"display_name": own_texts}, optional={"ansible_host": own_texts}),
    "ViewIn": st.fixed_dictionaries({"name": st.sampled_from(["ours", "web"]), "configuration": configurations}),
    "ViewPatch": st.fixed_dictionaries({"org_wide": st.booleans()}, optional={"configuration": configurations}),
    "DefaultViewIn": st.fixed_dictionaries({"view_id": uuids}),
    "StalenessIn": st.dictionaries(
        st.sampled_from([f"conventional_time_to_{name}" for name in ("stale", "stale_warning", "delete")]),
        st.sampled_from([90_000, 200_000, 700_000, 5_000_000]),
    ),
    "FactsIn": st.fixed_dictionaries({"rack": own_texts}),
    "GroupIn": st.fixed_dictionaries({}, optional={"name": own_texts, "host_ids": lists_of_hosts}),
    "HostIdsIn": lists_of_hosts,
    "HostCheckIn": st.fixed_dictionaries({"insights_id": uuids})
    | st.fixed_dictionaries({"subscription_manager_id": uuids, "fqdn": texts})
    | st.fixed_dictionaries({"provider_id": provider_ids, "provider_type": st.just("aws")}),
}
BY_KIND: dict[type, st.SearchStrategy[str]] = {
    Boolean: st.sampled_from(["true", "false"]),
    Uuid: uuids,
    Instant: instants,
    TagText: tags,
}


def texts_of(kind: Kind) -> st.SearchStrategy[str]:
    """Values of a parameter, as they are sent: well formed, and as often the neighbour's as ours."""
    match kind:
        case Choice(words) | Pattern(documented=words):
            return st.sampled_from(words)
        case Integer(minimum=minimum, maximum=maximum):
            return st.sampled_from([minimum, minimum + 1, min(maximum, 100)]).map(str)
    return BY_KIND.get(type(kind), texts)


@dataclass(frozen=True)
class Sent:
    """A request of ours."""

    method: str
    path: str
    body: Any
    caller: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All that it says."""
        return unquote(self.path) + str(self.body)


@st.composite
def requests(draw: st.DrawFn) -> Sent:
    """Any operation with any of its parameters."""
    base, operation = draw(st.sampled_from(OPERATIONS))
    path, pairs = base + operation.path, []
    for parameter in operation.parameters:
        if parameter.place == "path":
            value = draw(_path_value(parameter))
            path = path.replace(f"{{{parameter.name}}}", quote(value, safe=","))
    for parameter in draw(_some(operation)):
        repeats = draw(st.integers(1, 2)) if parameter.is_list else 1
        pairs += [(parameter.name, draw(texts_of(parameter.kind))) for _ in range(repeats)]
    for parameter in operation.objects:
        pairs += draw(st.lists(objects[parameter.name], max_size=1))
    query = "&".join(f"{quote(name, safe='[]')}={quote(value)}" for name, value in pairs)
    header = draw(st.sampled_from([{}, {}, {"x-inventory-org-id": NEIGHBOUR}]))
    body = draw(_body(operation))
    return Sent(operation.method, f"{path}?{query}", body, draw(callers), header)


def _some(operation: Operation) -> st.SearchStrategy[Sequence[Parameter]]:
    declared = [parameter for parameter in operation.parameters if parameter.place == "query"]
    required = [parameter for parameter in declared if parameter.is_required]
    optional = st.lists(st.sampled_from(declared), max_size=3, unique_by=lambda p: p.name) if declared else st.just([])
    return optional.map(lambda chosen: [*required, *(p for p in chosen if not p.is_required)])


def _path_value(parameter: Parameter) -> st.SearchStrategy[str]:
    if parameter.name == HOST_IDS:
        return host_ids
    if parameter.name == "group_id":
        return some_groups
    if parameter.name == "group_id_list":
        return group_ids
    if parameter.name == "view_id":
        return uuids
    return st.just(THEIR_EXPORT) if parameter.name == "id" else st.sampled_from(["ours", "zebra facts"])


def _body(operation: Operation) -> st.SearchStrategy[Any]:
    if (operation.method, operation.path) == ("POST", "/exports"):
        return st.just({"name": "ours", "format": "json", "sources": [SOURCE]})
    return bodies[operation.body.name] if operation.body else st.none()


@pytest.fixture
def ours(make_application: MakeApplication, sql: Sql) -> Client:
    settle_neighbour(sql)
    return Client(make_application())


@given(sent=st.lists(requests(), min_size=1, max_size=6))
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_nothing_of_another_organisation_is_seen_or_changed(ours: Client, sql: Sql, sent: list[Sent]) -> None:
    settle_us(sql)
    theirs = all_theirs(sql)
    for request in sent:
        client = ours.as_(CALLERS[request.caller])
        answer = client.request(request.method, request.path, body=request.body, headers=request.headers)
        assert answer.status < 500, (request, answer.content)
        assert not foreign(answer, request), (request, answer.content)
        if request.path.startswith(BASE):
            # We may make groups and views, one a request, beside the two that we have.
            makes_more = request.path.startswith((f"{BASE}/groups?", f"{BASE}/beta/views?", f"{BASE}/resource-types"))
            most = MOST + len(sent) if makes_more else MOST
            assert all(amount <= most for amount in amounts(answer)), (request, answer.content)
    assert all_theirs(sql) == theirs


def foreign(answer: Answer, request: Sent) -> set[str]:
    """What of the neighbour an answer shows. Refusals, and links in lists of exports, may repeat what was sent."""
    found = tokens(answer.content.decode())
    repeats = answer.status >= 400 or request.path.startswith(EXPORT_BASE)
    return {token for token in found if not (repeats and token in request.text)}


def amounts(answer: Answer) -> list[int]:
    """The numbers of things that an answer tells."""
    document = orjson.loads(answer.content) if answer.content_type == "application/json" else None
    found = []
    todo = [document]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            found += [value for name, value in part.items() if name in AMOUNTS and isinstance(value, int)]
        todo += part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
    return found


def test_the_neighbour_is_found_by_its_own_people(ours: Client, sql: Sql) -> None:
    """What the property looks for is there to be found."""
    theirs = ours.as_(user_identity(NEIGHBOUR))
    for path in ("/hosts", f"/hosts/{THEIR_IDS[-1]}/system_profile", "/tags", "/system_profile/sap_sids", "/groups"):
        answer = theirs.get(path)
        assert answer.status == 200
        assert tokens(answer.content.decode())
    assert theirs.get(f"/groups/{THEIR_GROUP}/hosts").json["total"] == len(THEIR_IDS)
    assert theirs.get("/hosts").json["total"] == len(THEIR_IDS) > MOST
    assert theirs.get(f"{EXPORT_BASE}/exports/{THEIR_EXPORT}/status").status == 200


@pytest.mark.parametrize("query", ["per_page=1", "per_page=1&order_by=display_name", "per_page=1&order_by=group_name"])
def test_a_cursor_of_another_organisation_is_refused(ours: Client, sql: Sql, query: str) -> None:
    settle_us(sql)
    first = ours.as_(user_identity(NEIGHBOUR)).get(f"/hosts?{query}&cursor=")
    link = first.headers["link"].partition("<")[2].partition(">")[0]
    [cursor] = parse_qs(urlsplit(link).query)["cursor"]
    assert cursor
    assert ours.as_(user_identity(NEIGHBOUR)).get(link).status == 200
    answer = ours.get(f"/hosts?{query}&cursor={cursor}")
    assert answer.status == 400
    assert "cursor" in answer.json["detail"]
