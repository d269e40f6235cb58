"""Alarms about what somebody should look at before users notice. Each links to its section of docs/runbook.md."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.configuration.deployment import Configuration
from infra.constructs.data.bucket import METRICS_FILTER, PrivateBucket
from infra.constructs.data.database import Database
from infra.constructs.triggers.http_api import HttpApi
from infra.constructs.watching.bell import Bell, Watched
from infra.topology import INGEST

FIVE_MINUTES = Duration.minutes(5)

GIB = 1024**3

_CONNECTIONS_PERCENT = 80
_LAG_RECORDS = 100_000
_SLOWEST_MS = 5_000
_ERROR_PERCENT = 1
_FEW_REQUESTS = 20
"""Requests in five minutes below which a share of failures says nothing."""


@dataclass(frozen=True)
class Sources:
    """The parts of the deployment that alarms and dashboards look at."""

    functions: Mapping[str, lambda_.Function]
    answering: Mapping[str, lambda_.Alias]
    http: HttpApi
    database: Database
    failures: sqs.IQueue
    failed_batches: PrivateBucket


class Alarms(Construct):
    """Alarms about failing functions, requests and exports, abandoned work, what waits, and a database at its limits.

    `of_releases` are those that send requests back to the version before, while a new one gets them step by step.
    """

    def __init__(self, scope: Construct, construct_id: str, *, sources: Sources, configuration: Configuration) -> None:
        super().__init__(scope, construct_id)
        bell = Bell.of(self, configuration, configuration.alarm_topic_arn)
        for watched in (
            *_of_functions(sources),
            *_of_requests(sources.http),
            *_of_ingest(sources),
            *_of_database(sources.database, configuration),
            *_of_own_metrics(configuration.metrics_namespace),
        ):
            bell.add(self, watched)
        self.of_releases = [bell.add(self, watched) for watched in _of_releases(sources)]


def own(
    namespace: str, name: str, statistic: str, *, period: Duration = FIVE_MINUTES, **labels: str
) -> cloudwatch.Metric:
    """A metric that the functions write: summed up over its labels, or with these."""
    return cloudwatch.Metric(
        namespace=namespace, metric_name=name, statistic=statistic, period=period, dimensions_map=labels or None
    )


def _of_functions(sources: Sources) -> Iterable[Watched]:
    for name, function in sources.functions.items():
        yield Watched(f"{name} fails", "a-function-fails", function.metric_errors(period=FIVE_MINUTES), 0, 3)
        throttles = function.metric_throttles(period=FIVE_MINUTES)
        yield Watched(f"{name} is throttled", "a-function-is-throttled", throttles, 0, 6)
    waiting = sources.failures.metric_approximate_number_of_messages_visible(period=FIVE_MINUTES)
    yield Watched("starts were given up", "starts-were-given-up", waiting, 0)


def _of_requests(http: HttpApi) -> Iterable[Watched]:
    failed = http.api.metric_server_error(period=FIVE_MINUTES, statistic="Sum")
    share = cloudwatch.MathExpression(
        expression=f"IF(asked > {_FEW_REQUESTS}, 100 * failed / asked, 0)",
        using_metrics={"failed": failed, "asked": http.api.metric_count(period=FIVE_MINUTES, statistic="Sum")},
        label="failed requests, %",
        period=FIVE_MINUTES,
    )
    yield Watched("requests fail", "requests-fail", failed, 5)
    yield Watched("many requests fail", "requests-fail", share, _ERROR_PERCENT, 2)
    slow = http.api.metric_latency(period=FIVE_MINUTES, statistic="p99")
    yield Watched("requests are slow", "requests-are-slow", slow, _SLOWEST_MS, 3)


def _of_ingest(sources: Sources) -> Iterable[Watched]:
    lag = sources.functions[INGEST.name].metric("OffsetLag", statistic="Maximum", period=FIVE_MINUTES)
    yield Watched("records wait to be read", "records-wait-to-be-read", lag, _LAG_RECORDS, 3)
    left = cloudwatch.Metric(
        namespace="AWS/S3",
        metric_name="PutRequests",
        statistic="Sum",
        period=FIVE_MINUTES,
        dimensions_map={"BucketName": sources.failed_batches.bucket.bucket_name, "FilterId": METRICS_FILTER},
    )
    yield Watched("batches were given up", "batches-were-given-up", left, 0)


def _of_database(database: Database, configuration: Configuration) -> Iterable[Watched]:
    capacity = database.cluster.metric("ACUUtilization", statistic="Average", period=FIVE_MINUTES)
    yield Watched("database is at its limit", "database-is-at-its-limit", capacity, 90, 3)
    connections = database.cluster.metric("DatabaseConnections", statistic="Maximum", period=FIVE_MINUTES)
    most = configuration.database_connections * _CONNECTIONS_PERCENT // 100
    yield Watched("connections run out", "connections-run-out", connections, most, 2)
    # -1 without logical replication; with it, the log that a subscriber has not read yet.
    kept = database.cluster.metric("TransactionLogsDiskUsage", statistic="Maximum", period=FIVE_MINUTES)
    yield Watched("a replication slot lags", "a-replication-slot-lags", kept, 10 * GIB, 3)


def _of_own_metrics(namespace: str) -> Iterable[Watched]:
    """Alarms about metrics that the functions write."""
    refused = own(namespace, "inventory_rejected_records", "Sum")
    yield Watched("records are refused", "records-are-refused", refused, 100, 3)
    age = own(namespace, "inventory_event_outbox_age_seconds", "Maximum")
    yield Watched("events do not leave", "events-do-not-leave", age, 300, 2)
    broken = own(namespace, "export_service_message_handler_failures", "Sum", code="500")
    yield Watched("exports break", "exports-break", broken, 0)
    yield Watched("exports get stuck", "exports-get-stuck", own(namespace, "inventory_export_stuck_count", "Sum"), 0)
    due = own(namespace, "inventory_scheduled_export_due_count", "Maximum", period=Duration.hours(1))
    yield Watched("exports of the day are missing", "exports-of-the-day-are-missing", due, 0, 3)
    left = own(namespace, "inventory_culled_hosts_left", "Maximum", period=Duration.hours(1))
    yield Watched("culled hosts stay", "culled-hosts-stay", left, 0, 6)
    failed = own(namespace, "inventory_reaper_fail_count", "Sum")
    yield Watched("upkeep fails", "upkeep-fails", failed, 0, 3)


def _of_releases(sources: Sources) -> Iterable[Watched]:
    for name, alias in sources.answering.items():
        errors = alias.metric_errors(period=Duration.minutes(1))
        yield Watched(f"new {name} fails", "a-release-fails", errors, 0)
    failed = sources.http.api.metric_server_error(period=Duration.minutes(1), statistic="Sum")
    yield Watched("requests fail during a release", "a-release-fails", failed, 5)
