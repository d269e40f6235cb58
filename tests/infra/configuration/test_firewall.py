"""Choices about a firewall that do not fit each other."""

import pytest

from infra.configuration.deployment import Configuration, UnusableContext
from tests.infra.conftest import FIREWALL
from tests.infra.constructs.test_edge import WEB_ACL

DOMAIN = {name: FIREWALL[name] for name in ("domainName", "domainCertificateArn")}
ELSEWHERE = "arn:aws:acm:eu-west-1:111122223333:certificate/2c3d"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"firewall": "on"}, "firewall='on' must be one of off, count, block, existing", id="another word"),
        pytest.param({"firewall": None}, "firewallCertificateArn, .* needs firewall", id="details of none"),
        pytest.param(
            dict.fromkeys(DOMAIN), "firewall=block needs domainName: API Gateway's own address", id="without a domain"
        ),
        pytest.param(
            {"domainTruststoreUri": "s3://callers/ca.pem"},
            "domainTruststoreUri does not fit firewall=block: certificates of callers end at CloudFront",
            id="certificates of callers",
        ),
        pytest.param(
            {"firewallCertificateArn": None}, "firewallCertificateArn must be given", id="no certificate for callers"
        ),
        pytest.param({"firewallCertificateArn": ELSEWHERE}, "of ACM in us-east-1", id="a certificate elsewhere"),
        pytest.param(
            {"firewallClientCertificateArn": None},
            "firewallClientCertificateArn must be given with firewall=block",
            id="nothing that CloudFront could show",
        ),
        pytest.param(
            {"firewallClientCertificateArn": FIREWALL["firewallCertificateArn"]},
            "must differ from firewallCertificateArn: it comes from an authority of your own",
            id="one certificate for both",
        ),
        pytest.param(
            {"firewallTruststoreUri": None}, "without which everybody could go around", id="a way around the firewall"
        ),
        pytest.param({"firewallOrigin": "api.example.org"}, "the output DomainTarget", id="another origin"),
        pytest.param({"firewallWebAclArn": WEB_ACL}, "does not fit firewall=block, which makes one", id="two web ACLs"),
        pytest.param({"firewall": "existing"}, "needs firewallWebAclArn", id="an existing one without name"),
        pytest.param(
            {"firewall": "existing", "firewallWebAclArn": WEB_ACL.replace("global", "regional")},
            "a web ACL of scope CLOUDFRONT",
            id="a web ACL of a region",
        ),
        pytest.param(
            {"firewall": "existing", "firewallWebAclArn": WEB_ACL, "firewallRequestsPerAddress": 1000},
            "rules are those of its web ACL",
            id="a rate for rules of others",
        ),
        pytest.param({"firewallRequestsPerAddress": 9}, "must be a number from 10", id="a rate that WAF does not take"),
        pytest.param(
            {"firewallAlarmTopicArn": "arn:aws:sns:eu-west-1:111122223333:on-call"},
            "the ARN of an SNS topic in us-east-1",
            id="a topic elsewhere",
        ),
    ],
)
def test_what_cannot_work_is_refused_with_one_line(change: dict[str, object], message: str) -> None:
    chosen = {name: value for name, value in {**FIREWALL, **change}.items() if value is not None}
    with pytest.raises(UnusableContext, match=message) as refused:
        Configuration.from_app(chosen)
    assert "\n" not in str(refused.value)


def test_without_the_choice_there_is_none_and_the_domain_is_as_chosen() -> None:
    configuration = Configuration.from_app({**DOMAIN, "domainTruststoreUri": "s3://callers/ca.pem"})
    assert configuration.firewall is None
    assert configuration.domain is not None
    assert configuration.domain.truststore is not None
    assert configuration.domain.truststore.bucket == "callers"


@pytest.mark.parametrize(
    ("region", "is_told"), [pytest.param("us-east-1", True, id="there"), pytest.param("eu-west-1", False, id="not")]
)
def test_the_topic_of_the_service_is_told_if_it_lies_where_the_alarms_are(region: str, is_told: bool) -> None:
    topic = f"arn:aws:sns:{region}:111122223333:on-call"
    configuration = Configuration.from_app({**FIREWALL, "alarmTopicArn": topic})
    assert configuration.firewall is not None
    assert configuration.firewall.alarm_topic_arn == (topic if is_told else None)
