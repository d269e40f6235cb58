"""How an alarm is made of what it watches: its text, and whom it calls."""

from dataclasses import dataclass
from typing import Self

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.configuration.deployment import Configuration


@dataclass(frozen=True)
class Watched:
    """What an alarm watches, and when it is too much.

    Attributes:
        what: what is wrong, as the alarm says it.
        section: anchor in the runbook.
        above: the value that is still fine.
        periods: how many periods on end it must be above.
    """

    what: str
    section: str
    metric: cloudwatch.IMetric
    above: float
    periods: int = 1


@dataclass(frozen=True)
class Bell:
    """Makes the alarms of a deployment in one region."""

    stage: str
    runbook_url: str
    action: cloudwatch.IAlarmAction | None

    @classmethod
    def of(cls, scope: Construct, configuration: Configuration, topic_arn: str | None) -> Self:
        """`topic_arn`: the SNS topic that alarms go to, in the region of `scope`."""
        topic = None if topic_arn is None else sns.Topic.from_topic_arn(scope, "Topic", topic_arn)
        action = None if topic is None else actions.SnsAction(topic)
        return cls(configuration.stage, configuration.runbook_url, action)

    def add(self, scope: Construct, watched: Watched) -> cloudwatch.Alarm:
        """The alarm about it."""
        alarm = cloudwatch.Alarm(
            scope,
            watched.what.title().replace(" ", ""),
            alarm_description=(
                f"Host inventory ({self.stage}): {watched.what}. What to do: {self.runbook_url}#{watched.section}"
            ),
            metric=watched.metric,
            threshold=watched.above,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=watched.periods,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        if self.action is not None:
            alarm.add_alarm_action(self.action)
            alarm.add_ok_action(self.action)
        return alarm
