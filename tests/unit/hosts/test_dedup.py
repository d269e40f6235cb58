"""Which stored host a report is about (contract: ingest-and-events 7)."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hbi.ids import ZERO_UUID
from hbi.ingest.messages.report import HostReport, parse_report
from hbi.ingest.storing.matching import Candidates
from hbi.ingest.storing.merge import HostState, create_host, update_host
from hbi.staleness.window import StalenessSettings

NOW = datetime(2031, 4, 5, 12, tzinfo=UTC)
STALENESS = StalenessSettings(timedelta(hours=29), timedelta(days=7), timedelta(days=30))
SETTINGS = {"A": STALENESS, "B": STALENESS}
MICROSECOND = timedelta(microseconds=1)

I1, I2, S1, S2 = (f"{n}f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80" for n in range(1, 5))
P_AWS = {"provider_id": "p", "provider_type": "aws"}
Q_AWS = {"provider_id": "q", "provider_type": "aws"}
P_GCP = {"provider_id": "p", "provider_type": "gcp"}

_ids = count(1)


def insights(value):
    return {"insights_id": value}


def subman(value):
    return {"subscription_manager_id": value}


def stored(age=timedelta(0), org_id="A", **facts):
    """A host that checked in `age` ago."""
    fields = {"last_check_in": NOW - age, "modified_on": NOW - age, **facts}
    return HostState(org_id=org_id, id=f"{next(_ids):032x}", reporter="r", **fields)


def reported(org_id="A", **facts):
    return parse_report({"org_id": org_id, "reporter": "r", **facts})


def found(hosts, report):
    """Position of the host that the report is about; None for a new host."""
    host = Candidates(SETTINGS, hosts).find(report, NOW)
    return None if host is None else [candidate.id for candidate in hosts].index(host.id)


@pytest.mark.parametrize(
    ("hosts", "facts", "expected"),
    [
        pytest.param([subman(S1)], subman(S1) | insights(I1), 0, id="subman matches, insights_id is added"),
        pytest.param(
            [subman(S1) | insights(I1)], subman(S2) | insights(I1), 0, id="subman misses, insights_id matches"
        ),
        pytest.param([P_AWS | subman(S1)], P_AWS | subman(S2), 0, id="the provider matches, subman is replaced"),
        pytest.param([P_AWS | subman(S1)], Q_AWS | subman(S1), None, id="another provider_id forbids the match"),
        pytest.param([P_AWS | subman(S1)], P_GCP | subman(S1), None, id="another provider_type forbids the match"),
        pytest.param([P_AWS | subman(S1)], subman(S1), 0, id="no provider sent: subman matches"),
        pytest.param([subman(S1)], P_AWS | subman(S1), 0, id="no provider stored: subman matches"),
        pytest.param([insights(I1)], P_AWS | insights(I1), 0, id="no provider stored: insights_id matches"),
        pytest.param([P_AWS | insights(I1)], Q_AWS | insights(I1), None, id="another provider forbids insights_id too"),
        pytest.param([subman(S1), insights(I1)], subman(S1) | insights(I1), 0, id="subman comes before insights_id"),
        pytest.param(
            [subman(S1) | insights(I1), P_AWS],
            P_AWS | subman(S1) | insights(I1),
            1,
            id="the provider comes before the others",
        ),
        pytest.param([{"provider_id": "p"}], P_AWS, 0, id="a stored provider without type does not contradict"),
        pytest.param([subman(S2)], subman(S1), None, id="different values"),
        pytest.param(
            [{"fqdn": "web.example", "bios_uuid": I1}],
            subman(S1) | {"fqdn": "web.example", "bios_uuid": I1},
            None,
            id="other facts play no role",
        ),
        pytest.param(
            [insights(I1) | {"fqdn": "a.example"}],
            insights(I1) | {"fqdn": "b.example"},
            0,
            id="other facts contradict nothing",
        ),
        pytest.param([insights(I1) | {"org_id": "B"}], insights(I1), None, id="another organisation"),
        pytest.param(
            [subman(S1)],
            subman(S2) | insights(ZERO_UUID),
            None,
            id="a zero insights_id is no fact",
        ),
    ],
)
def test_decision_table(hosts, facts, expected):
    assert found([stored(**host) for host in hosts], reported(**facts)) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        pytest.param(stored(timedelta(days=6), **insights(I1)), 0, id="stale hosts match"),
        pytest.param(stored(timedelta(days=29), **insights(I1)), 0, id="hosts about to be culled match"),
        pytest.param(stored(STALENESS.delete - MICROSECOND, **insights(I1)), 0, id="until the last moment"),
        pytest.param(stored(STALENESS.delete, **insights(I1)), None, id="culled hosts do not"),
        pytest.param(stored(last_check_in=None, **insights(I1)), None, id="nor hosts that never checked in"),
    ],
)
def test_only_living_hosts_match(host, expected):
    assert found([host], reported(**insights(I1))) == expected


def test_each_organisation_has_its_own_limits():
    host = stored(timedelta(days=2), **insights(I1))
    short = StalenessSettings(timedelta(hours=1), timedelta(hours=2), timedelta(days=1))
    assert Candidates({"A": short}, [host]).find(reported(**insights(I1)), NOW) is None


def test_a_culled_host_does_not_hide_a_weaker_match():
    hosts = [stored(timedelta(days=31), **subman(S1)), stored(**insights(I1))]
    assert found(hosts, reported(**subman(S1), **insights(I1))) == 1


def test_a_contradicting_host_does_not_hide_a_weaker_match():
    hosts = [stored(**Q_AWS, **subman(S1)), stored(**insights(I1))]
    assert found(hosts, reported(**P_AWS, **subman(S1), **insights(I1))) == 1


@pytest.mark.parametrize("order", [pytest.param(1, id="older first"), pytest.param(-1, id="newer first")])
def test_the_most_recently_modified_of_several_wins(order):
    hosts = [stored(timedelta(hours=hours), **insights(I1)) for hours in (3, 2, 1)][::order]
    newest = max(range(3), key=lambda position: hosts[position].modified_on)
    assert found(hosts, reported(**insights(I1))) == newest


def test_of_hosts_changed_at_the_same_instant_the_last_one_wins():
    candidates = Candidates(SETTINGS)
    first, second = stored(**insights(I1)), stored(**insights(I1))
    candidates.add(second)
    candidates.add(first)
    assert candidates.find(reported(**insights(I1)), NOW) is first


def test_a_host_of_the_batch_is_found_and_follows_its_changes():
    candidates = Candidates(SETTINGS)
    host = create_host(reported(**subman(S1)), host_id=I2, groups=[], now=NOW)
    candidates.add(host)
    assert candidates.find(reported(**subman(S1), **insights(I1)), NOW) is host
    changed = update_host(host, reported(**subman(S2), **insights(I1)), now=NOW)
    candidates.reindex(changed)
    assert candidates.find(reported(**subman(S1)), NOW) is None
    assert candidates.find(reported(**subman(S2)), NOW) is changed
    assert candidates.find(reported(**insights(I1)), NOW) is changed


def test_a_host_may_be_changed_in_place():
    host = stored(**subman(S1))
    candidates = Candidates(SETTINGS, [host])
    host.subscription_manager_id = S2
    candidates.reindex(host)
    assert candidates.find(reported(**subman(S1)), NOW) is None
    assert candidates.find(reported(**subman(S2)), NOW) is host


def by_the_letter(hosts: list[HostState], report: HostReport, now: datetime) -> HostState | None:
    """The contract's steps A, B and C, word for word, over all hosts."""
    provider = {name: getattr(report, name) for name in ("provider_id", "provider_type") if getattr(report, name)}
    alone = [{name: getattr(report, name)} for name in ("subscription_manager_id", "insights_id")]
    steps = [provider] + [provider | fact for fact in alone if all(fact.values())]
    for facts in steps:
        matching = [
            host
            for host in hosts
            if host.org_id == report.org_id
            and host.last_check_in is not None
            and now < host.last_check_in + STALENESS.delete
            and all(_known(host, name) in {None, value} for name, value in facts.items())
            and any(_known(host, name) == value for name, value in facts.items() if name != "provider_type")
        ]
        if matching:
            return max(matching, key=lambda host: host.modified_on)
    return None


