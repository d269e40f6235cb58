"""Who may call what over HTTP."""

import json

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk.assertions import Template

from infra.configuration.deployment import JwtIssuer
from infra.configuration.domain import Domain, Truststore
from infra.constructs.triggers.http_api import HttpApi, route_key
from infra.topology import FUNCTIONS, Route
from tests.infra.template import Templates, text

ROUTES = [(row.name, route) for row in FUNCTIONS for route in row.routes]
STRIP_IDENTITY = {"remove:header.x-rh-identity": ""}
JWT = JwtIssuer("https://login.example/realm", ("inventory",))


def test_the_api_has_exactly_the_routes_of_the_wiring_table(stacks: Templates) -> None:
    deployed = {route["RouteKey"] for route in stacks.of_type("AWS::ApiGatewayV2::Route").values()}
    assert deployed == {route_key(route) for _, route in ROUTES}


@pytest.mark.parametrize(("function", "route"), [pytest.param(f, r, id=route_key(r)) for f, r in ROUTES])
def test_a_route_reaches_its_function_and_only_public_ones_need_no_signature(
    stacks: Templates, function: str, route: Route
) -> None:
    deployed = _by_key(stacks.of_type("AWS::ApiGatewayV2::Route"))[route_key(route)]
    integration = _integration_of(deployed, stacks.of_type("AWS::ApiGatewayV2::Integration"))
    assert deployed["AuthorizationType"] == ("NONE" if route.public else "AWS_IAM")
    assert text(integration["IntegrationUri"]) == f"{{{stacks.alias_of(function)}}}"
    assert integration["PayloadFormatVersion"] == "2.0"
    assert integration.get("RequestParameters") == (STRIP_IDENTITY if route.public else None)


def test_requests_are_logged_and_throttled(stacks: Templates) -> None:
    stage = stacks.only("AWS::ApiGatewayV2::Stage")
    assert stage["DefaultRouteSettings"] == {"ThrottlingRateLimit": 500, "ThrottlingBurstLimit": 1000}
    assert {"status", "route", "latency_ms"} <= json.loads(stage["AccessLogSettings"]["Format"]).keys()


def test_api_gateway_may_call_the_function_on_every_route(stacks: Templates) -> None:
    permission = stacks.only("AWS::Lambda::Permission")
    assert text(permission["FunctionName"]) == f"{{{stacks.alias_of('api')}}}"
    assert text(permission["SourceArn"]).endswith("}/*/*/*")  # stage, method, path


def test_with_tokens_nobody_can_bring_an_identity_header() -> None:
    stack, _ = _api(JWT)
    template = Template.from_stack(stack)
    routes = _by_key({k: r["Properties"] for k, r in template.find_resources("AWS::ApiGatewayV2::Route").items()})
    integrations = template.find_resources("AWS::ApiGatewayV2::Integration").values()
    (authorizer,) = template.find_resources("AWS::ApiGatewayV2::Authorizer").values()
    for _, route in ROUTES:
        assert routes[route_key(route)]["AuthorizationType"] == ("NONE" if route.public else "JWT")
    assert [i["Properties"]["RequestParameters"] for i in integrations] == [STRIP_IDENTITY] * 2
    assert authorizer["Properties"]["JwtConfiguration"] == {"Issuer": JWT.issuer, "Audience": ["inventory"]}


def test_the_access_log_names_the_caller_whom_iam_knows(stacks: Templates) -> None:
    logged = json.loads(stacks.only("AWS::ApiGatewayV2::Stage")["AccessLogSettings"]["Format"])
    assert logged["caller"] == "$context.identity.userArn"


@pytest.mark.parametrize(
    ("claims", "caller", "organisation"),
    [
        pytest.param({}, "$context.authorizer.claims.sub", "$context.authorizer.claims.org_id", id="default claims"),
        pytest.param(
            {"org_id": "organization", "user_id": ""},
            None,
            "$context.authorizer.claims.organization",
            id="claims of the issuer, one of none",
        ),
    ],
)
def test_the_access_log_names_the_caller_and_the_organisation_of_a_token(
    claims: dict[str, str], caller: str | None, organisation: str
) -> None:
    stack, _ = _api(JwtIssuer(JWT.issuer, JWT.audience, claims))
    (stage,) = Template.from_stack(stack).find_resources("AWS::ApiGatewayV2::Stage").values()
    logged = json.loads(stage["Properties"]["AccessLogSettings"]["Format"])
    assert (logged.get("caller"), logged["organisation"]) == (caller, organisation)


def test_with_a_domain_of_ones_own_there_is_no_way_around_its_certificates() -> None:
    domain = Domain("inventory.example.org", "arn:aws:acm:eu-west-1:1:certificate/a", Truststore("trust", "ca.pem"))
    template = Template.from_stack(_api(None, domain)[0])
    (name,) = template.find_resources("AWS::ApiGatewayV2::DomainName").values()
    (api,) = template.find_resources("AWS::ApiGatewayV2::Api").values()
    (mapping,) = template.find_resources("AWS::ApiGatewayV2::ApiMapping").values()
    (configuration,) = name["Properties"]["DomainNameConfigurations"]
    assert name["Properties"]["DomainName"] == "inventory.example.org"
    assert name["Properties"]["MutualTlsAuthentication"] == {"TruststoreUri": "s3://trust/ca.pem"}
    assert configuration["SecurityPolicy"] == "TLS_1_2"
    assert api["Properties"]["DisableExecuteApiEndpoint"] is True
    assert mapping["Properties"]["Stage"]


def test_an_open_route_can_not_be_synthesised() -> None:
    stack, http = _api(None)
    for child in http.node.find_all():
        if isinstance(child, apigatewayv2.CfnRoute) and child.route_key.startswith("ANY"):
            child.authorization_type = "NONE"
    with pytest.raises(RuntimeError, match=r"ANY /api/inventory/v1/\{proxy\+\}.*neither public .* nor behind"):
        Template.from_stack(stack)


def _api(jwt: JwtIssuer | None, domain: Domain | None = None) -> tuple[Stack, HttpApi]:
    stack = Stack(App(), "Alone")
    functions = {
        row.name: lambda_.Function.from_function_arn(stack, row.name, f"arn:aws:lambda:eu-west-1:1:function:{row.name}")
        for row in FUNCTIONS
    }
    http = HttpApi(
        stack,
        "Http",
        table=FUNCTIONS,
        functions=functions,
        jwt=jwt,
        requests_per_second=1,
        key=kms.Key(stack, "Key"),
        log_days=7,
        domain=domain,
    )
    return stack, http


def _by_key(routes: dict[str, dict]) -> dict[str, dict]:
    return {route["RouteKey"]: route for route in routes.values()}


def _integration_of(route: dict, integrations: dict[str, dict]) -> dict:
    (_, target) = route["Target"]["Fn::Join"][1]
    return integrations[target["Ref"]]
