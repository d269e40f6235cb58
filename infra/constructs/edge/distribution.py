"""CloudFront in front of the API's domain. It keeps no answer, and passes each request on as it came."""

from aws_cdk import Duration
from aws_cdk import aws_certificatemanager as certificates
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.configuration.firewall import Firewall

KEPT_ERRORS = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
"""Statuses that CloudFront keeps for ten seconds unless it is told otherwise, and gives to whoever asks next."""

_PATIENCE = Duration.seconds(40)
"""Longer than the 29 seconds in which the API answers."""

_LOGGED = (
    "date",
    "time",
    "x-edge-location",
    "sc-bytes",
    "c-ip",
    "cs-method",
    "cs(Host)",
    "cs-uri-stem",
    "sc-status",
    "x-edge-result-type",
    "x-edge-request-id",
    "cs-protocol",
    "cs-bytes",
    "time-taken",
    "ssl-protocol",
    "ssl-cipher",
    "x-edge-response-result-type",
    "x-edge-detailed-result-type",
    "time-to-first-byte",
)
"""Fields of its log: no query, which has names and values that somebody looks for, and no cookie."""


class Distribution(Construct):
    """The public address of the API.

    The header `Host` goes along, so a signature that names it is right at the API, too, whose domain has the same
    name. CloudFront shows the API its own certificate; the API lets in nobody without.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        firewall: Firewall,
        origin: str,
        web_acl_arn: str,
        log_group: logs.LogGroup,
    ) -> None:
        """`origin`: address of the API's domain in its region."""
        super().__init__(scope, construct_id)
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"Host inventory: {firewall.domain_name}",
            domain_names=[firewall.domain_name],
            certificate=certificates.Certificate.from_certificate_arn(self, "Certificate", firewall.certificate_arn),
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            web_acl_id=web_acl_arn,
            default_behavior=_everything_to(origin),
            error_responses=[
                cloudfront.ErrorResponse(http_status=status, ttl=Duration.seconds(0)) for status in KEPT_ERRORS
            ],
        )
        resource = self.distribution.node.default_child
        assert isinstance(resource, cloudfront.CfnDistribution)  # noqa: S101
        # The construct of the CDK does not know it yet.
        resource.add_property_override(
            "DistributionConfig.Origins.0.CustomOriginConfig.OriginMtlsConfig",
            {"ClientCertificateArn": firewall.client_certificate_arn},
        )
        self._add_log(log_group)

    @property
    def failing_percent(self) -> cloudwatch.Metric:
        """Requests that were answered with 5xx, by CloudFront or by the API, in percent of all."""
        return cloudwatch.Metric(
            namespace="AWS/CloudFront",
            metric_name="5xxErrorRate",
            statistic="Average",
            period=Duration.minutes(5),
            dimensions_map={"DistributionId": self.distribution.distribution_id, "Region": "Global"},
        )

    def _add_log(self, log_group: logs.LogGroup) -> None:
        name = self.node.addr
        source = logs.CfnDeliverySource(
            self, "Source", name=name, log_type="ACCESS_LOGS", resource_arn=self.distribution.distribution_arn
        )
        destination = logs.CfnDeliveryDestination(
            self, "Destination", name=name, destination_resource_arn=log_group.log_group_arn, output_format="json"
        )
        delivery = logs.CfnDelivery(
            self,
            "Delivery",
            delivery_source_name=name,
            delivery_destination_arn=destination.attr_arn,
            record_fields=list(_LOGGED),
        )
        delivery.add_resource_dependency(source)


def _everything_to(origin: str) -> cloudfront.BehaviorOptions:
    return cloudfront.BehaviorOptions(
        origin=origins.HttpOrigin(
            origin,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
            read_timeout=_PATIENCE,
        ),
        # Whoever sends a token in clear is refused, not led on.
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
        cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
        origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER,
        compress=False,
    )
