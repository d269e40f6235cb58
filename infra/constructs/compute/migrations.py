"""Migrates the database at deploy, before any function is replaced."""

from collections.abc import Mapping
from datetime import timedelta

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk.triggers import Trigger
from constructs import Construct

from infra.constructs.compute.functions import LayeredFunction, Surroundings
from infra.constructs.data.database import ADMINISTRATOR, ROLE
from infra.packaging.artifacts import Artifact
from infra.topology import Function

ROW = Function(
    name="migrate",
    handler="migrate.handler.handler",
    memory_mb=1024,
    timeout=timedelta(minutes=15),
    database="cluster",
    produces_events=False,
)


class Migrations(Construct):
    """A function that deployment runs, and waits for; when it fails, nothing of the service changes.

    It logs in as the database's administrator, creates the role of the functions, and is the only one that may change
    the schema. A migration that needs more than a quarter of an hour is run by hand before the deployment.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        artifact: Artifact,
        surroundings: Surroundings,
        partitions: int,
        session_environment: Mapping[str, str],
    ) -> None:
        """`session_environment` are settings of the function that connects through the proxy."""
        super().__init__(scope, construct_id)
        database = surroundings.database
        self.function: lambda_.Function = LayeredFunction(
            self,
            ROW,
            artifact=artifact,
            surroundings=surroundings,
            environment={
                # The secret has the name of an administrator whom others have chosen.
                "HBI_DATABASE_URL": database.url("cluster", user=ADMINISTRATOR),
                "HBI_DATABASE_SECRET": database.administrator_secret.secret_arn,
                "HBI_DATABASE_ROLE": ROLE,
                "HOSTS_TABLE_NUM_PARTITIONS": str(partitions),
                **session_environment,
            },
        )
        database.administrator_secret.grant_read(self.function)
        self._trigger = Trigger(self, "AtDeploy", handler=self.function, timeout=Duration.minutes(15))

    def run_before(self, *constructs: Construct) -> None:
        """Nothing of `constructs` is created or changed before the database is migrated."""
        self._trigger.execute_before(*constructs)
