"""The stack that each deployment replaces: layer, functions and everything that triggers them."""

import json

from aws_cdk import Duration, Stack
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.configuration.deployment import Configuration
from infra.configuration.estate import KAFKA_SECRET
from infra.configuration.used_topics import used_topics
from infra.constructs.compute.functions import Functions, Surroundings
from infra.constructs.compute.layer import CommonLayer
from infra.constructs.compute.migrations import Migrations
from infra.constructs.compute.references import References
from infra.constructs.compute.release import Releases
from infra.constructs.compute.topics import Topics
from infra.constructs.data.kafka import KafkaCluster
from infra.constructs.inputs import required_input
from infra.constructs.triggers.event_sources import EventSources
from infra.constructs.triggers.http_api import HttpApi
from infra.constructs.triggers.schedules import Schedules
from infra.constructs.watching.alarms import Alarms, Sources
from infra.constructs.watching.dashboard import Dashboard
from infra.packaging.artifacts import Artifacts
from infra.stacks.data import DataStack


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
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            description="Host inventory: functions and their triggers",
        )
        self._configuration = configuration
        self._data = data
        self._artifacts = artifacts
        self._table = configuration.table
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
        """The functions; none of them changes before the database is migrated, and topics and secrets are there."""
        configuration, table = self._configuration, self._table
        surroundings = self._surroundings(kafka)
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
        self._topics(surroundings).run_before(functions)
        if configuration.secrets:
            artifact = self._artifacts.references()
            References(self, "References", artifact=artifact, surroundings=surroundings).run_before(functions)
        return functions

    def _topics(self, surroundings: Surroundings) -> Topics:
        """What sees to the topics: it creates them on a cluster of our own, and only looks on any other."""
        configuration, artifact = self._configuration, self._artifacts.topics()
        if self._data.kafka is None:
            names = used_topics(self._table, configuration.also_consumed, configuration.environment)
            return Topics.required(self, artifact=artifact, surroundings=surroundings, names=names)
        return Topics.created(
            self, artifact=artifact, surroundings=surroundings, table=self._table, replicas=configuration.zones
        )

    def _surroundings(self, kafka: KafkaCluster) -> Surroundings:
        configuration, data = self._configuration, self._data
        return Surroundings(
            network=data.network,
            layer=CommonLayer(self, "Layer", artifact=self._artifacts.layer(), architecture=configuration.architecture),
            database=data.database,
            kafka=kafka,
            exports=data.exports,
            failures=self._failures,
            environment=self._environment(configuration),
            web_environment=_web_environment(configuration),
            secrets=configuration.secrets,
            secrets_key_arn=configuration.secrets_key_arn,
            key=data.key,
            log_days=configuration.log_days,
            traces=configuration.traces,
            app_config=configuration.app_config,
            warmth=configuration.warmth,
        )

    def _triggers(self, functions: Functions, kafka: KafkaCluster) -> HttpApi:
        """All that invokes functions; returns the part that answers HTTP."""
        configuration, table = self._configuration, self._table
        http = HttpApi(
            self,
            "Http",
            table=table,
            functions=functions.answering,
            jwt=configuration.jwt,
            requests_per_second=configuration.requests_per_second,
            key=self._data.key,
            log_days=configuration.log_days,
            domain=configuration.domain,
        )
        EventSources(
            self,
            "EventSources",
            table=table,
            functions=functions.by_name,
            kafka=kafka,
            consumer_group_prefix=configuration.consumer_group_prefix,
            failed_batches=self._data.failed_batches,
            environment=configuration.environment,
            also_consumed=configuration.also_consumed,
            start_positions=configuration.start_positions,
        )
        Schedules(self, "Schedules", table=table, functions=functions.by_name, failures=self._failures)
        return http

    def _add_monitoring(self, functions: Functions, http: HttpApi) -> None:
        configuration = self._configuration
        sources = Sources(
            functions=functions.by_name,
            answering=functions.answering,
            http=http,
            database=self._data.database,
            failures=self._failures,
            failed_batches=self._data.failed_batches,
        )
        alarms = Alarms(self, "Alarms", sources=sources, configuration=configuration)
        Dashboard(self, "Dashboard", sources=sources, metrics_namespace=configuration.metrics_namespace)
        Releases(
            self,
            "Releases",
            answering=functions.answering,
            way=configuration.release,
            alarms=alarms.of_releases,
        )

    def _kafka(self, configuration: Configuration) -> KafkaCluster:
        if self._data.kafka is not None:
            return self._data.kafka
        secret = configuration.secrets.get(KAFKA_SECRET)
        return KafkaCluster(
            auth=configuration.kafka_auth,
            secret_arn=None if secret is None else secret.arn,
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
                description="The cluster's brokers for clients of this kind, host:port with commas between",
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
