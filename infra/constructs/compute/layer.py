"""The one layer that all functions use."""

from aws_cdk import AssetHashType, RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.packaging import target
from infra.packaging.artifacts import Artifact

RUNTIME = lambda_.Runtime(f"python{target.PYTHON}", lambda_.RuntimeFamily.PYTHON, supports_snap_start=True)


def code_of(artifact: Artifact) -> lambda_.Code:
    """An artifact as the CDK uploads it. Its own digest saves the CDK from reading some thousand files."""
    return lambda_.Code.from_asset(str(artifact.path), asset_hash=artifact.digest, asset_hash_type=AssetHashType.CUSTOM)


class CommonLayer(lambda_.LayerVersion):
    """Package `hbi` and the dependencies that most functions share."""

    def __init__(
        self, scope: Construct, construct_id: str, *, artifact: Artifact, architecture: target.Architecture
    ) -> None:
        self.architecture = lambda_.Architecture.custom(architecture)
        super().__init__(
            scope,
            construct_id,
            code=code_of(artifact),
            description="Package hbi of the host inventory, and its dependencies",
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[self.architecture],
            removal_policy=RemovalPolicy.RETAIN,  # a rolled-back function needs its old version
        )
