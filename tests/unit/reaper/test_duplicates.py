"""Which host of duplicates stays (contract: export-reaper-jobs 5.3)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hbi.ids import ZERO_UUID
from hbi.reaper.jobs.duplicates import KnownHost, superfluous

NOW = datetime(2031, 5, 1, tzinfo=UTC)
INSIGHTS = "aaaaaaaa-0000-4000-8000-000000000001"


def host(number: int, *, age: int | None = 0, **facts: str | None) -> KnownHost:
    """A host that checked in `age` days ago; None is never."""
    known: dict[str, str | None] = {
        "provider_id": None,
        "provider_type": None,
        "subscription_manager_id": None,
        "insights_id": ZERO_UUID,
    }
    checked_in = None if age is None else NOW - timedelta(days=age)
    return KnownHost(id=str(UUID(int=number)), last_check_in=checked_in, **{**known, **facts})


def gone(*hosts: KnownHost, by_subscription: bool = False) -> set[int]:
    found = superfluous(hosts, [each.id for each in hosts], by_subscription=by_subscription)
    return {UUID(host_id).int for host_id in found}


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        pytest.param([host(1, insights_id=INSIGHTS), host(2, insights_id=INSIGHTS, age=1)], {2}, id="latest stays"),
        pytest.param([host(1, insights_id=INSIGHTS, age=1), host(2, insights_id=INSIGHTS)], {1}, id="whatever its id"),
        pytest.param([host(2, insights_id=INSIGHTS), host(1, insights_id=INSIGHTS)], {2}, id="of equals the first id"),
        pytest.param(
            [host(1, insights_id=INSIGHTS, age=None), host(2, insights_id=INSIGHTS, age=9000)],
            {1},
            id="never checked in is the oldest",
        ),
        pytest.param([host(1), host(2)], set(), id="zeros are no insights id"),
        pytest.param(
            [host(1, subscription_manager_id=""), host(2, subscription_manager_id="")], set(), id="nor is empty a fact"
        ),
        pytest.param(
            [
                host(1, subscription_manager_id="s", insights_id=INSIGHTS),
                host(2, subscription_manager_id="t", insights_id=INSIGHTS),
            ],
            set(),
            id="a weaker fact is not looked at",
        ),
        pytest.param(
            [host(1, subscription_manager_id="s", insights_id=INSIGHTS, age=3), host(2, insights_id=INSIGHTS)],
            {1},
            id="but a host that has only the weaker one finds those that have more",
        ),
        pytest.param(
            [host(1, subscription_manager_id="s", insights_id=INSIGHTS), host(2, insights_id=INSIGHTS, age=3)],
            {2},
            id="and goes itself when it is the older one",
        ),
        pytest.param(
            [
                host(1, provider_id="p", provider_type="aws", age=1),
                host(2, provider_id="p", provider_type="gcp"),
            ],
            set(),
            id="one provider id of two providers",
        ),
        pytest.param(
            [host(1, provider_id="p", provider_type="aws", age=1), host(2, provider_id="p")],
            {1},
            id="a provider without type does not contradict",
        ),
        pytest.param(
            [
                host(1, provider_id="p", provider_type="aws", subscription_manager_id="s"),
                host(2, provider_id="q", provider_type="aws", subscription_manager_id="s", age=1),
            ],
            set(),
            id="two providers with one subscription",
        ),
        pytest.param(
            [
                host(1, provider_id="p", provider_type="aws", subscription_manager_id="s", age=2),
                host(2, subscription_manager_id="s"),
            ],
            {1},
            id="one without provider finds one with a provider by the subscription",
        ),
        pytest.param(
            [
                host(1, provider_id="p", provider_type="aws", subscription_manager_id="s", age=2),
                host(2, provider_id="q", provider_type="aws", subscription_manager_id="s", age=1),
                host(3, subscription_manager_id="s", age=3),
            ],
            {1, 3},
            id="the searched one may go, and take one with it that nothing else would have found",
        ),
        pytest.param(
            [
                host(1, subscription_manager_id="s", age=1),
                host(2, subscription_manager_id="s", insights_id=INSIGHTS, age=2),
                host(3, insights_id=INSIGHTS, age=3),
            ],
            {2},
            id="what is gone is not met any more",
        ),
    ],
)
def test_rule(hosts: list[KnownHost], expected: set[int]) -> None:
    assert gone(*hosts) == expected


def test_only_subscriptions_count_where_they_are_the_ids_of_hosts() -> None:
    one = host(1, provider_id="p", provider_type="aws", subscription_manager_id="s", age=1)
    two = host(2, provider_id="q", provider_type="gcp", subscription_manager_id="s")
    three = host(3, provider_id="p", provider_type="aws")
    assert gone(one, two, three, by_subscription=True) == {1}


few = st.sampled_from(["a", "b"])
hosts = st.builds(
    host,
    st.integers(1, 30),
    age=st.none() | st.integers(0, 3),
    provider_id=st.none() | few,
    provider_type=st.none() | few,
    subscription_manager_id=st.none() | few,
    insights_id=st.sampled_from([ZERO_UUID, INSIGHTS]),
)


@given(st.lists(hosts, max_size=8, unique_by=lambda known: known.id))
def test_one_of_each_stays_and_a_second_run_finds_nothing(known: list[KnownHost]) -> None:
    left_out = gone(*known)
    left = [each for each in known if UUID(each.id).int not in left_out]
    assert bool(left) is bool(known)
    assert gone(*left) == set()
    for each in known:
        if UUID(each.id).int in left_out:
            assert any(each.facts() and set(each.facts()) & set(other.facts()) for other in known if other != each)
