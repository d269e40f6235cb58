"""The stack that outlives every deployment: the network, the database and the buckets."""

from aws_cdk import Stack
from constructs import Construct

from infra.configuration import Configuration
from infra.constructs.bucket import export_bucket, failed_batch_bucket
from infra.constructs.database import Database
from infra.constructs.network import Network


class DataStack(Stack):
    """All state. It changes rarely, and is protected from deletion."""

    def __init__(self, scope: Construct, construct_id: str, configuration: Configuration) -> None:
        super().__init__(
            scope,
            construct_id,
            description="Host inventory: network, database and buckets",
            termination_protection=True,
        )
        self.network = Network(
            self,
            "Network",
            existing=configuration.existing_vpc,
            zones=configuration.zones,
            nat_gateways=configuration.nat_gateways,
        )
        self.database = Database(
            self,
            "Database",
            network=self.network,
            min_acu=configuration.database_min_acu,
            max_acu=configuration.database_max_acu,
        )
        self.exports = export_bucket(self, configuration.console_origins)
        self.failed_batches = failed_batch_bucket(self)
