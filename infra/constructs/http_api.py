"""The HTTP API: a route of the wiring table is either public or behind an authorizer, never in between."""

import json
from collections.abc import Mapping

import jsii
from aws_cdk import CfnOutput, Duration, RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct, IConstruct, IValidation

from infra.configuration import JwtIssuer
from infra.topology import Function, Route

IDENTITY_HEADER = "x-rh-identity"

ACCESS_LOG = {
    "request_id": "requestId",
    "time": "requestTime",
    "ip": "identity.sourceIp",
    "method": "httpMethod",
    "path": "path",
    "route": "routeKey",
    "status": "status",
    "bytes": "responseLength",
    "latency_ms": "responseLatency",
    "function_ms": "integrationLatency",
    "error": "error.message",
    "function_error": "integrationErrorMessage",
}


class HttpApi(Construct):
    """An HTTP API in front of the functions that have routes.

    The API function believes the identity header, so the header only passes where an authorizer vouches for the
    caller: with IAM those who may invoke the API are gateways that have checked who they speak for. On public routes,
    and where tokens name the caller, the header is removed before the function sees it.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        table: tuple[Function, ...],
        functions: Mapping[str, lambda_.Function],
        jwt: JwtIssuer | None,
        requests_per_second: int,
    ) -> None:
        super().__init__(scope, construct_id)
        self.api = apigatewayv2.HttpApi(
            self, "Api", api_name="host-inventory", create_default_stage=False, description="Host inventory"
        )
        self._authorizer = _authorizer(jwt)
        self._header_is_vouched_for = jwt is None
        for row in table:
            self._add_routes(row, functions[row.name])
        self._add_stage(requests_per_second)
        self.node.add_validation(NoOpenRoutes(self, table))
        CfnOutput(self, "Url", value=self.api.api_endpoint)

    def _add_routes(self, row: Function, function: lambda_.Function) -> None:
        protected = _integration(f"{row.name}-protected", function, passes_header=self._header_is_vouched_for)
        public = _integration(f"{row.name}-public", function, passes_header=False)
        for route in row.routes:
            self.api.add_routes(
                path=route.path,
                methods=[apigatewayv2.HttpMethod(route.method)],
                integration=public if route.public else protected,
                authorizer=None if route.public else self._authorizer,
            )

    def _add_stage(self, requests_per_second: int) -> None:
        stage = apigatewayv2.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            auto_deploy=True,
            throttle=apigatewayv2.ThrottleSettings(rate_limit=requests_per_second, burst_limit=2 * requests_per_second),
        )
        access_log = logs.LogGroup(
            self, "AccessLog", retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.DESTROY
        )
        resource = stage.node.default_child
        assert isinstance(resource, apigatewayv2.CfnStage)  # noqa: S101
        resource.access_log_settings = apigatewayv2.CfnStage.AccessLogSettingsProperty(
            destination_arn=access_log.log_group_arn,
            format=json.dumps({field: f"$context.{source}" for field, source in ACCESS_LOG.items()}),
        )


def _authorizer(jwt: JwtIssuer | None) -> apigatewayv2.IHttpRouteAuthorizer:
    if jwt is None:
        return authorizers.HttpIamAuthorizer()
    return authorizers.HttpJwtAuthorizer("Jwt", jwt.issuer, jwt_audience=list(jwt.audience))


def _integration(name: str, function: lambda_.Function, *, passes_header: bool) -> integrations.HttpLambdaIntegration:
    mapping = None if passes_header else apigatewayv2.ParameterMapping().remove_header(IDENTITY_HEADER)
    return integrations.HttpLambdaIntegration(
        name, function, parameter_mapping=mapping, scope_permission_to_route=False, timeout=Duration.seconds(29)
    )


@jsii.implements(IValidation)
class NoOpenRoutes:
    """Refuses to synthesise an API with a protected path that anybody may call."""

    def __init__(self, scope: IConstruct, table: tuple[Function, ...]) -> None:
        self._scope = scope
        self._public = {route_key(route) for row in table for route in row.routes if route.public}

    def validate(self) -> list[str]:
        """A sentence for each open route."""
        routes = [child for child in self._scope.node.find_all() if isinstance(child, apigatewayv2.CfnRoute)]
        return [
            f"route {route.route_key!r} is neither public in infra/topology.py nor behind an authorizer"
            for route in routes
            if route.authorization_type not in {"AWS_IAM", "JWT"} and route.route_key not in self._public
        ]


def route_key(route: Route) -> str:
    """The name of a route in API Gateway."""
    return f"{route.method} {route.path}"
