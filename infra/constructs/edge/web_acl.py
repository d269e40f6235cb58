"""The web ACL: AWS's managed rules, less what refuses requests that are in order here, and a rate by address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from infra.configuration.firewall import RATE_PERIOD_S

ALLOWED_RULES: Mapping[str, str] = {
    "SizeRestrictions_BODY": "facts, and groups of many hosts, have more than 8 KB",
    "SizeRestrictions_QUERYSTRING": "filters have more than 2 KB",
    "SizeRestrictions_URIPATH": "a path with more than 27 host ids has more than 1 KB",
    "GenericRFI_BODY": "facts are free text, and may be addresses",
    "EC2MetaDataSSRF_BODY": "facts are free text, and may be addresses",
    "GenericLFI_BODY": "facts and tags are free text, and may be paths; nothing opens files by them",
    "CrossSiteScripting_BODY": "names and facts are free text; nothing takes them for markup",
    "GenericRFI_QUERYARGUMENTS": "values of filters are free text",
    "EC2MetaDataSSRF_QUERYARGUMENTS": "values of filters are free text, and may be addresses",
    "GenericLFI_QUERYARGUMENTS": "values of filters are free text, and may be paths; nothing opens files by them",
    "RestrictedExtensions_QUERYARGUMENTS": "values of filters are free text: names of hosts may end like files",
    "CrossSiteScripting_QUERYARGUMENTS": "values of filters are free text; nothing takes them for markup",
    "NoUserAgent_HEADER": "programs that call an API need not name themselves",
}
"""Rules of the common set that only count, and what they would refuse."""

SECRET_HEADERS = ("authorization", "x-amz-security-token", "x-rh-identity", "cookie")
"""Headers that say who a caller is. No log has them."""


@dataclass(frozen=True)
class _ManagedGroup:
    """Rules that AWS keeps. `counting` are those that only count."""

    name: str
    counting: Sequence[str] = ()


_GROUPS = (
    _ManagedGroup("AWSManagedRulesAmazonIpReputationList"),
    _ManagedGroup("AWSManagedRulesKnownBadInputsRuleSet"),
    _ManagedGroup("AWSManagedRulesCommonRuleSet", tuple(ALLOWED_RULES)),
)
"""Without the set about SQL: it looks for SQL in free text, and statements here take all values as parameters."""


class WebAcl(Construct):
    """A web ACL for CloudFront. What it refuses, or would, is logged without what names callers."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        metric_name: str,
        is_blocking: bool,
        requests_per_address: int,
        log_group: logs.LogGroup,
    ) -> None:
        """`metric_name`: its name in CloudWatch. `log_group` must have a name that begins with `aws-waf-logs-`."""
        super().__init__(scope, construct_id)
        self._metric_name = metric_name
        rules = [
            _rate(requests_per_address, is_blocking=is_blocking),
            *(_managed(group, number, is_blocking=is_blocking) for number, group in enumerate(_GROUPS, start=1)),
        ]
        self._acl = wafv2.CfnWebACL(
            self,
            "Acl",
            scope="CLOUDFRONT",
            description="Host inventory: requests before they reach the API",
            default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
            rules=rules,
            visibility_config=_measured(metric_name),
        )
        self._add_log(log_group)

    @property
    def arn(self) -> str:
        """Its ARN."""
        return self._acl.attr_arn

    @property
    def blocked(self) -> cloudwatch.Metric:
        """Requests that were refused, in five minutes."""
        return cloudwatch.Metric(
            namespace="AWS/WAFV2",
            metric_name="BlockedRequests",
            statistic="Sum",
            period=Duration.minutes(5),
            dimensions_map={"WebACL": self._metric_name, "Rule": "ALL"},
        )

    def _add_log(self, log_group: logs.LogGroup) -> None:
        refused = [{"ActionCondition": {"Action": action}} for action in ("BLOCK", "COUNT", "EXCLUDED_AS_COUNT")]
        keep = {"Behavior": "KEEP", "Requirement": "MEETS_ANY", "Conditions": refused}
        # AWS WAF does not take the group's own ARN, which ends with `:*`.
        place = Stack.of(self).format_arn(
            service="logs",
            resource="log-group",
            resource_name=log_group.log_group_name,
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        wafv2.CfnLoggingConfiguration(
            self,
            "Log",
            resource_arn=self.arn,
            log_destination_configs=[place],
            redacted_fields=[
                wafv2.CfnLoggingConfiguration.FieldToMatchProperty(single_header={"Name": header})
                for header in SECRET_HEADERS
            ],
            logging_filter={"DefaultBehavior": "DROP", "Filters": [keep]},
        )


def _rate(requests: int, *, is_blocking: bool) -> wafv2.CfnWebACL.RuleProperty:
    statement = wafv2.CfnWebACL.RateBasedStatementProperty(
        limit=requests, aggregate_key_type="IP", evaluation_window_sec=RATE_PERIOD_S
    )
    return wafv2.CfnWebACL.RuleProperty(
        name="rate",
        priority=0,
        action=wafv2.CfnWebACL.RuleActionProperty(**({"block": {}} if is_blocking else {"count": {}})),
        statement=wafv2.CfnWebACL.StatementProperty(rate_based_statement=statement),
        visibility_config=_measured("rate"),
    )


def _managed(group: _ManagedGroup, priority: int, *, is_blocking: bool) -> wafv2.CfnWebACL.RuleProperty:
    count = wafv2.CfnWebACL.RuleActionProperty(count={})
    statement = wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
        vendor_name="AWS",
        name=group.name,
        rule_action_overrides=[
            wafv2.CfnWebACL.RuleActionOverrideProperty(name=rule, action_to_use=count) for rule in group.counting
        ]
        or None,
    )
    return wafv2.CfnWebACL.RuleProperty(
        name=group.name,
        priority=priority,
        override_action=wafv2.CfnWebACL.OverrideActionProperty(**({"none": {}} if is_blocking else {"count": {}})),
        statement=wafv2.CfnWebACL.StatementProperty(managed_rule_group_statement=statement),
        visibility_config=_measured(group.name),
    )


def _measured(name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    """Counted under its name. Samples of requests would show headers that the log leaves out."""
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )
