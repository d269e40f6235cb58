"""A web application firewall before the API's domain, if there is to be one: CloudFront with a web ACL."""

from dataclasses import dataclass, replace
from typing import Literal

from infra.configuration.context import Context, UnusableContext, matching, one_of, whole
from infra.configuration.domain import Domain, Truststore, truststore

type FirewallMode = Literal["off", "count", "block", "existing"]

EDGE_REGION = "us-east-1"
"""Where CloudFront takes certificates and web ACLs from, and writes its metrics to."""

RATE_PERIOD_S = 300

_MODES: tuple[FirewallMode, ...] = ("off", "count", "block", "existing")
_DETAILS = (
    "firewallCertificateArn",
    "firewallClientCertificateArn",
    "firewallTruststoreUri",
    "firewallOrigin",
    "firewallWebAclArn",
    "firewallRequestsPerAddress",
    "firewallAlarmTopicArn",
)
_CERTIFICATE = rf"arn:aws:acm:{EDGE_REGION}:\d{{12}}:certificate/[\w-]+"
_WEB_ACL = rf"arn:aws:wafv2:{EDGE_REGION}:\d{{12}}:global/webacl/[\w-]+/[\w-]+"
_ORIGIN = r"d-[a-z0-9]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com"

_LEAST_RATE, _MOST_RATE = 10, 2_000_000_000
"""AWS WAF's own limits of a rate."""

_SHARE_OF_A_USER = 5
"""With tokens, an address may use a fifth of what the API takes; with IAM it may be the only gateway."""


@dataclass(frozen=True)
class Firewall:
    """CloudFront with a web ACL, which alone can reach the API."""

    domain_name: str
    """The name that callers use. It is the API's, too: signatures name the host."""
    certificate_arn: str
    """The certificate that callers see."""
    client_certificate_arn: str
    """The certificate that CloudFront shows the API."""
    truststore: Truststore
    """The authority of that certificate. The API lets nobody else in."""
    origin: str | None
    """Address of the API's domain in its region; None where it is asked for at deploy."""
    web_acl_arn: str | None
    """A web ACL that others keep; None for one of our own."""
    is_blocking: bool
    """Whether our own rules refuse requests. If not, they count what they would refuse."""
    requests_per_address: int
    """Requests of one address in five minutes, above which our own web ACL refuses them."""
    alarm_topic_arn: str | None

    def closing(self, domain: Domain) -> Domain:
        """The API's domain, which lets in nobody but CloudFront."""
        return replace(domain, truststore=self.truststore)


def firewall(
    context: Context, domain: Domain | None, *, are_tokens: bool, requests_per_second: int, alarm_topic_arn: str | None
) -> Firewall | None:
    """The firewall that is chosen; None without one.

    Args:
        are_tokens: whether callers bring tokens; otherwise they sign for IAM.
    Raises:
        UnusableContext: choices do not fit each other, or lie where CloudFront does not look.
    """
    mode = one_of(context, "firewall", _MODES[0], _MODES)
    if mode == "off":
        if names := [name for name in _DETAILS if context(name) is not None]:
            raise UnusableContext(f"context {', '.join(names)} needs firewall, one of {', '.join(_MODES[1:])}")
        return None
    if domain is None:
        raise UnusableContext(f"context firewall={mode} needs domainName: API Gateway's own address takes no web ACL")
    if domain.truststore is not None:
        raise UnusableContext(
            f"context domainTruststoreUri does not fit firewall={mode}: certificates of callers end at CloudFront, "
            "which shows the API its own; leave one of the two out"
        )
    certificate, client = _certificates(context, mode)
    share = _SHARE_OF_A_USER if are_tokens else 1
    default = max(_LEAST_RATE, RATE_PERIOD_S * requests_per_second // share)
    return Firewall(
        domain_name=domain.name,
        certificate_arn=certificate,
        client_certificate_arn=client,
        truststore=_required_truststore(context, mode),
        origin=matching(context, "firewallOrigin", _ORIGIN, "the output DomainTarget of the service's stack, d-…"),
        web_acl_arn=_web_acl(context, mode),
        is_blocking=mode == "block",
        requests_per_address=whole(context, "firewallRequestsPerAddress", default, least=_LEAST_RATE, most=_MOST_RATE),
        alarm_topic_arn=_alarm_topic(context, alarm_topic_arn),
    )


def _certificates(context: Context, mode: FirewallMode) -> tuple[str, str]:
    meaning = f"the ARN of a certificate of ACM in {EDGE_REGION}, where CloudFront looks for it"
    shown = matching(context, "firewallCertificateArn", _CERTIFICATE, meaning)
    client = matching(context, "firewallClientCertificateArn", _CERTIFICATE, meaning)
    if shown is None or client is None:
        missing = "firewallCertificateArn" if shown is None else "firewallClientCertificateArn"
        raise UnusableContext(f"context {missing} must be given with firewall={mode}: {meaning}")
    if shown == client:
        raise UnusableContext(
            "context firewallClientCertificateArn must differ from firewallCertificateArn: it comes from an authority "
            "of your own, since the API trusts every certificate of that authority"
        )
    return shown, client


def _required_truststore(context: Context, mode: FirewallMode) -> Truststore:
    found = truststore(context, "firewallTruststoreUri")
    if found is None:
        raise UnusableContext(
            f"context firewallTruststoreUri must be given with firewall={mode}: the authority of "
            "firewallClientCertificateArn, without which everybody could go around the firewall"
        )
    return found


def _web_acl(context: Context, mode: FirewallMode) -> str | None:
    meaning = f"the ARN of a web ACL of scope CLOUDFRONT: arn:aws:wafv2:{EDGE_REGION}:…:global/webacl/…"
    arn = matching(context, "firewallWebAclArn", _WEB_ACL, meaning)
    if mode == "existing" and arn is None:
        raise UnusableContext(f"context firewall=existing needs firewallWebAclArn, {meaning}")
    if mode != "existing" and arn is not None:
        raise UnusableContext(f"context firewallWebAclArn does not fit firewall={mode}, which makes one; use existing")
    if mode == "existing" and context("firewallRequestsPerAddress") is not None:
        raise UnusableContext(
            "context firewallRequestsPerAddress does not fit firewall=existing: rules are those of its web ACL"
        )
    return arn


def _alarm_topic(context: Context, of_the_service: str | None) -> str | None:
    """The topic for alarms there; that of the service if it lies there, too."""
    meaning = f"the ARN of an SNS topic in {EDGE_REGION}, where CloudFront's metrics are"
    given = matching(context, "firewallAlarmTopicArn", rf"arn:aws:sns:{EDGE_REGION}:\d{{12}}:[\w-]+", meaning)
    if given is None and of_the_service is not None and f":sns:{EDGE_REGION}:" in of_the_service:
        return of_the_service
    return given