def _known(host, name):
    value = getattr(host, name)
    return None if value == ZERO_UUID else value


facts = st.fixed_dictionaries(
    {},
    optional={
        "insights_id": st.sampled_from([I1, I2, ZERO_UUID]),
        "subscription_manager_id": st.sampled_from([S1, S2]),
        "provider": st.sampled_from([P_AWS, Q_AWS, P_GCP]),
    },
).map(lambda drawn: drawn.pop("provider", {}) | drawn)
identifying = facts.filter(
    lambda drawn: drawn.keys() - {"insights_id"} or drawn.get("insights_id", ZERO_UUID) != ZERO_UUID
)
organisations = st.sampled_from("AB")


@given(
    hosts=st.lists(st.tuples(organisations, facts, st.integers(0, 32)), max_size=6),
    reports=st.lists(st.tuples(organisations, identifying), min_size=1, max_size=12),
)
@settings(deadline=None, max_examples=300)
def test_a_batch_gives_what_one_report_at_a_time_gives(hosts, reports):
    loaded = [
        stored(timedelta(days=days, microseconds=place), org_id, **known)
        for place, (org_id, known, days) in enumerate(hosts)
    ]
    candidates, one_by_one = Candidates(SETTINGS, loaded), {host.id: host for host in loaded}
    for place, (org_id, sent) in enumerate(reports):
        now = NOW + timedelta(seconds=1 + place)
        report = reported(org_id, **sent)
        match = candidates.find(report, now)
        expected = by_the_letter(list(one_by_one.values()), report, now)
        assert (match and match.id) == (expected and expected.id)
        if match:
            host = update_host(match, report, now=now)
            candidates.reindex(host)
        else:
            host = create_host(report, host_id=f"new {place}", groups=[], now=now)
            candidates.add(host)
        one_by_one[host.id] = host
