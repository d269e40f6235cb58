"""Alarms about what somebody should look at before users notice."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.configuration import Configuration
from infra.constructs.database import Database
from infra.constructs.http_api import HttpApi

FIVE_MINUTES = Duration.minutes(5)


class Alarms(Construct):
    """Alarms about failing functions, requests and exports, abandoned starts, refused records, waiting events, and a
    database at its limit."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        functions: Mapping[str, lambda_.Function],
        http: HttpApi,
        database: Database,
        failures: sqs.IQueue,
        configuration: Configuration,
    ) -> None:
        super().__init__(scope, construct_id)
        self._namespace = configuration.metrics_namespace
        topic_arn = configuration.alarm_topic_arn
        topic = None if topic_arn is None else sns.Topic.from_topic_arn(self, "Topic", topic_arn)
        self._action = None if topic is None else actions.SnsAction(topic)
        for name, function in functions.items():
            self._alarm(f"{name} fails", function.metric_errors(period=FIVE_MINUTES), above=0, periods=3)
            self._alarm(f"{name} is throttled", function.metric_throttles(period=FIVE_MINUTES), above=0, periods=6)
        self._alarm("requests fail", http.api.metric_server_error(period=FIVE_MINUTES, statistic="Sum"), above=5)
        self._alarm(
            "starts were given up", failures.metric_approximate_number_of_messages_visible(period=FIVE_MINUTES), above=0
        )
        self._add_own()
        self._alarm(
            "database is at its limit",
            database.cluster.metric("ACUUtilization", statistic="Average", period=FIVE_MINUTES),
            above=90,
            periods=3,
        )

    def _add_own(self) -> None:
        """Adds the alarms about metrics that the functions write."""
        self._alarm("records are refused", self._own("inventory_rejected_records", "Sum"), above=100, periods=3)
        self._alarm(
            "events do not leave", self._own("inventory_event_outbox_age_seconds", "Maximum"), above=300, periods=2
        )
        self._alarm("exports break", self._own("export_service_message_handler_failures", "Sum", code="500"), above=0)
        self._alarm("exports get stuck", self._own("inventory_export_stuck_count", "Sum"), above=0)

    def _alarm(self, what: str, metric: cloudwatch.IMetric, *, above: float, periods: int = 1) -> None:
        alarm = cloudwatch.Alarm(
            self,
            what.title().replace(" ", ""),
            alarm_description=f"Host inventory: {what}",
            metric=metric,
            threshold=above,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=periods,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        if self._action is not None:
            alarm.add_alarm_action(self._action)

    def _own(self, name: str, statistic: str, **labels: str) -> cloudwatch.Metric:
        """A metric that the functions write: summed up over its labels, or with these."""
        return cloudwatch.Metric(
            namespace=self._namespace,
            metric_name=name,
            statistic=statistic,
            period=FIVE_MINUTES,
            dimensions_map=labels or None,
        )
