"""The HTTP API: a route of the wiring table is either public or behind an authorizer, never in between."""

import json
from collections.abc import Mapping

import jsii
from aws_cdk import CfnOutput, Duration
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_certificatemanager as certificates
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct, IConstruct, IValidation

from infra.configuration.deployment import JwtIssuer
from infra.configuration.domain import Domain, Truststore
from infra.constructs.retention import log_group
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

    def __init__(  # noqa: PLR0913 - what answers, who may ask, and under which name
        self,
        scope: Construct,
        construct_id: str,
        *,
        table: tuple[Function, ...],
        functions: Mapping[str, lambda_.IFunction],
        jwt: JwtIssuer | None,
        requests_per_second: int,
        key: kms.IKey,
        log_days: int,
        domain: Domain | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.api = apigatewayv2.HttpApi(
            self,
            "Api",
            api_name="host-inventory",
            create_default_stage=False,
            description="Host inventory",
            # The other address would be a way around the certificates that callers must bring.
            disable_execute_api_endpoint=True if domain else None,
        )
        self._domain = domain
        self._authorizer = _authorizer(jwt)
        self._header_is_vouched_for = jwt is None
        for row in table:
            if row.routes:
                self._add_routes(row, functions[row.name])
        self._add_stage(requests_per_second, _logged(jwt), log_group(self, "AccessLog", days=log_days, key=key))
        self.node.add_validation(NoOpenRoutes(self, table))
        CfnOutput(self, "Url", value=f"https://{domain.name}" if domain else self.api.api_endpoint)

    def _add_routes(self, row: Function, function: lambda_.IFunction) -> None:
        protected = _integration(f"{row.name}-protected", function, passes_header=self._header_is_vouched_for)
        public = _integration(f"{row.name}-public", function, passes_header=False)
        for route in row.routes:
            self.api.add_routes(
                path=route.path,
                methods=[apigatewayv2.HttpMethod(route.method)],
                integration=public if route.public else protected,
                authorizer=None if route.public else self._authorizer,
            )

    def _add_stage(self, requests_per_second: int, fields: Mapping[str, str], access_log: logs.ILogGroup) -> None:
        stage = apigatewayv2.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            auto_deploy=True,
            throttle=apigatewayv2.ThrottleSettings(rate_limit=requests_per_second, burst_limit=2 * requests_per_second),
            domain_mapping=self._domain_mapping(),
        )
        resource = stage.node.default_child
        assert isinstance(resource, apigatewayv2.CfnStage)  # noqa: S101
        resource.access_log_settings = apigatewayv2.CfnStage.AccessLogSettingsProperty(
            destination_arn=access_log.log_group_arn,
            format=json.dumps({field: f"$context.{source}" for field, source in fields.items()}),
        )

    def _domain_mapping(self) -> apigatewayv2.DomainMappingOptions | None:
        """The domain's name for the whole API. Its DNS record is made by whoever keeps the zone."""
        if self._domain is None:
            return None
        certificate = certificates.Certificate.from_certificate_arn(self, "Certificate", self._domain.certificate_arn)
        truststore = self._domain.truststore
        name = apigatewayv2.DomainName(
            self,
            "Domain",
            domain_name=self._domain.name,
            certificate=certificate,
            security_policy=apigatewayv2.SecurityPolicy.TLS_1_2,
            mtls=None if truststore is None else self._mutual_tls(truststore),
        )
        CfnOutput(self, "DomainTarget", value=name.regional_domain_name)
        return apigatewayv2.DomainMappingOptions(domain_name=name)

    def _mutual_tls(self, truststore: Truststore) -> apigatewayv2.MTLSConfig:
        bucket = s3.Bucket.from_bucket_name(self, "Truststore", truststore.bucket)
        return apigatewayv2.MTLSConfig(bucket=bucket, key=truststore.key)


def _logged(jwt: JwtIssuer | None) -> Mapping[str, str]:
    """Fields of the access log: what was asked for, and who asked for which organisation."""
    if jwt is None:
        return {**ACCESS_LOG, "caller": "identity.userArn"}
    claims = {"org_id": "org_id", "user_id": "sub", **jwt.claims}
    named = {"caller": claims["user_id"], "organisation": claims["org_id"]}
    return {**ACCESS_LOG, **{field: f"authorizer.claims.{claim}" for field, claim in named.items() if claim}}


def _authorizer(jwt: JwtIssuer | None) -> apigatewayv2.IHttpRouteAuthorizer:
    if jwt is None:
        return authorizers.HttpIamAuthorizer()
    return authorizers.HttpJwtAuthorizer("Jwt", jwt.issuer, jwt_audience=list(jwt.audience))


def _integration(name: str, function: lambda_.IFunction, *, passes_header: bool) -> integrations.HttpLambdaIntegration:
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
