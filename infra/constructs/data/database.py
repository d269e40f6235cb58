"""Aurora PostgreSQL, and the proxy that the API reaches it through."""

from typing import Literal

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.configuration import capacity
from infra.configuration.deployment import Configuration
from infra.configuration.estate import ExistingDatabase
from infra.constructs.network import Network
from infra.constructs.retention import retention
from infra.packaging.artifacts import CA_BUNDLE

NAME = "inventory"
ADMINISTRATOR = "inventory_admin"
ROLE = "hbi"
PORT = 5432

ENGINE = rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_7)

PARAMETERS = {
    "rds.logical_replication": "1",  # subscribers of the outbox read the write-ahead log
    "rds.force_ssl": "1",
    "shared_preload_libraries": "pg_stat_statements",
    "default_toast_compression": "lz4",
    "jit": "0",
    "random_page_cost": "1.1",
    "track_io_timing": "1",
    "log_min_duration_statement": "1000",
    "log_lock_waits": "1",
}


class Database(Construct):
    """A cluster of our own or of others, and our proxy. Roles log in by IAM, over verified TLS."""

    def __init__(
        self, scope: Construct, construct_id: str, *, network: Network, configuration: Configuration, key: kms.IKey
    ) -> None:
        super().__init__(scope, construct_id)
        existing = configuration.existing_database
        self.cluster: rds.IDatabaseCluster
        self.administrator_secret: secretsmanager.ISecret
        """Name and password of the administrator. Of our own cluster RDS changes it every week."""
        if existing is None:
            self.name = NAME
            self.cluster, self.administrator_secret = self._new(network, configuration, key)
        else:
            self.name = existing.name
            self.cluster, self.administrator_secret = self._existing(existing)
        self.proxy = self._proxy(network)
        for endpoint in (self.cluster, self.proxy):
            endpoint.connections.allow_from(network.functions, ec2.Port.tcp(PORT), "Functions of the host inventory")

    def url(self, through: Literal["proxy", "cluster"], user: str = ROLE) -> str:
        """Value of HBI_DATABASE_URL; passwords are IAM tokens and don't belong in it."""
        host = self.proxy.endpoint if through == "proxy" else self.cluster.cluster_endpoint.hostname
        return f"postgresql://{user}@{host}:{PORT}/{self.name}?sslmode=verify-full&sslrootcert={CA_BUNDLE}"

    def grant_login(self, grantee: iam.IGrantable, through: Literal["proxy", "cluster"]) -> None:
        """Lets somebody log in as the functions' role."""
        if through == "proxy":
            self.proxy.grant_connect(grantee, ROLE)
        else:
            self.cluster.grant_connect(grantee, ROLE)

    def _new(
        self, network: Network, configuration: Configuration, key: kms.IKey
    ) -> tuple[rds.IDatabaseCluster, secretsmanager.ISecret]:
        keeps = configuration.keeps_data
        cluster = rds.DatabaseCluster(
            self,
            "Cluster",
            engine=ENGINE,
            default_database_name=NAME,
            credentials=rds.Credentials.from_username(ADMINISTRATOR),
            manage_master_user_password=True,
            iam_authentication=True,
            parameter_group=rds.ParameterGroup(self, "Parameters", engine=ENGINE, parameters=PARAMETERS),
            writer=_instance("Writer"),
            readers=_readers(configuration.database_readers),
            serverless_v2_min_capacity=configuration.database_min_acu,
            serverless_v2_max_capacity=configuration.database_max_acu,
            vpc=network.vpc,
            vpc_subnets=network.database_subnets,
            storage_encrypted=True,
            storage_encryption_key=key,
            copy_tags_to_snapshot=True,
            backup=rds.BackupProps(retention=Duration.days(configuration.backup_days)),
            cloudwatch_logs_exports=["postgresql"],
            cloudwatch_logs_retention=retention(configuration.log_days),
            enable_performance_insights=True,
            deletion_protection=keeps,
            removal_policy=RemovalPolicy.SNAPSHOT if keeps else RemovalPolicy.DESTROY,
        )
        if cluster.secret is None:
            raise LookupError("the cluster has no managed administrator password")
        return cluster, cluster.secret

    def _existing(self, existing: ExistingDatabase) -> tuple[rds.IDatabaseCluster, secretsmanager.ISecret]:
        group = ec2.SecurityGroup.from_security_group_id(self, "ClusterSecurityGroup", existing.security_group_id)
        cluster = rds.DatabaseCluster.from_database_cluster_attributes(
            self,
            "Cluster",
            cluster_identifier=existing.cluster_id,
            cluster_endpoint_address=existing.endpoint,
            cluster_resource_identifier=existing.resource_id,
            port=PORT,
            engine=ENGINE,
            security_groups=[group],
        )
        secret = secretsmanager.Secret.from_secret_complete_arn(self, "Administrator", existing.secret_arn)
        return cluster, secret

    def _proxy(self, network: Network) -> rds.DatabaseProxy:
        role = iam.Role(self, "ProxyRole", assumed_by=iam.ServicePrincipal("rds.amazonaws.com"))
        self.cluster.grant_connect(role, ROLE)
        return rds.DatabaseProxy(
            self,
            "Proxy",
            proxy_target=rds.ProxyTarget.from_cluster(self.cluster),
            default_auth_scheme=rds.DefaultAuthScheme.IAM_AUTH,
            role=role,
            require_tls=True,
            vpc=network.vpc,
            vpc_subnets=network.function_subnets,
            borrow_timeout=Duration.seconds(10),
            max_connections_percent=capacity.PROXY_PERCENT,  # the rest is for those who connect directly
            idle_client_timeout=Duration.minutes(30),
        )


def _readers(number: int) -> list[rds.IClusterInstance]:
    """Instances to fail over to; the first grows with the writer, so that it can take its place at once."""
    names = ["Reader", *(f"Reader{place}" for place in range(2, number + 1))]
    return [_instance(name, scales_with_writer=name == "Reader") for name in names[:number]]


def _instance(name: str, *, scales_with_writer: bool | None = None) -> rds.IClusterInstance:
    return rds.ClusterInstance.serverless_v2(
        name,
        # The roots in infra/certificates are those of this authority.
        ca_certificate=rds.CaCertificate.RDS_CA_RSA2048_G1,
        enable_performance_insights=True,
        scale_with_writer=scales_with_writer,
    )
