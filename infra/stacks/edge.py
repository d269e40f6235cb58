"""The stack before the API where it has a firewall. It lies in CloudFront's region."""

from collections.abc import Iterable

from aws_cdk import Aws, CfnOutput, Environment, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.configuration.deployment import Configuration
from infra.configuration.firewall import EDGE_REGION, Firewall
from infra.constructs.edge.distribution import Distribution
from infra.constructs.edge.web_acl import WebAcl
from infra.constructs.inputs import required_input
from infra.constructs.key import data_key
from infra.constructs.retention import log_group
from infra.constructs.watching.bell import Bell, Watched

_REFUSED = 100
_FAILING_PERCENT = 5


class EdgeStack(Stack):
    """CloudFront, the web ACL unless others keep one, and their logs and alarms.

    It is made after the service, whose address it asks for, and can go before it: the API is closed without it.
    """

    def __init__(
        self, scope: Construct, construct_id: str, configuration: Configuration, *, firewall: Firewall
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            description="Host inventory: firewall",
            env=Environment(region=EDGE_REGION),
        )
        self._key = data_key(self, "Key", alias=f"alias/{construct_id}", of="logs of the firewall")
        self._log_days = configuration.log_days
        acl = None if firewall.web_acl_arn else self._web_acl(firewall, configuration.stack_prefix)
        self._distribution = Distribution(
            self,
            "Front",
            firewall=firewall,
            origin=required_input(
                self,
                "Origin",
                given=firewall.origin,
                description="Output DomainTarget of the service's stack",
                pattern=r"d-[a-z0-9]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com",
            ),
            web_acl_arn=firewall.web_acl_arn or (acl.arn if acl else ""),
            log_group=self._log("AccessLog"),
        )
        bell = Bell.of(self, configuration, firewall.alarm_topic_arn)
        for watched in self._watched(acl):
            bell.add(self, watched)
        CfnOutput(self, "PublicTarget", value=self._distribution.distribution.distribution_domain_name)

    def _web_acl(self, firewall: Firewall, prefix: str) -> WebAcl:
        return WebAcl(
            self,
            "WebAcl",
            metric_name=prefix,
            is_blocking=firewall.is_blocking,
            requests_per_address=firewall.requests_per_address,
            log_group=self._log("WebAclLog", name=f"aws-waf-logs-{prefix.lower()}"),
        )

    def _log(self, construct_id: str, *, name: str | None = None) -> logs.LogGroup:
        """A log group that AWS's services may write to, for this account."""
        group = log_group(self, construct_id, days=self._log_days, key=self._key, name=name)
        group.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("delivery.logs.amazonaws.com")],
                actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                resources=[group.log_group_arn],
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    "ArnLike": {"aws:SourceArn": f"arn:{Aws.PARTITION}:logs:{EDGE_REGION}:{Aws.ACCOUNT_ID}:*"},
                },
            )
        )
        return group

    def _watched(self, acl: WebAcl | None) -> Iterable[Watched]:
        if acl is not None:
            yield Watched("firewall refuses requests", "firewall-refuses-requests", acl.blocked, _REFUSED, 2)
        failing = self._distribution.failing_percent
        yield Watched("requests fail before the API", "requests-fail-before-the-api", failing, _FAILING_PERCENT, 2)
