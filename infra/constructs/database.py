"""Aurora PostgreSQL, and the proxy that the API reaches it through."""

from typing import Literal

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_rds as rds
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.constructs.network import Network
from infra.packaging.artifacts import CA_BUNDLE

NAME = "inventory"
ADMINISTRATOR = "inventory_admin"
ROLE = "hbi"
PORT = 5432

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
    """A cluster with one writer and one reader to fail over to. Roles log in by IAM, over verified TLS."""

    def __init__(
        self, scope: Construct, construct_id: str, *, network: Network, min_acu: float, max_acu: float
    ) -> None:
        super().__init__(scope, construct_id)
        self.cluster = self._cluster(network, min_acu, max_acu)
        self.proxy = self._proxy(network)
        for endpoint in (self.cluster, self.proxy):
            endpoint.connections.allow_from(network.functions, ec2.Port.tcp(PORT), "Functions of the host inventory")

    @property
    def administrator_secret(self) -> secretsmanager.ISecret:
        """Password of the administrator, which RDS itself changes every week."""
        secret = self.cluster.secret
        if secret is None:
            raise LookupError("the cluster has no managed administrator password")
        return secret

    def url(self, through: Literal["proxy", "cluster"], user: str = ROLE) -> str:
        """Value of HBI_DATABASE_URL; passwords are IAM tokens and don't belong in it."""
        host = self.proxy.endpoint if through == "proxy" else self.cluster.cluster_endpoint.hostname
        return f"postgresql://{user}@{host}:{PORT}/{NAME}?sslmode=verify-full&sslrootcert={CA_BUNDLE}"

    def grant_login(self, grantee: iam.IGrantable, through: Literal["proxy", "cluster"]) -> None:
        """Lets somebody log in as the functions' role."""
        if through == "proxy":
            self.proxy.grant_connect(grantee, ROLE)
        else:
            self.cluster.grant_connect(grantee, ROLE)

    def _cluster(self, network: Network, min_acu: float, max_acu: float) -> rds.DatabaseCluster:
        engine = rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_7)
        # The roots in infra/certificates are those of this authority.
        authority = rds.CaCertificate.RDS_CA_RSA2048_G1
        writer = rds.ClusterInstance.serverless_v2("Writer", ca_certificate=authority, enable_performance_insights=True)
        reader = rds.ClusterInstance.serverless_v2(
            "Reader", ca_certificate=authority, enable_performance_insights=True, scale_with_writer=True
        )
        return rds.DatabaseCluster(
            self,
            "Cluster",
            engine=engine,
            default_database_name=NAME,
            credentials=rds.Credentials.from_username(ADMINISTRATOR),
            manage_master_user_password=True,
            iam_authentication=True,
            parameter_group=rds.ParameterGroup(self, "Parameters", engine=engine, parameters=PARAMETERS),
            writer=writer,
            readers=[reader],
            serverless_v2_min_capacity=min_acu,
            serverless_v2_max_capacity=max_acu,
            vpc=network.vpc,
            vpc_subnets=network.database_subnets,
            storage_encrypted=True,
            backup=rds.BackupProps(retention=Duration.days(14)),
            cloudwatch_logs_exports=["postgresql"],
            cloudwatch_logs_retention=logs.RetentionDays.ONE_MONTH,
            enable_performance_insights=True,
            deletion_protection=True,
            removal_policy=RemovalPolicy.SNAPSHOT,
        )

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
            max_connections_percent=60,  # the rest is for those who connect directly
            idle_client_timeout=Duration.minutes(30),
        )
