"""How requests move from one version of a function to the next."""

from collections.abc import Mapping, Sequence
from typing import Literal

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

_WAYS = {
    "canary": codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES,
    "at-once": codedeploy.LambdaDeploymentConfig.ALL_AT_ONCE,
}


class Releases(Construct):
    """Moves requests to a new version, a tenth of them first. An alarm sends all of them back and fails the deployment.

    The database is migrated before, so both versions work with the new schema meanwhile (CONTRIBUTING, a migration).
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        answering: Mapping[str, lambda_.Alias],
        way: Literal["canary", "at-once"],
        alarms: Sequence[cloudwatch.IAlarm],
    ) -> None:
        super().__init__(scope, construct_id)
        for name, alias in answering.items():
            codedeploy.LambdaDeploymentGroup(
                self,
                name.capitalize(),
                alias=alias,
                deployment_config=_WAYS[way],
                alarms=list(alarms),
                auto_rollback=codedeploy.AutoRollbackConfig(deployment_in_alarm=True, failed_deployment=True),
            )
