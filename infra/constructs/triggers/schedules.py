"""Schedules of the wiring table."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.compute.functions import start_asynchronously
from infra.topology import Function, Schedule


class Schedules(Construct):
    """Starts functions again and again with a fixed input."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        table: tuple[Function, ...],
        functions: Mapping[str, lambda_.Function],
        failures: sqs.IQueue,
    ) -> None:
        super().__init__(scope, construct_id)
        self._group = scheduler.ScheduleGroup(self, "Group")
        self._failures = failures
        for row in table:
            for schedule in row.schedules:
                self._schedule(schedule, functions[row.name])

    def _schedule(self, schedule: Schedule, function: lambda_.Function) -> None:
        start_asynchronously(function, self._failures)
        scheduler.Schedule(
            self,
            schedule.name,
            schedule=scheduler.ScheduleExpression.rate(Duration.seconds(schedule.every.total_seconds())),
            schedule_group=self._group,
            target=targets.LambdaInvoke(
                function,
                input=scheduler.ScheduleTargetInput.from_object(dict(schedule.input)),
                dead_letter_queue=self._failures,
                max_event_age=Duration.minutes(5),
                retry_attempts=3,
            ),
        )
