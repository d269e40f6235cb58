"""The API's own domain name, if it has one."""

from dataclasses import dataclass

from infra.configuration.context import Context, UnusableContext, all_or_none, matching

_CERTIFICATE = r"arn:[a-z-]+:acm:[a-z0-9-]+:\d{12}:certificate/[\w-]+"


@dataclass(frozen=True)
class Truststore:
    """The file in S3 with the authorities whose certificates callers must bring."""

    bucket: str
    key: str


@dataclass(frozen=True)
class Domain:
    """A domain name in front of the API. With a truststore, only callers with a certificate of it get through."""

    name: str
    certificate_arn: str
    truststore: Truststore | None


def domain(context: Context) -> Domain | None:
    """The domain that is named, or None where callers use the address that API Gateway makes."""
    names = ("domainName", "domainCertificateArn")
    given = all_or_none(context, names, "a domain needs a name and a certificate of ACM in the API's region")
    trusted = truststore(context, "domainTruststoreUri")
    if given is None:
        if trusted is not None:
            raise UnusableContext(
                "context domainTruststoreUri needs domainName: mutual TLS works with a domain of one's own"
            )
        return None
    matching(context, "domainName", r"([a-z0-9-]+\.)+[a-z]{2,}", "a domain name, for example inventory.example.org")
    matching(context, "domainCertificateArn", _CERTIFICATE, "the ARN of a certificate of ACM")
    name, certificate_arn = given
    return Domain(name, certificate_arn, trusted)


def truststore(context: Context, name: str) -> Truststore | None:
    """The file in S3 that a choice names, or None without one."""
    meaning = "a file of certificates in S3, for example s3://bucket/truststore.pem"
    uri = matching(context, name, "s3://[a-z0-9.-]{3,63}/.+", meaning)
    if uri is None:
        return None
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return Truststore(bucket, key)
