"""The functions of the wiring table, each with the rights that its row needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Annotations, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.configuration.app_config import AppConfigProfile
from infra.configuration.secret_references import SecretReference
from infra.configuration.used_topics import names_of_outputs, names_of_topics
from infra.configuration.warmth import Warmth
from infra.constructs.compute.layer import RUNTIME, CommonLayer, code_of
from infra.constructs.data.bucket import PrivateBucket
from infra.constructs.data.database import Database
from infra.constructs.data.kafka import KafkaCluster
from infra.constructs.network import Network
from infra.constructs.retention import log_group
from infra.packaging.artifacts import Artifact
from infra.synthesised import METADATA_KEY
from infra.topology import EXPORT, Function

LIVE = "live"
"""Name of the alias that requests reach."""


@dataclass(frozen=True)
class Surroundings:
    """The parts of the deployment that functions need."""

    network: Network
    layer: CommonLayer
    database: Database
    kafka: KafkaCluster
    exports: PrivateBucket
    failures: sqs.IQueue
    environment: Mapping[str, str]
    web_environment: Mapping[str, str]
    """Variables of functions that answer HTTP: who authorises requests, and where identities come from."""
    secrets: Mapping[str, SecretReference]
    secrets_key_arn: str | None
    key: kms.IKey
    log_days: int
    traces: bool
    """Whether functions send traces to AWS X-Ray."""
    app_config: AppConfigProfile | None
    warmth: Warmth
    """How instances of functions that answer HTTP start."""


class LayeredFunction(lambda_.Function):
    """A Lambda function on the common layer, inside the network, with a log group that doesn't grow for ever."""

    def __init__(
        self,
        scope: Construct,
        row: Function,
        *,
        artifact: Artifact,
        surroundings: Surroundings,
        environment: Mapping[str, str],
        traces: bool = False,
    ) -> None:
        construct_id = row.name.capitalize()
        # Of versions that an alias names; nobody asks for others.
        has_snapshots = bool(row.routes) and surroundings.warmth.has_snapshots
        super().__init__(
            scope,
            construct_id,
            runtime=RUNTIME,
            architecture=surroundings.layer.architecture,
            code=code_of(artifact),
            handler=row.handler,
            layers=[surroundings.layer],
            memory_size=row.memory_mb,
            timeout=Duration.seconds(row.timeout.total_seconds()),
            reserved_concurrent_executions=row.reserved_concurrency,
            environment=dict(environment),
            vpc=surroundings.network.vpc,
            vpc_subnets=surroundings.network.function_subnets,
            security_groups=[surroundings.network.functions],
            tracing=lambda_.Tracing.ACTIVE if traces else None,
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if has_snapshots else None,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=log_group(scope, f"{construct_id}Log", days=surroundings.log_days, key=surroundings.key),
            # Versions that requests may be sent back to.
            current_version_options=lambda_.VersionOptions(removal_policy=RemovalPolicy.RETAIN),
        )
        resource = self.node.default_child
        assert isinstance(resource, lambda_.CfnFunction)  # noqa: S101
        resource.add_metadata(METADATA_KEY, row.name)
        if has_snapshots:
            Annotations.of(self).acknowledge_warning(
                "@aws-cdk/aws-lambda:snapStartRequirePublish", "requests reach versions, by the alias"
            )


class Functions(Construct):
    """All functions of the wiring table; `by_name` finds one.

    `answering` has the aliases that requests reach: a new version of a function with routes gets them step by step.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        table: tuple[Function, ...],
        artifacts: Mapping[str, Artifact],
        surroundings: Surroundings,
    ) -> None:
        super().__init__(scope, construct_id)
        self.by_name: dict[str, lambda_.Function] = {
            row.name: self._function(row, artifacts[row.name], surroundings) for row in table
        }
        for row in table:
            for invoked in row.invokes:
                self._connect(self.by_name[row.name], invoked, surroundings.failures)
            if row.continues:
                self._let_continue(row, surroundings.failures)
        self.answering: dict[str, lambda_.Alias] = {
            row.name: live_alias(self, row.name, self.by_name[row.name], surroundings.warmth)
            for row in table
            if row.routes
        }

    def _function(self, row: Function, artifact: Artifact, surroundings: Surroundings) -> lambda_.Function:
        function = LayeredFunction(
            self,
            row,
            artifact=artifact,
            surroundings=surroundings,
            environment=_environment(row, surroundings),
            traces=surroundings.traces,
        )
        surroundings.database.grant_login(function, through=row.database)
        surroundings.exports.grant(function, row.bucket_access)
        if row.produces_events:
            surroundings.kafka.grant_produce(function, names_of_outputs(surroundings.environment).values())
        if row.reads:
            names = names_of_topics(surroundings.environment)
            surroundings.kafka.grant_read(function, [names[topic] for topic in row.reads])
        grant_secrets(function, row, surroundings)
        _grant_flags(function, surroundings.app_config)
        return function

    def _connect(self, caller: lambda_.Function, invoked: str, failures: sqs.IQueue) -> None:
        """Lets a function start another one without waiting; what can't be started in time is kept for a look."""
        callee = self.by_name[invoked]
        caller.add_environment(f"HBI_{invoked.upper()}_FUNCTION", callee.function_name)
        iam.Grant.add_to_principal(
            grantee=caller, actions=["lambda:InvokeFunction"], resource_arns=[callee.function_arn]
        )
        start_asynchronously(callee, failures)

    def _let_continue(self, row: Function, failures: sqs.IQueue) -> None:
        """Lets a function start itself; Lambda tells it its name.

        In a policy of its own: the function waits for its role's default policy, which cannot name it therefore.
        """
        function = self.by_name[row.name]
        if function.role is None:
            raise LookupError(f"function {row.name} has no role")
        statement = iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[function.function_arn])
        iam.Policy(self, f"{row.name.capitalize()}Continues", statements=[statement], roles=[function.role])
        start_asynchronously(function, failures)


