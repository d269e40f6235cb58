"""What stands before the API where it has a firewall."""

from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App
from aws_cdk.assertions import Template

from infra.configuration.deployment import Configuration
from infra.stacks.edge import EdgeStack
from tests.infra.conftest import FIREWALL
from tests.infra.constructs.test_alarms import sections
from tests.infra.template import Templates, text

WEB_ACL = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/central/0a1b-2c3d"
ORIGIN = "d-0a1b2c.execute-api.eu-west-1.amazonaws.com"
TOPIC = "arn:aws:sns:us-east-1:111122223333:on-call"

COMMON_RULES = {
    "NoUserAgent_HEADER",
    "UserAgent_BadBots_HEADER",
    "SizeRestrictions_QUERYSTRING",
    "SizeRestrictions_Cookie_HEADER",
    "SizeRestrictions_BODY",
    "SizeRestrictions_URIPATH",
    "EC2MetaDataSSRF_BODY",
    "EC2MetaDataSSRF_COOKIE",
    "EC2MetaDataSSRF_URIPATH",
    "EC2MetaDataSSRF_QUERYARGUMENTS",
    "GenericLFI_QUERYARGUMENTS",
    "GenericLFI_URIPATH",
    "GenericLFI_BODY",
    "RestrictedExtensions_URIPATH",
    "RestrictedExtensions_QUERYARGUMENTS",
    "GenericRFI_QUERYARGUMENTS",
    "GenericRFI_BODY",
    "GenericRFI_URIPATH",
    "CrossSiteScripting_COOKIE",
    "CrossSiteScripting_QUERYARGUMENTS",
    "CrossSiteScripting_BODY",
    "CrossSiteScripting_URIPATH",
}
"""Rules of AWSManagedRulesCommonRuleSet, as AWS's documentation lists them."""


def test_without_the_choice_there_is_no_stack_before_the_api(stacks: Templates) -> None:
    assert stacks.by_stack.keys() == {"HostInventory", "HostInventoryData"}


def test_nobody_reaches_the_api_beside_cloudfront(walled: Templates) -> None:
    name = walled.only("AWS::ApiGatewayV2::DomainName")
    [origin] = _front(walled)["Origins"]
    assert walled.only("AWS::ApiGatewayV2::Api")["DisableExecuteApiEndpoint"] is True
    assert name["MutualTlsAuthentication"] == {"TruststoreUri": "s3://truststore/cloudfront.pem"}
    assert origin["CustomOriginConfig"]["OriginMtlsConfig"] == {
        "ClientCertificateArn": FIREWALL["firewallClientCertificateArn"]
    }


def test_routes_are_behind_the_same_authorizer_as_without(walled: Templates, stacks: Templates) -> None:
    def authorised(templates: Templates) -> dict[str, str]:
        routes = templates.of_type("AWS::ApiGatewayV2::Route").values()
        return {route["RouteKey"]: route["AuthorizationType"] for route in routes}

    assert authorised(walled) == authorised(stacks)


def test_a_signature_of_the_public_host_is_right_at_the_api(walled: Templates) -> None:
    front, name = _front(walled), walled.only("AWS::ApiGatewayV2::DomainName")
    all_headers = "216adef6-5c7f-47e4-b989-5492eafa07d3"  # AWS's policy AllViewer: `Host` and `Authorization`, too
    assert front["Aliases"] == [name["DomainName"]] == ["inventory.example.org"]
    assert front["DefaultCacheBehavior"]["OriginRequestPolicyId"] == all_headers
    assert text(front["Origins"][0]["DomainName"]) == "{Origin}"
    assert "CacheBehaviors" not in front


