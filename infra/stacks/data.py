"""The stack that outlives every deployment: the network, the database and the buckets."""

from aws_cdk import Stack
from constructs import Construct

from infra.configuration.deployment import Configuration
from infra.constructs.data.bucket import export_bucket, failed_batch_bucket
from infra.constructs.data.database import Database
from infra.constructs.data.kafka import KafkaCluster
from infra.constructs.data.new_kafka import NewKafkaCluster
from infra.constructs.key import data_key
from infra.constructs.network import Network


class DataStack(Stack):
    """All state. It changes rarely, and where data is kept it is protected from deletion."""

    def __init__(self, scope: Construct, construct_id: str, configuration: Configuration) -> None:
        super().__init__(
            scope,
            construct_id,
            description="Host inventory: network, database and buckets",
            termination_protection=configuration.keeps_data,
        )
        self.key = data_key(self, "Key", alias=f"alias/{construct_id}")
        self.network = Network(
            self,
            "Network",
            existing=configuration.existing_vpc,
            zones=configuration.zones,
            nat_gateways=configuration.nat_gateways,
            asks_for_flags=configuration.app_config is not None,
        )
        self.database = Database(self, "Database", network=self.network, configuration=configuration, key=self.key)
        self.exports = export_bucket(self, configuration.console_origins, self.key)
        self.failed_batches = failed_batch_bucket(self, self.key)
        self.kafka = self._kafka(configuration)

    def _kafka(self, configuration: Configuration) -> KafkaCluster | None:
        """The cluster of our own, if there is to be one."""
        if configuration.new_kafka is None:
            return None
        made = NewKafkaCluster(
            self,
            "Kafka",
            choice=configuration.new_kafka,
            network=self.network,
            configuration=configuration,
            key=self.key,
        )
        return KafkaCluster(made.arn, made.bootstrap_servers)
