"""What scheduled work and exports are counted as (contract: export-reaper-jobs 1.5, 3 and 4)."""

from datetime import timedelta

import pytest

from hbi.problems import Unavailable
from tests.conftest import Sql
from tests.fixtures.metrics import Measure
from tests.support.exporting import Exports
from tests.support.factories import ORG, insert, stored_host
from tests.support.reaping import Reaper

CULLED = timedelta(days=31)


@pytest.mark.kafka
def test_culled_hosts(reaper: Reaper, sql: Sql, measured: Measure) -> None:
    for _ in range(6):
        stored_host(sql, age=CULLED)
    reaper.run("cull")
    values = measured()
    assert values["inventory_delete_host_count",] == [6]
    assert values["inventory_culled_hosts_left",] == [0]
    assert len(values["inventory_delete_host_commit_seconds",]) >= 2  # five hosts a chunk
    assert len(values["inventory_reaper_task_seconds", "task=cull"]) == 1


@pytest.mark.kafka
def test_relayed_events(reaper: Reaper, sql: Sql, measured: Measure) -> None:
    for _ in range(2):
        insert(
            sql,
            "host_events_outbox",
            {"org_id": ORG, "host_id": stored_host(sql)["id"], "event_type": "updated", "context": {}},
        )
    reaper.run("relay")
    values = measured()
    assert values["inventory_relayed_event_count",] == [2]
    assert values["inventory_event_outbox_rows",] == [0]


def test_a_task_that_fails(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, measured: Measure
) -> None:
    reaper_environment["HBI_DATABASE_URL"] = "postgresql://hbi@127.0.0.1:1/inventory"
    reaper: Reaper = request.getfixturevalue("reaper")
    with pytest.raises(Unavailable):
        reaper.run("notify")
    assert measured()["inventory_reaper_fail_count", "task=notify"] == [1]


def test_upkeep_of_exports(reaper: Reaper, exports: Exports, sql: Sql, measured: Measure) -> None:
    stored_host(sql)
    stuck, expired, _ = exports.create(), exports.create(), exports.create()
    sql("UPDATE hbi.exports SET status = 'running', progress_on = now() - interval '1 day' WHERE id = %s", (stuck.id,))
    sql("UPDATE hbi.exports SET status = 'failed', expires_on = '2001-01-01' WHERE id = %s", (expired.id,))
    reaper.run("exports")
    values = measured()
    assert values["inventory_export_stuck_count",] == [1]
    assert values["inventory_export_expired_count",] == [1]
    assert values["inventory_export_not_started_count",] == [1]


def test_an_export(exports: Exports, sql: Sql, measured: Measure) -> None:
    for _ in range(3):
        stored_host(sql)
    done = exports.done()
    exports.work(done)  # delivered again
    values = measured()
    assert values["export_service_message_handler_successes",] == [1]
    assert values["inventory_export_row_count",] == [3]
    assert values["inventory_export_size",] == [done.bytes]
    assert len(values["export_service_message_handler_seconds",]) == 1
    assert 0 < values["inventory_new_export_seconds",][0] < 60


def test_an_export_of_nothing(exports: Exports, measured: Measure) -> None:
    exports.done()
    values = measured()
    assert values["export_service_message_handler_failures", "code=404"] == [1]
    assert ("export_service_message_handler_successes",) not in values