def live_alias(scope: Construct, name: str, function: lambda_.Function, warmth: Warmth) -> lambda_.Alias:
    """The alias that requests reach, with the instances that wait for them."""
    return lambda_.Alias(
        scope,
        f"{name.capitalize()}Live",
        alias_name=LIVE,
        version=function.current_version,
        provisioned_concurrent_executions=warmth.provisioned or None,
    )


def start_asynchronously(function: lambda_.Function, failures: sqs.IQueue) -> None:
    """Retries of starts that nobody waits for.

    They aren't repeated: the next schedule comes by itself, and the reaper starts exports that nobody works on.
    """
    if function.node.try_find_child("EventInvokeConfig") is None:
        function.configure_async_invoke(
            max_event_age=Duration.minutes(15), retry_attempts=0, on_failure=destinations.SqsDestination(failures)
        )


def grant_secrets(function: lambda_.Function, row: Function, surroundings: Surroundings) -> None:
    """Lets a function read the secrets that it needs, and no others."""
    references = [surroundings.secrets[name] for name in row.secrets if name in surroundings.secrets]
    for reference in references:
        iam.Grant.add_to_principal(grantee=function, actions=[reference.action], resource_arns=[reference.arn])
    if references and surroundings.secrets_key_arn:
        iam.Grant.add_to_principal(
            grantee=function, actions=["kms:Decrypt"], resource_arns=[surroundings.secrets_key_arn]
        )


def secret_references(row: Function, surroundings: Surroundings) -> dict[str, str]:
    """Environment variables that say where the secrets are kept which a function needs and the deployment has."""
    return {name: surroundings.secrets[name].setting for name in row.secrets if name in surroundings.secrets}


def _grant_flags(function: lambda_.Function, profile: AppConfigProfile | None) -> None:
    """Lets a function read the flags that AppConfig keeps, if it is configured, and no other configuration."""
    if profile is not None:
        iam.Grant.add_to_principal(
            grantee=function,
            actions=["appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"],
            resource_arns=[Stack.of(function).format_arn(service="appconfig", resource=profile.path)],
        )


def _environment(row: Function, surroundings: Surroundings) -> dict[str, str]:
    """Environment variables of a function; their names are those of `hbi.settings`."""
    environment = {
        "POWERTOOLS_SERVICE_NAME": f"host-inventory-{row.name}",
        "HBI_DATABASE_URL": surroundings.database.url(row.database),
        "HBI_DATABASE_AUTH": "iam",
        "HBI_DATABASE_POOLED": str(row.database == "proxy").lower(),
        "HBI_TRACING_ENABLED": str(surroundings.traces).lower(),
    }
    if row.produces_events or row.topics or row.reads:
        environment["KAFKA_BOOTSTRAP_SERVERS"] = surroundings.kafka.bootstrap_servers
        environment["HBI_KAFKA_AUTH"] = surroundings.kafka.auth
    if row is EXPORT:
        environment["HBI_EXPORT_WORKERS"] = str(row.reserved_concurrency)
    if row.uses_bucket:
        environment["HBI_EXPORT_BUCKET"] = surroundings.exports.bucket.bucket_name
    return {
        **environment,
        **row.environment,
        **surroundings.environment,
        **(surroundings.app_config.variables if surroundings.app_config else {}),
        **(surroundings.web_environment if row.routes else {}),
        **secret_references(row, surroundings),
    }
