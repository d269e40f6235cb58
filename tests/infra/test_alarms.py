"""What operators are told of, and can look at."""

import json
from pathlib import Path
from typing import Any

import pytest

from hbi.settings import MetricsSettings
from tests.infra.template import Templates, text


@pytest.mark.parametrize(
    ("metric", "statistic", "above"),
    [
        pytest.param("inventory_rejected_records", "Sum", 100, id="many records are refused"),
        pytest.param("inventory_event_outbox_age_seconds", "Maximum", 300, id="events do not leave"),
        pytest.param("inventory_export_stuck_count", "Sum", 0, id="exports get stuck"),
    ],
)
def test_alarms_watch_the_metrics_that_functions_write(
    stacks: Templates, metric: str, statistic: str, above: float
) -> None:
    alarms = stacks.of_type("AWS::CloudWatch::Alarm").values()
    (alarm,) = [alarm for alarm in alarms if alarm.get("MetricName") == metric]
    assert alarm["Namespace"] == MetricsSettings.load(stacks.environment("ingest")).metrics_namespace
    assert (alarm["Statistic"], alarm["Threshold"], alarm.get("Dimensions")) == (statistic, above, None)


def test_an_export_that_fails_by_our_fault_alarms_and_one_without_hosts_does_not(stacks: Templates) -> None:
    alarms = stacks.of_type("AWS::CloudWatch::Alarm").values()
    watched = [alarm for alarm in alarms if alarm.get("MetricName") == "export_service_message_handler_failures"]
    assert [alarm["Dimensions"] for alarm in watched] == [[{"Name": "code", "Value": "500"}]]


def test_the_dashboard_shows_metrics_that_exist(stacks: Templates, project_root: Path) -> None:
    page = json.loads(text(stacks.only("AWS::CloudWatch::Dashboard")["DashboardBody"]))
    shown: list[list[Any]] = [metric for graph in page["widgets"] for metric in graph["properties"]["metrics"]]
    own = {name for namespace, name, *_ in shown if not namespace.startswith("AWS/")}
    namespace = MetricsSettings.load(stacks.environment("api")).metrics_namespace
    assert {namespace for namespace, *_ in shown} == {namespace, "AWS/Lambda", "AWS/RDS"}
    code = "".join(
        file.read_text()
        for folder in ("functions", "layers/common/python")
        for file in (project_root / folder).rglob("*.py")
    )
    assert len(own) > 15
    assert [name for name in own if f'"{name}"' not in code and not is_composed(name, code)] == []


def is_composed(name: str, code: str) -> bool:
    """Whether the code makes it of a stem and what became of the matter."""
    stem, _, outcome = name.rpartition("_")
    return outcome in {"successes", "failures", "seconds"} and f'"{stem}"' in code
