"""The stack that each deployment replaces: layer, functions and everything that triggers them."""

import json

from aws_cdk import Duration, Stack
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.configuration import Configuration
from infra.constructs.alarms import Alarms
from infra.constructs.dashboard import Dashboard
from infra.constructs.event_sources import EventSources
from infra.constructs.functions import Functions, Surroundings
from infra.constructs.http_api import HttpApi
from infra.constructs.inputs import required_input
from infra.constructs.kafka import KafkaCluster
from infra.constructs.layer import CommonLayer
from infra.constructs.migrations import Migrations
from infra.constructs.schedules import Schedules
from infra.packaging.artifacts import Artifacts
from infra.stacks.data import DataStack
from infra.topology import FUNCTIONS, Function


class ServiceStack(Stack):
    """The functions of `infra.topology` and their triggers."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        configuration: Configuration,
        *,
        data: DataStack,
        artifacts: Artifacts,
        table: tuple[Function, ...] = FUNCTIONS,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            description="Host inventory: functions and their triggers",
        )
        self._configuration = configuration
        self._data = data
        self._artifacts = artifacts
        self._table = table
        self._failures = sqs.Queue(
            self,
            "GivenUp",
            retention_period=Duration.days(14),
            enforce_ssl=True,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
        )
        kafka = self._kafka(configuration)
        functions = self._functions(kafka)
        http = self._triggers(functions, kafka)
        self._add_monitoring(functions, http)

    def _functions(self, kafka: KafkaCluster) -> Functions:
        """The functions; none of them changes before the database is migrated."""
        configuration, data, table = self._configuration, self._data, self._table
        surroundings = Surroundings(
            network=data.network,
            layer=CommonLayer(self, "Layer", artifact=self._artifacts.layer()),
            database=data.database,
            kafka=kafka,
            exports=data.exports,
            failures=self._failures,
            environment=self._environment(configuration),
            web_environment=_web_environment(configuration),
            secrets=configuration.secrets,
            secrets_key_arn=configuration.secrets_key_arn,
            app_config=configuration.app_config,
        )
        functions = Functions(
            self,
            "Functions",
            table=table,
            artifacts={row.name: self._artifacts.function(row.name) for row in table},
            surroundings=surroundings,
        )
        Migrations(
            self,
            "Migrations",
            artifact=self._artifacts.migrations(),
            surroundings=surroundings,
            partitions=configuration.partitions,
            session_environment=next((row.environment for row in table if row.database == "proxy"), {}),
        ).run_before(functions)
        return functions

    def _triggers(self, functions: Functions, kafka: KafkaCluster) -> HttpApi:
        """All that invokes functions; returns the part that answers HTTP."""
        configuration, table = self._configuration, self._table
        http = HttpApi(
            self,
            "Http",
            table=table,
            functions=functions.by_name,
            jwt=configuration.jwt,
            requests_per_second=configuration.requests_per_second,
        )
        EventSources(
            self,
            "EventSources",
            table=table,
            functions=functions.by_name,
            kafka=kafka,
            consumer_group_prefix=configuration.consumer_group_prefix,
            failed_batches=self._data.failed_batches,
            also_consumed=configuration.also_consumed,
        )
        Schedules(self, "Schedules", table=table, functions=functions.by_name, failures=self._failures)
        return http

    def _add_monitoring(self, functions: Functions, http: HttpApi) -> None:
        Alarms(
            self,
            "Alarms",
            functions=functions.by_name,
            http=http,
            database=self._data.database,
            failures=self._failures,
            configuration=self._configuration,
        )
        Dashboard(
            self,
            "Dashboard",
            functions=functions.by_name,
            database=self._data.database,
            metrics_namespace=self._configuration.metrics_namespace,
        )

    def _kafka(self, configuration: Configuration) -> KafkaCluster:
        return KafkaCluster(
            arn=required_input(
                self,
                "MskClusterArn",
                given=configuration.msk_cluster_arn,
                description="ARN of the MSK cluster that carries the topics",
                pattern=r"arn:[a-z-]+:kafka:[a-z0-9-]+:[0-9]{12}:cluster/.+/.+",
            ),
            bootstrap_servers=required_input(
                self,
                "KafkaBootstrapServers",
                given=configuration.bootstrap_servers,
                description="The cluster's brokers for IAM clients, host:port with commas between",
                pattern=r"[^,:]+:[0-9]+(,[^,:]+:[0-9]+)*",
            ),
        )

    def _environment(self, configuration: Configuration) -> dict[str, str]:
        rbac = required_input(
            self,
            "RbacEndpoint",
            given=configuration.rbac_endpoint,
            description="URL of the RBAC service that knows what callers may do",
            pattern="https?://.+",
        )
        return {"RBAC_ENDPOINT": rbac, **configuration.environment}


def _web_environment(configuration: Configuration) -> dict[str, str]:
    if configuration.jwt is None:
        return {"HBI_AUTHORIZER": configuration.authorizer, "HBI_IDENTITY_SOURCE": "header"}
    return {
        "HBI_AUTHORIZER": configuration.authorizer,
        "HBI_IDENTITY_SOURCE": "jwt",
        "HBI_IDENTITY_CLAIMS": json.dumps(dict(configuration.jwt.claims)),
    }
