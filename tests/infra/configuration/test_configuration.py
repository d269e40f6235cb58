"""What an operator may choose, and what is refused with a sentence that says what to do."""

from pathlib import Path
from typing import Any

import pytest

from hbi.settings import ClaimNames
from infra.configuration.deployment import IDENTITY_MEMBERS, Configuration, ExistingVpc, JwtIssuer, UnusableContext
from tests.support.synthesis import synthesise

JWT = {"authorizer": "jwt", "jwtIssuer": "https://login.example", "jwtAudience": "console, cli"}
VPC = {
    "vpcId": "vpc-1",
    "vpcPrivateSubnetIds": ["subnet-1", "subnet-2"],
    "vpcAvailabilityZones": "eu-west-1a,eu-west-1b",
}


def test_nothing_has_to_be_chosen_to_synthesise() -> None:
    configuration = _configuration({})
    assert (configuration.authorizer, configuration.jwt, configuration.existing_vpc) == ("iam", None, None)
    assert configuration.partitions == 32


@pytest.mark.parametrize(
    ("context", "attribute", "expected"),
    [
        pytest.param(
            JWT, "jwt", JwtIssuer("https://login.example", ("console", "cli")), id="names with commas between"
        ),
        pytest.param({**JWT, "jwtAudience": ["a"]}, "jwt", JwtIssuer("https://login.example", ("a",)), id="a list"),
        pytest.param(
            {**JWT, "jwtClaims": '{"org_id": "organization"}'},
            "jwt",
            JwtIssuer("https://login.example", ("console", "cli"), {"org_id": "organization"}),
            id="where a token names the organization",
        ),
        pytest.param({**JWT, "authorizer": "iam"}, "jwt", None, id="a token issuer alone changes nothing"),
        pytest.param(
            VPC,
            "existing_vpc",
            ExistingVpc("vpc-1", ("eu-west-1a", "eu-west-1b"), ("subnet-1", "subnet-2")),
            id="a network that exists",
        ),
        pytest.param(
            {"alsoConsumed": "outbox.event.workspace-bulk"},
            "also_consumed",
            ("outbox.event.workspace-bulk",),
            id="a topic that is off",
        ),
        pytest.param({"partitions": "8"}, "partitions", 8, id="the command line gives texts"),
        pytest.param({"partitions": 8}, "partitions", 8, id="cdk.json gives numbers"),
        pytest.param({"environment": {"A": 1}}, "environment", {"A": "1"}, id="settings of the functions are texts"),
        pytest.param(
            {"kesselEndpoint": "kessel:9000", "environment": {"A": "1"}},
            "environment",
            {"KESSEL_INVENTORY_API_ENDPOINT": "kessel:9000", "A": "1"},
            id="where Kessel is",
        ),
        pytest.param({}, "console_origins", (), id="no web page"),
        pytest.param(
            {"consoleOrigins": "https://console.example.org, https://stage.example.org:8443"},
            "console_origins",
            ("https://console.example.org", "https://stage.example.org:8443"),
            id="web pages of two origins",
        ),
    ],
)
def test_a_choice_is_taken(context: dict[str, Any], attribute: str, expected: object) -> None:
    assert getattr(_configuration(context), attribute) == expected


@pytest.mark.parametrize(
    ("context", "message"),
    [
        pytest.param({"authorizer": "none"}, "authorizer='none' would leave the API open", id="no authorizer"),
        pytest.param({"authorizer": "NONE"}, "would leave the API open", id="no authorizer in API Gateway's words"),
        pytest.param({"authorizer": "jwt"}, "needs jwtIssuer", id="tokens of nobody"),
        pytest.param({**JWT, "jwtAudience": ""}, "needs jwtIssuer .* and jwtAudience", id="tokens for everybody"),
        pytest.param({**JWT, "jwtIssuer": "http://login.example"}, "an https URL", id="an issuer without TLS"),
        pytest.param({**JWT, "jwtClaims": "org"}, "jwtClaims='org' must be an object", id="claims as a text"),
        pytest.param({**JWT, "jwtClaims": {"planet": "x"}}, "must be an object of names", id="an unknown member"),
        pytest.param({**JWT, "jwtClaims": {"org_id": ""}}, "org_id cannot do without", id="an organization of nowhere"),
        pytest.param(
            {**JWT, "environment": {"HBI_IDENTITY_SOURCE": "header"}},
            "HBI_IDENTITY_SOURCE='header' does not fit authorizer=jwt",
            id="a header that nobody vouches for",
        ),
        pytest.param(
            {"environment": {"HBI_IDENTITY_SOURCE": "jwt"}},
            "HBI_IDENTITY_SOURCE='jwt' does not fit authorizer=iam",
            id="tokens that nobody verifies",
        ),
        pytest.param(
            {"environment": {"HBI_AUTHORIZER": "jwt"}},
            "HBI_AUTHORIZER follows from authorizer",
            id="a false authorizer",
        ),
        pytest.param(
            {**JWT, "environment": {"INVENTORY_ADMIN_HOSTS_ENABLED": "true"}},
            "INVENTORY_ADMIN_HOSTS_ENABLED would let every bearer",
            id="hosts of every organization for bearers of tokens",
        ),
        pytest.param({"vpcId": "vpc-1"}, "vpcPrivateSubnetIds", id="a network without subnets"),
        pytest.param({**VPC, "vpcAvailabilityZones": "a"}, "one for each subnet", id="a subnet without zone"),
        pytest.param({"partitions": "33"}, "partitions='33' must be a number from 1 to 32", id="too many partitions"),
        pytest.param({"natGateways": "many"}, "natGateways='many' must be a number", id="not a number"),
        pytest.param({"environment": "A=1"}, "must be an object", id="settings of the functions as one text"),
        pytest.param({"consoleOrigins": "*"}, "'\\*', which is not the origin", id="web pages of every origin"),
        pytest.param({"consoleOrigins": "https://a.example/"}, "nothing behind it", id="an address for an origin"),
        pytest.param({"consoleOrigins": "http://a.example"}, "https://, a host", id="an origin without TLS"),
        pytest.param({"kesselEndpoint": 1}, "kesselEndpoint=1 must be a text", id="a port alone"),
        pytest.param({"rbacEndpoint": 1}, "rbacEndpoint=1 must be a text", id="a number for a name"),
    ],
)
def test_an_unusable_choice_is_refused(context: dict[str, Any], message: str) -> None:
    with pytest.raises(UnusableContext, match=message):
        _configuration(context)


def test_the_command_line_ends_with_one_line_that_says_what_to_fix(tmp_path: Path) -> None:
    run = synthesise(tmp_path / "cdk.out", {"authorizer": "none"})
    assert run.returncode != 0
    assert "error: context authorizer='none' would leave the API open" in run.stderr
    assert "Traceback" not in run.stderr


def test_members_of_identities_are_those_that_the_function_reads() -> None:
    assert ClaimNames.model_fields.keys() == IDENTITY_MEMBERS


def _configuration(context: dict[str, Any]) -> Configuration:
    return Configuration.from_context(context.get)
