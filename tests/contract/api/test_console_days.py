"""GET /console/days: hosts that came and went, by day (contract: console 4)."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.api.routes.inventory import INVENTORY_APIS
from tests.fixtures.api import MakeHost
from tests.support.api import Answer, Client, FakeRbac, grant
from tests.support.factories import stored_group

PATH = "/console/days"


@pytest.fixture
def midday() -> datetime:
    """Noon of today in UTC: whole days before it are on other days, whatever the hour is."""
    return datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


def counted(answer: Answer) -> dict[str, tuple[int, int]]:
    """New and lost hosts by day, without the days on which nothing happened."""
    assert answer.status == 200
    days = [(entry["day"], (entry["new"], entry["lost"])) for entry in answer.json["days"]]
    assert [day for day, _ in days] == sorted(day for day, _ in days)
    return {day: numbers for day, numbers in days if any(numbers)}


def test_all_days_are_there(api: Client) -> None:
    before = datetime.now(UTC).date()
    days = [entry["day"] for entry in api.get(PATH).json["days"]]
    assert len(days) == 30
    assert before <= datetime.fromisoformat(days[-1]).date() <= datetime.now(UTC).date()
    assert days[0] == str(datetime.fromisoformat(days[-1]).date() - timedelta(days=29))


def test_hosts_count_on_the_days_they_came_and_went(api: Client, hosts: MakeHost, midday: datetime) -> None:
    def ago(days: int, hours: int = 0) -> datetime:
        return midday - timedelta(days=days, hours=hours)

    now = datetime.now(UTC)
    hosts(created_on=ago(3), last_check_in=now)
    hosts(created_on=ago(3, 11), last_check_in=now)
    hosts(created_on=ago(2, -11), last_check_in=now)
    hosts(created_on=ago(40), last_check_in=ago(5))
    hosts(created_on=ago(9), last_check_in=ago(9))
    day = {number: str(ago(number).date()) for number in (2, 3, 5, 9)}
    assert counted(api.get(PATH)) == {day[2]: (1, 0), day[3]: (2, 0), day[5]: (0, 1), day[9]: (1, 1)}


def test_what_nobody_sees_is_not_counted(api: Client, hosts: MakeHost, midday: datetime) -> None:
    hosts(created_on=midday - timedelta(days=20), last_check_in=midday - timedelta(days=400))
    hosts(created_on=midday - timedelta(days=3), org_id="654")
    assert counted(api.get(PATH)) == {}


@pytest.mark.parametrize(
    "created",
    [pytest.param(None, id="none"), pytest.param("infinity", id="infinite"), pytest.param("4000-01-01", id="late")],
)
def test_odd_instants_are_left_out(api: Client, hosts: MakeHost, created: str | None) -> None:
    hosts(created_on=created, last_check_in=datetime.now(UTC))
    assert counted(api.get(PATH)) == {}


def test_limited_permission(guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, sql: object) -> None:
    inside = stored_group(sql, name="in")
    created = hosts(group=inside)["created_on"]
    hosts(group=stored_group(sql, name="out"))
    rbac.grant(grant("inventory:hosts:read", inside["id"]))
    assert counted(guarded_api.get(PATH)) == {str(created.date()): (1, 0)}
    rbac.grant()
    assert guarded_api.get(PATH).status == 403


def test_it_is_not_described() -> None:
    assert not [operation for api in INVENTORY_APIS for operation in api.operations if operation.path == PATH]
