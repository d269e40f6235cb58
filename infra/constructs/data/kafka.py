"""The MSK cluster: names of what is in it, and who may do what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aws_cdk import Fn
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from infra.configuration.estate import KafkaAuth

_EVENT_SOURCE_AUTH: Mapping[KafkaAuth, str] = {
    "scram": "SASL_SCRAM_512_AUTH",
    "mtls": "CLIENT_CERTIFICATE_TLS_AUTH",
}


@dataclass(frozen=True)
class KafkaCluster:
    """A cluster that functions and event sources log in at by IAM or, without rights of IAM in it, with a secret."""

    arn: str
    bootstrap_servers: str
    auth: KafkaAuth = "iam"
    secret_arn: str | None = None
    """Where user and password, or certificate and key, are kept; functions get it as any other secret."""

    @property
    def source_access(self) -> list[lambda_.CfnEventSourceMapping.SourceAccessConfigurationProperty]:
        """How an event source logs in, where it is not by the function's role."""
        if self.auth == "iam":
            return []
        return [
            lambda_.CfnEventSourceMapping.SourceAccessConfigurationProperty(
                type=_EVENT_SOURCE_AUTH[self.auth], uri=self.secret_arn
            )
        ]

    def grant_produce(self, grantee: iam.IGrantable, topics: Iterable[str]) -> None:
        """Lets a function write topics, idempotently."""
        self._grant(grantee, [self.arn], "Connect", "DescribeCluster", "WriteDataIdempotently")
        self._grant(grantee, [self._arn_of("topic", topic) for topic in topics], "DescribeTopic", "WriteData")

    def grant_read(self, grantee: iam.IGrantable, topics: Iterable[str]) -> None:
        """Lets a function look into topics by itself, outside of any consumer group."""
        self._grant(grantee, [self.arn], "Connect", "DescribeCluster")
        self._grant(grantee, [self._arn_of("topic", topic) for topic in topics], "DescribeTopic", "ReadData")

    def grant_consume(self, grantee: iam.IGrantable, topics: Iterable[str], groups: Iterable[str]) -> None:
        """Lets an event source read topics on behalf of a function, as members of consumer groups."""
        self._grant(grantee, [self.arn], "Connect", "DescribeCluster", "DescribeClusterDynamicConfiguration")
        self._grant(grantee, [self._arn_of("topic", topic) for topic in topics], "DescribeTopic", "ReadData")
        self._grant(grantee, [self._arn_of("group", group) for group in groups], "DescribeGroup", "AlterGroup")
        grantee.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["kafka:DescribeCluster", "kafka:DescribeClusterV2", "kafka:GetBootstrapBrokers"],
                resources=[self.arn],
            )
        )
        # The event source looks at the cluster's network before it enters it; these calls know no resources.
        grantee.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"], resources=["*"]
            )
        )

    def _grant(self, grantee: iam.IGrantable, resources: list[str], *actions: str) -> None:
        if self.auth != "iam":  # the brokers' own access lists decide
            return
        iam.Grant.add_to_principal(
            grantee=grantee, actions=[f"kafka-cluster:{action}" for action in actions], resource_arns=resources
        )

    def grant_create(self, grantee: iam.IGrantable, topics: Iterable[str]) -> None:
        """Lets a function create topics that are missing."""
        self._grant(grantee, [self.arn], "Connect", "DescribeCluster")
        self._grant(grantee, [self._arn_of("topic", topic) for topic in topics], "CreateTopic", "DescribeTopic")

    def grant_describe(self, grantee: iam.IGrantable, topics: Iterable[str]) -> None:
        """Lets a function see whether topics are there, and nothing in them."""
        self._grant(grantee, [self.arn], "Connect", "DescribeCluster")
        self._grant(grantee, [self._arn_of("topic", topic) for topic in topics], "DescribeTopic")

    def _arn_of(self, kind: str, name: str) -> str:
        """`arn:…:cluster/NAME/UUID` names topics and groups `arn:…:topic/NAME/UUID/TOPIC`."""
        halves = Fn.split(":cluster/", self.arn)
        return f"{Fn.select(0, halves)}:{kind}/{Fn.select(1, halves)}/{name}"
