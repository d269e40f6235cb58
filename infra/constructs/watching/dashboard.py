"""Two dashboards: how the inventory is doing, and what its parts are doing."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.constructs.watching.alarms import FIVE_MINUTES, Sources, own
from infra.constructs.watching.boards import EVENTS, EXPORTS, REPORTS, REQUESTS, UPKEEP
from infra.topology import INGEST

type Lines = Sequence[cloudwatch.IMetric]

_HALF = 12
"""Width of a graph: half of the 24 columns of a dashboard."""

_CALLED = ("rbac", "workspaces", "kessel", "tokens", "unleash")
"""Services whose answers are timed."""


class Dashboard(Construct):
    """Graphs of requests, reports, events, upkeep and exports, as the functions count them, and of what they run on."""

    def __init__(self, scope: Construct, construct_id: str, *, sources: Sources, metrics_namespace: str) -> None:
        super().__init__(scope, construct_id)
        self._namespace = metrics_namespace
        operations = cloudwatch.Dashboard(self, "Page")
        operations.add_widgets(
            *(self._graph(title, self._sums(counted), right=right) for title, counted, right in self._work()),
            *self._resources(sources),
        )
        parts = cloudwatch.Dashboard(self, "Parts")
        parts.add_widgets(*self._of_ingest(sources), *self._of_database(sources), *self._of_gateway(sources))

    def _work(self) -> Sequence[tuple[str, Mapping[str, str], Lines]]:
        """Graphs of each kind of work: title, labels of the counters on the left by metric, lines on the right."""
        return [
            ("Requests", REQUESTS, self._quantiles("inventory_request_processing_seconds")),
            ("Reports", REPORTS, self._quantiles("inventory_ingress_message_handler_seconds")),
            ("Events", EVENTS, [self._own("inventory_event_outbox_age_seconds", "Maximum", "oldest that waits, s")]),
            ("Upkeep", UPKEEP, [self._own("inventory_culled_hosts_left", "Maximum", "culled and still there")]),
            ("Exports", EXPORTS, self._quantiles("inventory_new_export_seconds")),
        ]

    def _resources(self, sources: Sources) -> Sequence[cloudwatch.IWidget]:
        functions, cluster = sources.functions.items(), sources.database.cluster
        return [
            self._graph(
                "Functions",
                [function.metric_errors(label=f"{name} fails") for name, function in functions]
                + [function.metric_throttles(label=f"{name} is throttled") for name, function in functions],
                right=[function.metric_duration(label=name, statistic="p99") for name, function in functions],
            ),
            self._graph(
                "Database",
                [cluster.metric("ACUUtilization", statistic="Average", label="capacity in use, %")],
                right=[cluster.metric("DatabaseConnections", statistic="Maximum", label="connections")],
            ),
        ]

    def _of_ingest(self, sources: Sources) -> Sequence[cloudwatch.IWidget]:
        ingest = sources.functions[INGEST.name]
        finding = ("inventory_dedup_processing_seconds", "inventory_find_host_by_facts_in_db_processing_seconds")
        return [
            self._graph(
                "Records that wait",
                [ingest.metric("OffsetLag", statistic="Maximum", label="of the worst partition")],
                right=[ingest.metric("ConcurrentExecutions", statistic="Maximum", label="batches at a time")],
            ),
            self._graph(
                "Recognising hosts",
                [
                    self._own(name, "p99", name.removeprefix("inventory_").removesuffix("_processing_seconds"))
                    for name in finding
                ],
                right=[self._own("inventory_consumed_message_size", "p99", "bytes of a report")],
            ),
        ]

    def _of_database(self, sources: Sources) -> Sequence[cloudwatch.IWidget]:
        cluster = sources.database.cluster
        times = {"CommitLatency": "commit", "ReadLatency": "read", "WriteLatency": "write"}
        return [
            self._graph(
                "Waiting for the database",
                [cluster.metric(name, statistic="Average", label=label) for name, label in times.items()],
                right=[cluster.metric("DBLoad", statistic="Average", label="sessions that work")],
            ),
            self._graph(
                "Write-ahead log and space",
                [cluster.metric("TransactionLogsDiskUsage", statistic="Maximum", label="kept for subscribers, bytes")],
                right=[cluster.metric("VolumeBytesUsed", statistic="Average", label="data, bytes")],
            ),
            self._graph(
                "Memory and vacuum",
                [cluster.metric("BufferCacheHitRatio", statistic="Average", label="found in memory, %")],
                right=[
                    cluster.metric("MaximumUsedTransactionIDs", statistic="Maximum", label="transaction ids in use")
                ],
            ),
        ]

    def _of_gateway(self, sources: Sources) -> Sequence[cloudwatch.IWidget]:
        api = sources.http.api
        name = "inventory_outbound_http_response_time_seconds"
        called = [own(self._namespace, name, "p99", dependency=service) for service in _CALLED]
        return [
            self._graph(
                "Gateway",
                [
                    api.metric_count(statistic="Sum", label="requests"),
                    api.metric_server_error(statistic="Sum", label="5xx"),
                ],
                right=[api.metric_latency(statistic="p99", label="p99, ms")],
            ),
            self._graph(
                "Answers of other services",
                called,
                right=[self._own("inventory_rbac_access_denied", "Sum", "requests without permission")],
            ),
        ]

    def _graph(self, title: str, left: Lines, *, right: Lines) -> cloudwatch.GraphWidget:
        return cloudwatch.GraphWidget(title=title, left=left, right=right, width=_HALF, period=FIVE_MINUTES)

    def _sums(self, labels: Mapping[str, str]) -> Lines:
        return [self._own(name, "Sum", label) for name, label in labels.items()]

    def _quantiles(self, name: str) -> Lines:
        return [self._own(name, statistic, f"{statistic}, s") for statistic in ("p50", "p99")]

    def _own(self, name: str, statistic: str, label: str) -> cloudwatch.Metric:
        return cloudwatch.Metric(namespace=self._namespace, metric_name=name, statistic=statistic, label=label)
