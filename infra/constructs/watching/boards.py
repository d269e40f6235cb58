"""What boards show: the functions' counters by kind of work. For CloudWatch the module `dashboard` draws them.

`python -m infra.constructs.watching.boards`, or `make grafana`, writes `docs/grafana/host-inventory.json` for what
Prometheus collects from `/metrics`.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

BOARD = "docs/grafana/host-inventory.json"

REQUESTS = {
    "inventory_request_count": "all",
    "inventory_request_client_error_count": "4xx",
    "inventory_request_server_error_count": "5xx",
    "inventory_login_failure_count": "no identity",
}
REPORTS = {
    "inventory_create_host_count": "new hosts",
    "inventory_update_host_count": "known hosts",
    "inventory_rejected_records": "refused",
}
EVENTS = {
    "inventory_event_producer_successes": "published",
    "inventory_event_producer_failures": "not taken",
    "inventory_deferred_publication_count": "left to the relay",
    "inventory_relayed_event_count": "relayed",
}
UPKEEP = {
    "inventory_delete_host_count": "deleted hosts",
    "inventory_stale_host_notification_success_count": "became stale",
    "inventory_reaper_fail_count": "failed tasks",
}
EXPORTS = {
    "inventory_create_export": "asked for",
    "export_service_message_handler_successes": "done",
    "export_service_message_handler_failures": "failed",
    "inventory_export_row_count": "rows",
}
GROUPS = {
    "inventory_create_group_count": "made",
    "inventory_update_group_count": "changed",
    "inventory_delete_group_count": "removed",
}

_COUNTED_BY_API = {"Requests": REQUESTS, "Events": EVENTS, "Exports": EXPORTS, "Groups": GROUPS}
"""Only the API function answers `/metrics`, with what it has counted itself."""

_TIMED_BY_API = {
    "Time of requests": ("inventory_request_processing_seconds", "operation"),
    "Time of other services": ("inventory_outbound_http_response_time_seconds", "dependency"),
}

_WIDTH, _HEIGHT = 12, 8
_SOURCE = {"type": "prometheus", "uid": "${source}"}


def grafana() -> dict[str, Any]:
    """The board for Grafana: rates of what is counted, quantiles of what is timed."""
    graphs = [_counted(title, counters) for title, counters in _COUNTED_BY_API.items()]
    graphs += [_timed(title, name, label) for title, (name, label) in _TIMED_BY_API.items()]
    for number, graph in enumerate(graphs):
        place = {"x": _WIDTH * (number % 2), "y": _HEIGHT * (number // 2), "w": _WIDTH, "h": _HEIGHT}
        graph |= {"id": number + 1, "gridPos": place}
    source = {"name": "source", "type": "datasource", "query": "prometheus", "label": "Prometheus"}
    return {
        "title": "Host inventory",
        "uid": "host-inventory",
        "schemaVersion": 39,
        "editable": True,
        "time": {"from": "now-6h", "to": "now"},
        "refresh": "1m",
        "templating": {"list": [source]},
        "panels": graphs,
    }


def _counted(title: str, counters: Mapping[str, str]) -> dict[str, Any]:
    return _graph(
        title, "ops", {f"sum(rate({name}_total[$__rate_interval]))": label for name, label in counters.items()}
    )


def _timed(title: str, name: str, label: str) -> dict[str, Any]:
    """The mean: an instance of the function has too few requests for quantiles that mean something."""
    seconds, number = (f"sum by ({label}) (rate({name}_{part}[$__rate_interval]))" for part in ("sum", "count"))
    return _graph(title, "s", {f"{seconds} / {number}": f"{{{{{label}}}}}"})


def _graph(title: str, unit: str, lines: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": title,
        "type": "timeseries",
        "datasource": _SOURCE,
        "fieldConfig": {"defaults": {"unit": unit}, "overrides": []},
        "targets": [
            {"refId": chr(ord("A") + number), "datasource": _SOURCE, "expr": expression, "legendFormat": label}
            for number, (expression, label) in enumerate(lines.items())
        ],
    }


def text() -> str:
    """The board as the file has it."""
    return json.dumps(grafana(), indent=2) + "\n"


if __name__ == "__main__":
    file = Path(__file__).parents[3] / BOARD
    file.parent.mkdir(exist_ok=True)
    file.write_text(text())
