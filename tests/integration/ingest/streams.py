"""Streams of records for property tests: a few hosts that many reports, profiles, applications and workspaces meet.

Ids, names and values come from small pools, so that records collide: they find, rename, contradict and repeat each
other. A record names organisations, stored hosts and groups by letter or number; `tests.integration.ingest.worlds`
puts real ids in.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.support.factories import ZERO_UUID, Json

ORGS = "AB"
STORED_HOSTS = 4
WORKSPACES = 2

S1, S2, S3, I1, I2, I3, C1, C2 = (f"{digit}f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80" for digit in "12345678")
P_AWS = {"provider_id": "p", "provider_type": "aws"}
Q_AWS = {"provider_id": "Q", "provider_type": "AWS"}
P_GCP = {"provider_id": "p", "provider_type": "gcp"}

REPORTERS = ("puptoo", "rhsm-conduit", "rhsm-system-profile-bridge", "yupana", "satellite", "discovery")


@dataclass(frozen=True)
class Report:
    """A record of the ingress topic."""

    org: str
    data: Json
    sender: str = "user"
    """`user`, `stranger` of another organisation, `nobody`, or the name of a machine."""
    envelope: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """A record of the system-profile topic."""

    org: str
    data: Json
    host: int | None = None
    """Number of a stored host; None when facts in `data` have to find one."""


@dataclass(frozen=True)
class AppData:
    """A record of the application data topic: what is said about stored hosts by number."""

    application: str
    org: str
    timestamp: datetime
    hosts: tuple[tuple[int, Json], ...]


@dataclass(frozen=True)
class Workspace:
    """A record of the workspace topic about a workspace by number."""

    operation: str
    org: str
    number: int
    name: str
    modified: datetime | None = None


@dataclass(frozen=True)
class Junk:
    """A record of the ingress topic that is no host message."""

    value: bytes


type Step = Report | Profile | AppData | Workspace | Junk


@dataclass(frozen=True)
class Stored:
    """A host that is there before the stream begins."""

    org: str
    age: timedelta
    """Since its last check-in."""
    columns: Json
    workspace: int | None
    """Number of its workspace; None for the ungrouped group."""
    static: Json
    dynamic: Json


def _optional(**fields: Any) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({}, optional=fields)


id_facts = _optional(
    provider=st.sampled_from([P_AWS, P_AWS, Q_AWS, P_GCP]),
    subscription_manager_id=st.sampled_from([S1, S1.upper(), S2, S3]),
    insights_id=st.sampled_from([I1, I2, I3.upper(), I3, ZERO_UUID, None]),
).map(lambda drawn: drawn.pop("provider", {}) | drawn)
names = st.sampled_from(["one", "two", "a.example", "b.example"])
tag_values = st.lists(st.sampled_from(["v", "w", "", None]), max_size=2)
tags = st.dictionaries(
    st.sampled_from(["ns", "env", "", "null"]),
    st.none() | st.dictionaries(st.sampled_from(["k", "l"]), st.none() | tag_values, max_size=2),
    max_size=2,
) | st.lists(
    st.fixed_dictionaries(
        {"key": st.sampled_from(["k", "l"])},
        optional={"namespace": st.sampled_from([None, "ns", "null"]), "value": st.sampled_from([None, "v", "w"])},
    ),
    max_size=2,
)
facts = st.lists(
    st.fixed_dictionaries(
        {
            "namespace": st.sampled_from(["rhsm", "qpc", ""]),
            "facts": st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from([1, True, None, "x"]), max_size=2),
        }
    ),
    max_size=2,
)
_DIGEST = "sha256:" + "a" * 64
workloads = _optional(
    mssql=st.sampled_from([{"version": "15"}, {}]),
    sap=st.sampled_from([{"sap_system": True, "sids": ["ABC"]}, {"sids": ["XYZ"]}]),
    oracle_db=st.just({"is_running": True}),
)
slow_profile = _optional(
    arch=st.sampled_from(["x86_64", "arm", ""]),
    number_of_cpus=st.sampled_from([2, "4"]),
    owner_id=st.sampled_from([C1, C2]),
    rhsm=st.sampled_from([{}, {"version": "8"}, {"version": "9"}, {"environment_ids": ["e"]}]),
    host_type=st.sampled_from(["edge", "conventional"]),
    bootc_status=st.sampled_from([{}, {"booted": {"image_digest": _DIGEST}}]),
    yum_repos=st.sampled_from([[], [{"id": "r", "unknown": 1}]]),
)
fast_profile = _optional(
    cpu_flags=st.sampled_from([[], ["fpu"]]),
    last_boot_time=st.sampled_from(["2030-01-02T03:04:05", "2030-01-02T03:04:05+02:00"]),
    workloads=workloads,
    sap_sids=st.sampled_from([["OLD"]]),
    mssql=st.just({"version": "12"}),
)
profiles = st.tuples(slow_profile, fast_profile, st.sampled_from([{}, {}, {"surprise": 1}])).map(
    lambda parts: parts[0] | parts[1] | parts[2]
)
descriptions = _optional(
    display_name=names,
    fqdn=st.sampled_from([None, "A.example", "b.example"]),
    ansible_host=st.sampled_from(["", "x"]),
    bios_uuid=st.sampled_from([None, C1]),
    ip_addresses=st.sampled_from([None, [], ["10.0.0.1"]]),
    account=st.sampled_from(["1", "2"]),
    openshift_cluster_id=st.just(C2),
    tags=tags,
    facts=facts,
    system_profile=profiles,
)
envelopes = st.sampled_from([{}, {}, {}] + [{"operation_args": {"defer_to_reporter": who}} for who in REPORTERS[:4]])
reporters = st.sampled_from(REPORTERS)
organisations = st.sampled_from("AAB")


def reports(
    ids: st.SearchStrategy[Json] = id_facts, envelopes: st.SearchStrategy[Json] = envelopes
) -> st.SearchStrategy[Report]:
    """Reports with the given ID facts; some break a rule."""
    data = st.tuples(ids, descriptions, reporters).map(lambda parts: parts[0] | parts[1] | {"reporter": parts[2]})
    sender = st.sampled_from(["user"] * 6 + [C1, C2, S1, "nobody", "stranger"])
    return st.builds(Report, organisations, data, sender, envelopes)


junk = st.builds(Junk, st.sampled_from([b"junk", b"[]", b'{"operation": "add_host", "data": {}, "more": 1}']))
unstorable = st.builds(
    Report,
    organisations,
    st.sampled_from(
        [
            {"reporter": "puptoo", "subscription_manager_id": "bad"},
            {"reporter": "puptoo", "fqdn": "a.example"},
            {"reporter": "puptoo", "insights_id": I1, "provider_id": "p"},
            {"reporter": "puptoo", "insights_id": I1, "tags": None},
            {"reporter": "puptoo", "insights_id": I1, "system_profile": {"arch": 1}},
            {"insights_id": I1},
        ]
    ),
)
host_stream = st.one_of(reports(), reports(), reports(), reports(), unstorable, junk)

# A provider's id is always told, so weaker facts may be shared; elsewhere no two hosts share a fact.
_steady_facts = st.one_of(
    _optional(subscription_manager_id=st.sampled_from([S1, S2]), insights_id=st.sampled_from([I1, I2])).flatmap(
        lambda weaker: st.sampled_from([P_AWS | weaker, Q_AWS | weaker, P_GCP | weaker])
    ),
    _optional(insights_id=st.sampled_from([I3, C1, None])).map(
        lambda weaker: {"subscription_manager_id": S3, **weaker}
    ),
    st.just({"insights_id": C2}),
)
steady_reports = reports(_steady_facts, st.sampled_from([{}, {"operation_args": {"defer_to_reporter": "puptoo"}}]))
"""Reports that name each host by its strongest ID fact, which never moves to another host."""

profile_updates = st.builds(
    Profile,
    organisations,
    st.tuples(id_facts, profiles).map(lambda parts: parts[0] | {"system_profile": parts[1]}),
    st.none() | st.integers(0, STORED_HOSTS - 1),
)

INSTANTS = [datetime(2030, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
advisor_data = _optional(
    recommendations=st.sampled_from([1, "2", None]), critical=st.sampled_from([3, 4]), low=st.sampled_from([5, 2**40])
)
malware_data = _optional(last_status=st.sampled_from(["Clean", None]), last_matches=st.sampled_from([0, 1]))


def app_data(instants: st.SearchStrategy[datetime]) -> st.SearchStrategy[AppData]:
    """Messages of two applications about stored hosts, most often the first one, and about one that does not exist."""
    numbers = st.sampled_from([0, 0, 0, *range(STORED_HOSTS + 1)])
    kinds = [
        st.builds(
            AppData,
            st.just(application),
            organisations,
            instants,
            st.lists(st.tuples(numbers, data), max_size=3).map(tuple),
        )
        for application, data in (("advisor", advisor_data), ("malware", malware_data))
    ]
    return st.one_of(kinds)


workspaces = st.builds(
    Workspace,
    st.sampled_from(["create", "update", "update", "delete"]),
    st.just("A"),
    st.integers(0, WORKSPACES - 1),
    st.sampled_from(["Web", "Lab", ""]),
    st.none() | st.sampled_from(INSTANTS),
)


def _of_living(changes: list[Workspace]) -> list[Workspace]:
    """Without changes of workspaces that were not created before, which a database does not tell."""
    living: set[int] = set()
    told = []
    for change in changes:
        if change.operation == "create":
            living.add(change.number)
        if change.number in living:
            told.append(change)
        if change.operation == "delete":
            living.discard(change.number)
    return told


steady_workspaces = st.lists(workspaces, min_size=1, max_size=12).map(_of_living).filter(bool)

stored_hosts = st.lists(
    st.builds(
        Stored,
        organisations,
        st.sampled_from([timedelta(minutes=1), timedelta(days=3), timedelta(days=29), timedelta(days=31)]),
        st.tuples(
            id_facts.map(lambda drawn: {name: value.lower() for name, value in drawn.items() if value}),
            _optional(
                display_name=names,
                display_name_reporter=st.sampled_from(["API", "puptoo"]),
                fqdn=st.sampled_from(["a.example", "b.example"]),
                tags=st.just({"null": {"k": ["v"]}, "ns": {}}),
                facts=st.just({"rhsm": {"a": True}}),
                reporter=reporters,
                openshift_cluster_id=st.just(C2),
            ),
        ).map(lambda parts: parts[1] | parts[0]),
        st.none() | st.integers(0, WORKSPACES - 1),
        st.sampled_from([{}, {"arch": "s390x"}, {"owner_id": C2, "rhsm": {"version": "7"}, "host_type": "edge"}]),
        st.sampled_from([{}, {"cpu_flags": ["old"], "workloads": {"mssql": {"version": "1"}}}]),
    ),
    min_size=1,
    max_size=STORED_HOSTS,
)
