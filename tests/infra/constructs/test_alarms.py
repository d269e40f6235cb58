"""What operators are told of, and can look at."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from hbi.settings import MetricsSettings
from infra.constructs.watching import boards
from tests.infra.conftest import Deploy
from tests.infra.template import Templates, text

_EDGE = ("firewall-refuses-requests", "requests-fail-before-the-api")
"""Sections about alarms that only a deployment with a firewall has (`test_edge.py`)."""


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


def test_the_dashboards_show_metrics_that_exist(stacks: Templates, project_root: Path) -> None:
    pages = [json.loads(text(page["DashboardBody"])) for page in stacks.of_type("AWS::CloudWatch::Dashboard").values()]
    graphs = [graph for page in pages for graph in page["widgets"]]
    shown: list[list[Any]] = [metric for graph in graphs for metric in graph["properties"]["metrics"]]
    own = {name for namespace, name, *_ in shown if not namespace.startswith("AWS/")}
    namespace = MetricsSettings.load(stacks.environment("api")).metrics_namespace
    assert {namespace for namespace, *_ in shown} == {namespace, "AWS/Lambda", "AWS/RDS", "AWS/ApiGateway"}
    assert len(pages) == 2
    assert len(own) > 15
    assert unknown(own, project_root) == []


def test_alarms_watch_own_metrics_that_exist(stacks: Templates, project_root: Path) -> None:
    namespace = MetricsSettings.load(stacks.environment("api")).metrics_namespace
    own = {alarm["MetricName"] for alarm in _alarms(stacks).values() if alarm.get("Namespace") == namespace}
    assert len(own) >= 6
    assert unknown(own, project_root) == []


def test_every_alarm_leads_to_its_section_of_the_runbook(stacks: Templates, project_root: Path) -> None:
    known = sections((project_root / "docs/runbook.md").read_text())
    led_to = dict.fromkeys(_EDGE, "the edge")
    for name, alarm in _alarms(stacks).items():
        page, _, anchor = alarm["AlarmDescription"].rpartition(" ")[2].partition("#")
        assert page == "docs/runbook.md", name
        led_to[anchor] = name
    assert led_to.keys() == known.keys()
    for anchor, section in known.items():
        assert re.search(r"\*Symptom\.\*.+\*Check\.\*.+\*Action\.\*", section, re.DOTALL), anchor


def test_alarms_say_where_they_ring_and_go_to_the_topic(deploy: Deploy) -> None:
    topic = "arn:aws:sns:eu-west-1:111122223333:on-call"
    rung = deploy({"stage": "staging", "alarmTopicArn": topic, "runbookUrl": "https://wiki.example/runbook"})
    for alarm in _alarms(rung).values():
        assert alarm["AlarmActions"] == alarm["OKActions"] == [topic]
        assert alarm["AlarmDescription"].startswith("Host inventory (staging): ")
        assert "https://wiki.example/runbook#" in alarm["AlarmDescription"]


@pytest.mark.parametrize(
    "watched",
    [
        pytest.param(("AWS/ApiGateway", "5xx"), id="failing requests"),
        pytest.param(("AWS/ApiGateway", "Latency"), id="slow requests"),
        pytest.param(("AWS/Lambda", "OffsetLag"), id="offset lag"),
        pytest.param(("AWS/S3", "PutRequests"), id="failed batches"),
        pytest.param(("AWS/RDS", "DatabaseConnections"), id="connections"),
        pytest.param(("AWS/RDS", "ACUUtilization"), id="capacity"),
        pytest.param(("AWS/RDS", "TransactionLogsDiskUsage"), id="replication slots"),
        pytest.param(("HostInventory", "inventory_culled_hosts_left"), id="backlog of the reaper"),
        pytest.param(("HostInventory", "inventory_reaper_fail_count"), id="failing upkeep"),
    ],
)
def test_what_an_operator_needs_to_hear_of_is_watched(stacks: Templates, watched: tuple[str, str]) -> None:
    assert watched in {(alarm.get("Namespace"), alarm.get("MetricName")) for alarm in _alarms(stacks).values()}


def test_connections_alarm_before_the_database_has_none_left(stacks: Templates) -> None:
    (alarm,) = [alarm for alarm in _alarms(stacks).values() if alarm.get("MetricName") == "DatabaseConnections"]
    assert alarm["Threshold"] == 4000  # of 5,000 with 32 ACU


def test_the_bucket_of_failed_batches_counts_what_is_put_there(stacks: Templates) -> None:
    (bucket,) = [b for i, b in stacks.of_type("AWS::S3::Bucket").items() if i.startswith("FailedBatches")]
    (alarm,) = [alarm for alarm in _alarms(stacks).values() if alarm.get("MetricName") == "PutRequests"]
    filters = {dimension["Name"]: text(dimension["Value"]) for dimension in alarm["Dimensions"]}
    assert [{"Id": filters["FilterId"]}] == bucket["MetricsConfigurations"]


def test_grafanas_board_is_the_one_of_the_code_and_shows_metrics_that_exist(project_root: Path) -> None:
    assert (project_root / boards.BOARD).read_text() == boards.text(), "run: make grafana"
    names = set(re.findall(r"rate\((\w+?)(?:_total|_sum|_count)\[", boards.text()))
    assert len(names) > 10
    assert unknown(names, project_root) == []


def _alarms(stacks: Templates) -> dict[str, Any]:
    return stacks.of_type("AWS::CloudWatch::Alarm")


def sections(page: str) -> dict[str, str]:
    """Sections of a page by their anchor, as GitHub makes it."""
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)[1:]
    return {title.lower().replace(" ", "-"): section for title, section in zip(parts[::2], parts[1::2], strict=True)}


def unknown(names: Iterable[str], project_root: Path) -> list[str]:
    """Names of metrics that the code does not write."""
    code = "".join(
        file.read_text()
        for folder in ("functions", "layers/common/python")
        for file in (project_root / folder).rglob("*.py")
    )
    return [name for name in names if f'"{name}"' not in code and not is_composed(name, code)]


def is_composed(name: str, code: str) -> bool:
    """Whether the code makes it of a stem and what became of the matter."""
    stem, _, outcome = name.rpartition("_")
    return outcome in {"successes", "failures", "seconds"} and f'"{stem}"' in code
