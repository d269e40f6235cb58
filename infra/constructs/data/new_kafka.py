"""An MSK cluster of our own."""

from aws_cdk import RemovalPolicy, custom_resources
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_msk as msk
from constructs import Construct

from infra.configuration.deployment import Configuration
from infra.configuration.estate import NewKafka
from infra.constructs.network import Network
from infra.constructs.retention import log_group

KAFKA_VERSION = "3.8.x"
IAM_PORT = 9098

LARGEST_MESSAGE = 4 * 1024 * 1024
"""Bytes that topics take: twice what a report may have (docs/operations.md, large hosts)."""


class NewKafkaCluster(Construct):
    """A cluster with a broker in each zone, which only takes IAM over TLS. It outlives its stack if data does."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        choice: NewKafka,
        network: Network,
        configuration: Configuration,
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        group = ec2.SecurityGroup(
            self, "Brokers", vpc=network.vpc, description="Brokers of the host inventory", allow_all_outbound=True
        )
        port = ec2.Port.tcp(IAM_PORT)
        group.add_ingress_rule(network.functions, port, "Functions of the host inventory")
        group.connections.allow_internally(port, "Event sources, which are in the brokers' group")
        logs = log_group(self, "Log", days=configuration.log_days, key=key).log_group_name
        subnets = network.vpc.select_subnets(
            subnet_group_name=network.function_subnets.subnet_group_name, subnets=network.function_subnets.subnets
        )
        self._cluster = msk.CfnCluster(
            self,
            "Cluster",
            cluster_name=configuration.consumer_group_prefix,
            kafka_version=KAFKA_VERSION,
            number_of_broker_nodes=len(subnets.subnet_ids),
            broker_node_group_info=msk.CfnCluster.BrokerNodeGroupInfoProperty(
                client_subnets=subnets.subnet_ids,
                instance_type=choice.broker_type,
                security_groups=[group.security_group_id],
                storage_info=_storage(choice),
            ),
            client_authentication=_only_iam(),
            encryption_info=_encryption(key),
            configuration_info=self._settings(len(subnets.subnet_ids)),
            enhanced_monitoring="PER_TOPIC_PER_BROKER",
            logging_info=_logging(logs),
        )
        self._cluster.apply_removal_policy(RemovalPolicy.RETAIN if configuration.keeps_data else RemovalPolicy.DESTROY)
        self.arn = self._cluster.attr_arn
        self.bootstrap_servers = self._brokers()

    def _settings(self, brokers: int) -> msk.CfnCluster.ConfigurationInfoProperty:
        """Settings of the brokers: no topic appears by itself, and what is acknowledged survives a broker."""
        settings = {
            "auto.create.topics.enable": "false",
            "default.replication.factor": str(brokers),
            "min.insync.replicas": str(max(1, brokers - 1)),
            "message.max.bytes": str(LARGEST_MESSAGE),
            "replica.fetch.max.bytes": str(LARGEST_MESSAGE),
            "unclean.leader.election.enable": "false",
        }
        made = msk.CfnConfiguration(
            self,
            "Settings",
            name=f"{self.node.addr[:8]}-host-inventory",
            server_properties="\n".join(f"{name}={value}" for name, value in settings.items()),
        )
        return msk.CfnCluster.ConfigurationInfoProperty(arn=made.attr_arn, revision=1)

    def _brokers(self) -> str:
        """Addresses for IAM clients, which CloudFormation itself does not tell."""
        asked = custom_resources.AwsSdkCall(
            service="Kafka",
            action="getBootstrapBrokers",
            parameters={"ClusterArn": self.arn},
            physical_resource_id=custom_resources.PhysicalResourceId.of("bootstrap-brokers"),
        )
        answer = custom_resources.AwsCustomResource(
            self,
            "Brokers of it",
            on_create=asked,
            on_update=asked,
            policy=custom_resources.AwsCustomResourcePolicy.from_sdk_calls(resources=[self.arn]),
            install_latest_aws_sdk=False,
        )
        return answer.get_response_field("BootstrapBrokerStringSaslIam")


def _storage(choice: NewKafka) -> msk.CfnCluster.StorageInfoProperty | None:
    """Disks of the brokers; those of express brokers grow by themselves."""
    if choice.broker_type.startswith("express."):
        return None
    return msk.CfnCluster.StorageInfoProperty(
        ebs_storage_info=msk.CfnCluster.EBSStorageInfoProperty(volume_size=choice.storage_gb)
    )


def _only_iam() -> msk.CfnCluster.ClientAuthenticationProperty:
    return msk.CfnCluster.ClientAuthenticationProperty(
        sasl=msk.CfnCluster.SaslProperty(iam=msk.CfnCluster.IamProperty(enabled=True)),
        unauthenticated=msk.CfnCluster.UnauthenticatedProperty(enabled=False),
    )


def _encryption(key: kms.IKey) -> msk.CfnCluster.EncryptionInfoProperty:
    return msk.CfnCluster.EncryptionInfoProperty(
        encryption_at_rest=msk.CfnCluster.EncryptionAtRestProperty(data_volume_kms_key_id=key.key_arn),
        encryption_in_transit=msk.CfnCluster.EncryptionInTransitProperty(client_broker="TLS", in_cluster=True),
    )


def _logging(group_name: str) -> msk.CfnCluster.LoggingInfoProperty:
    to_group = msk.CfnCluster.CloudWatchLogsProperty(enabled=True, log_group=group_name)
    return msk.CfnCluster.LoggingInfoProperty(broker_logs=msk.CfnCluster.BrokerLogsProperty(cloud_watch_logs=to_group))
