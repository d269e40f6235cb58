"""One page that shows how the inventory is doing."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.constructs.alarms import FIVE_MINUTES
from infra.constructs.database import Database

type Lines = Sequence[cloudwatch.IMetric]

_HALF = 12
"""Of the 24 columns of a dashboard."""


class Dashboard(Construct):
    """Requests, reports, events, upkeep and exports, as the functions count them; then what they run on."""

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
            self._graph(
                "Requests",
                [
                    self._sum("inventory_request_count", "all"),
                    self._sum("inventory_request_client_error_count", "4xx"),
                    self._sum("inventory_request_server_error_count", "5xx"),
                    self._sum("inventory_login_failure_count", "no identity"),
                ],
                right=self._quantiles("inventory_request_processing_seconds"),
            ),
            self._graph(
                "Reports",
                [
                    self._sum("inventory_create_host_count", "new hosts"),
                    self._sum("inventory_update_host_count", "known hosts"),
                    self._sum("inventory_rejected_records", "refused"),
                ],
                right=self._quantiles("inventory_ingress_message_handler_seconds"),
            ),
            self._graph(
                "Events",
                [
                    self._sum("inventory_event_producer_successes", "published"),
                    self._sum("inventory_event_producer_failures", "not taken"),
                    self._sum("inventory_deferred_publication_count", "left to the relay"),
                    self._sum("inventory_relayed_event_count", "relayed"),
                ],
                right=[self._own("inventory_event_outbox_age_seconds", "Maximum", "oldest that waits, s")],
            ),
            self._graph(
                "Upkeep",
                [
                    self._sum("inventory_delete_host_count", "deleted hosts"),
                    self._sum("inventory_stale_host_notification_success_count", "became stale"),
                    self._sum("inventory_reaper_fail_count", "failed tasks"),
                ],
                right=[self._own("inventory_culled_hosts_left", "Maximum", "culled and still there")],
            ),
            self._graph(
                "Exports",
                [
                    self._sum("inventory_create_export", "asked for"),
                    self._sum("export_service_message_handler_successes", "done"),
                    self._sum("export_service_message_handler_failures", "failed"),
                    self._sum("inventory_export_row_count", "rows"),
                ],
                right=self._quantiles("inventory_new_export_seconds"),
            ),
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

    def _graph(self, title: str, left: Lines, *, right: Lines) -> cloudwatch.GraphWidget:
        return cloudwatch.GraphWidget(title=title, left=left, right=right, width=_HALF, period=FIVE_MINUTES)

    def _sum(self, name: str, label: str) -> cloudwatch.Metric:
        return self._own(name, "Sum", label)

    def _quantiles(self, name: str) -> Lines:
        return [self._own(name, statistic, f"{statistic}, s") for statistic in ("p50", "p99")]

    def _own(self, name: str, statistic: str, label: str) -> cloudwatch.Metric:
        return cloudwatch.Metric(namespace=self._namespace, metric_name=name, statistic=statistic, label=label)
