"""The dashboard, one page that shows how the inventory is doing."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.constructs.alarms import FIVE_MINUTES
from infra.constructs.database import Database

type Lines = Sequence[cloudwatch.IMetric]

_HALF = 12
"""Width of a graph: half of the 24 columns of a dashboard."""

_REQUESTS = {
    "inventory_request_count": "all",
    "inventory_request_client_error_count": "4xx",
    "inventory_request_server_error_count": "5xx",
    "inventory_login_failure_count": "no identity",
}
_REPORTS = {
    "inventory_create_host_count": "new hosts",
    "inventory_update_host_count": "known hosts",
    "inventory_rejected_records": "refused",
}
_EVENTS = {
    "inventory_event_producer_successes": "published",
    "inventory_event_producer_failures": "not taken",
    "inventory_deferred_publication_count": "left to the relay",
    "inventory_relayed_event_count": "relayed",
}
_UPKEEP = {
    "inventory_delete_host_count": "deleted hosts",
    "inventory_stale_host_notification_success_count": "became stale",
    "inventory_reaper_fail_count": "failed tasks",
}
_EXPORTS = {
    "inventory_create_export": "asked for",
    "export_service_message_handler_successes": "done",
    "export_service_message_handler_failures": "failed",
    "inventory_export_row_count": "rows",
}


class Dashboard(Construct):
    """Graphs of requests, reports, events, upkeep and exports, as the functions count them, and of what they run on."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        functions: Mapping[str, lambda_.Function],
        database: Database,
        metrics_namespace: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self._namespace = metrics_namespace
        page = cloudwatch.Dashboard(self, "Page")
        page.add_widgets(
            *(self._graph(title, self._sums(counted), right=right) for title, counted, right in self._work()),
            self._graph(
                "Functions",
                [function.metric_errors(label=f"{name} fails") for name, function in functions.items()]
                + [function.metric_throttles(label=f"{name} is throttled") for name, function in functions.items()],
                right=[function.metric_duration(label=name, statistic="p99") for name, function in functions.items()],
            ),
            self._graph(
                "Database",
                [database.cluster.metric("ACUUtilization", statistic="Average", label="capacity in use, %")],
                right=[database.cluster.metric("DatabaseConnections", statistic="Maximum", label="connections")],
            ),
        )

    def _work(self) -> Sequence[tuple[str, Mapping[str, str], Lines]]:
        """Graphs of each kind of work: title, labels of the counters on the left by metric, lines on the right."""
        return [
            ("Requests", _REQUESTS, self._quantiles("inventory_request_processing_seconds")),
            ("Reports", _REPORTS, self._quantiles("inventory_ingress_message_handler_seconds")),
            ("Events", _EVENTS, [self._own("inventory_event_outbox_age_seconds", "Maximum", "oldest that waits, s")]),
            ("Upkeep", _UPKEEP, [self._own("inventory_culled_hosts_left", "Maximum", "culled and still there")]),
            ("Exports", _EXPORTS, self._quantiles("inventory_new_export_seconds")),
        ]

    def _graph(self, title: str, left: Lines, *, right: Lines) -> cloudwatch.GraphWidget:
        return cloudwatch.GraphWidget(title=title, left=left, right=right, width=_HALF, period=FIVE_MINUTES)

    def _sums(self, labels: Mapping[str, str]) -> Lines:
        return [self._own(name, "Sum", label) for name, label in labels.items()]

    def _quantiles(self, name: str) -> Lines:
        return [self._own(name, statistic, f"{statistic}, s") for statistic in ("p50", "p99")]

    def _own(self, name: str, statistic: str, label: str) -> cloudwatch.Metric:
        return cloudwatch.Metric(namespace=self._namespace, metric_name=name, statistic=statistic, label=label)