def test_cloudfront_keeps_no_answer_and_no_error(walled: Templates) -> None:
    behavior = _front(walled)["DefaultCacheBehavior"]
    kept = {error["ErrorCode"]: error["ErrorCachingMinTTL"] for error in _front(walled)["CustomErrorResponses"]}
    assert behavior["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # AWS's policy CachingDisabled
    assert {404, 500, 502, 503, 504} <= kept.keys()
    assert set(kept.values()) == {0}
    assert set(behavior["AllowedMethods"]) == {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}


def test_nothing_goes_in_clear(walled: Templates) -> None:
    front = _front(walled)
    assert front["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "https-only"
    assert front["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    origin = front["Origins"][0]["CustomOriginConfig"]
    assert (origin["OriginProtocolPolicy"], origin["OriginSSLProtocols"]) == ("https-only", ["TLSv1.2"])
    assert origin["OriginReadTimeout"] > walled.function("api")["Timeout"]


def test_the_web_acl_has_a_rate_and_managed_rules_and_is_in_front(walled: Templates) -> None:
    acl = walled.only("AWS::WAFv2::WebACL")
    rate, *managed = acl["Rules"]
    assert acl["Scope"] == "CLOUDFRONT"
    assert text(_front(walled)["WebACLId"]).endswith(".Arn}")
    assert ":us-east-1:" in text(walled.only("AWS::WAFv2::LoggingConfiguration")["LogDestinationConfigs"][0])
    assert rate["Action"] == {"Block": {}}
    assert rate["Statement"]["RateBasedStatement"]["Limit"] == 150_000  # 500 a second for five minutes
    assert {rule["Statement"]["ManagedRuleGroupStatement"]["Name"] for rule in managed} == {
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesCommonRuleSet",
    }
    assert {str(rule["OverrideAction"]) for rule in managed} == {str({"None": {}})}


def test_rules_that_refuse_what_is_in_order_only_count(walled: Templates) -> None:
    counting = {
        override["Name"]
        for rule in walled.only("AWS::WAFv2::WebACL")["Rules"][1:]
        for override in rule["Statement"]["ManagedRuleGroupStatement"].get("RuleActionOverrides", [])
        if override["ActionToUse"] == {"Count": {}}
    }
    free_text = {rule for rule in COMMON_RULES if rule.endswith(("_BODY", "_QUERYARGUMENTS", "_QUERYSTRING"))}
    assert counting == {*free_text, "SizeRestrictions_URIPATH", "NoUserAgent_HEADER"}


def test_logs_are_encrypted_and_name_no_caller(walled: Templates) -> None:
    log = walled.only("AWS::WAFv2::LoggingConfiguration")
    delivery = walled.only("AWS::Logs::Delivery")
    hidden = {field["SingleHeader"]["Name"] for field in log["RedactedFields"]}
    edge = walled.by_stack["HostInventoryEdge"]["Resources"].values()
    groups = [resource["Properties"] for resource in edge if resource["Type"] == "AWS::Logs::LogGroup"]
    assert {"authorization", "x-rh-identity"} <= hidden
    assert {"cs-uri-query", "cs(Cookie)"}.isdisjoint(delivery["RecordFields"])
    assert text(log["LogDestinationConfigs"][0]).partition(":log-group:")[2] != ""
    assert not text(log["LogDestinationConfigs"][0]).endswith("*")
    assert len(groups) == 2
    for group in groups:
        assert (group["RetentionInDays"], "KmsKeyId" in group) == (30, True)
    assert walled.only("AWS::WAFv2::WebACL")["VisibilityConfig"]["SampledRequestsEnabled"] is False


@pytest.fixture(scope="module")
def counting() -> Template:
    """A firewall that only counts, before callers with tokens."""
    tokens = {"authorizer": "jwt", "jwtIssuer": "https://login.example", "jwtAudience": "a"}
    return _edge({**FIREWALL, **tokens, "firewall": "count", "firewallAlarmTopicArn": TOPIC})


@pytest.fixture(scope="module")
def existing() -> Template:
    """A firewall with a web ACL and an address that are given."""
    return _edge({**FIREWALL, "firewall": "existing", "firewallWebAclArn": WEB_ACL, "firewallOrigin": ORIGIN})


def test_alarms_of_the_edge_lead_to_the_runbook_too(counting: Template, project_root: Path) -> None:
    known = sections((project_root / "docs/runbook.md").read_text())
    anchors = set()
    for alarm in _properties(counting, "AWS::CloudWatch::Alarm"):
        anchors.add(alarm["AlarmDescription"].rpartition("#")[2])
        assert alarm["AlarmActions"] == alarm["OKActions"] == [TOPIC]
    assert anchors == {"firewall-refuses-requests", "requests-fail-before-the-api"}
    assert anchors <= known.keys()


def test_in_count_mode_nothing_is_refused(counting: Template) -> None:
    [acl] = _properties(counting, "AWS::WAFv2::WebACL")
    rate, *managed = acl["Rules"]
    assert rate["Action"] == {"Count": {}}
    assert [rule["OverrideAction"] for rule in managed] == [{"Count": {}}] * 3


def test_an_address_may_ask_less_often_where_callers_are_users(counting: Template) -> None:
    [acl] = _properties(counting, "AWS::WAFv2::WebACL")
    assert acl["Rules"][0]["Statement"]["RateBasedStatement"]["Limit"] == 30_000


def test_a_web_acl_that_is_there_is_used(existing: Template) -> None:
    [front] = _properties(existing, "AWS::CloudFront::Distribution")
    assert _properties(existing, "AWS::WAFv2::WebACL") == []
    assert front["DistributionConfig"]["WebACLId"] == WEB_ACL


def test_the_address_of_the_api_is_asked_for_unless_it_is_given(existing: Template, walled: Templates) -> None:
    [front] = _properties(existing, "AWS::CloudFront::Distribution")
    assert front["DistributionConfig"]["Origins"][0]["DomainName"] == ORIGIN
    assert "Origin" not in existing.to_json()["Parameters"]
    assert "Origin" in walled.by_stack["HostInventoryEdge"]["Parameters"]


def _front(stacks: Templates) -> dict[str, Any]:
    return stacks.only("AWS::CloudFront::Distribution")["DistributionConfig"]


def _properties(template: Template, type_name: str) -> list[dict[str, Any]]:
    return [resource["Properties"] for resource in template.find_resources(type_name).values()]


def _edge(choices: dict[str, str]) -> Template:
    configuration = Configuration.from_app(choices)
    assert configuration.firewall is not None
    return Template.from_stack(EdgeStack(App(), "HostInventoryEdge", configuration, firewall=configuration.firewall))
