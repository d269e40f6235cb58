"""Requires the secrets of the functions at deploy: a reference that leads nowhere would be told at first use only."""

import json
from datetime import timedelta

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk.triggers import Trigger
from constructs import Construct

from infra.constructs.compute.functions import LayeredFunction, Surroundings
from infra.packaging.artifacts import Artifact
from infra.topology import Function

ROW = Function(
    name="references",
    handler="references.handler.handler",
    memory_mb=256,
    timeout=timedelta(minutes=5),
    database="cluster",
    produces_events=False,
)


class References(Construct):
    """A function that deployment runs, and waits for; when it fails, no function changes. It may read no secret."""

    def __init__(self, scope: Construct, construct_id: str, *, artifact: Artifact, surroundings: Surroundings) -> None:
        super().__init__(scope, construct_id)
        references = surroundings.secrets
        function = LayeredFunction(
            self,
            ROW,
            artifact=artifact,
            surroundings=surroundings,
            environment={
                "HBI_SECRET_REFERENCES": json.dumps({name: place.arn for name, place in sorted(references.items())})
            },
        )
        for place in references.values():
            iam.Grant.add_to_principal(grantee=function, actions=[place.look_action], resource_arns=[place.arn])
        self._trigger = Trigger(self, "AtDeploy", handler=function, timeout=Duration.minutes(5))

    def run_before(self, *constructs: Construct) -> None:
        """Nothing of `constructs` is created or changed before the secrets are there."""
        self._trigger.execute_before(*constructs)
