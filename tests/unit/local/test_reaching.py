"""How a deployed API is called: with a token, with a signature of AWS, or with the header alone."""

import hashlib
import hmac
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote

import orjson
import pytest
from click.testing import CliRunner, Result

from local.cli import main
from local.reaching import deployment
from tests.support.fakes.web_server import Answer, Asked, WebServer, web_server

HOST_ID = "f3a1c9c2-6c3f-4e0a-9d5b-0b8f6f0a7d11"
SECRET = "wJalrXUtnFEMI"
AWS = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_SESSION_TOKEN": "session",
    "AWS_REGION": "eu-west-3",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/nonexistent",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
}
NOTHING = {
    "HBI_TOKEN": None,
    "HBI_ORG": None,
    "HBI_URL": None,
    "HBI_AUTH": None,
    "AWS_PROFILE": None,
    "AWS_DEFAULT_REGION": None,
    **dict.fromkeys(AWS),
}
PAGE = Answer({"total": 1, "count": 1, "page": 1, "per_page": 50, "results": [{"id": "i", "display_name": "a"}]})


@pytest.fixture
def api() -> Iterator[WebServer]:
    """A deployed API that lets everybody in."""
    with web_server() as server:
        server.answer = lambda _: PAGE
        yield server


def hbi(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, arguments, env={**NOTHING, **environment})


def is_signed(asked: Asked, url: str) -> bool:
    """Whether a request has the right signature, computed anew by AWS's published rules."""
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, "
        r"SignedHeaders=([^,]+), Signature=(.+)",
        asked.headers["authorization"],
    )
    assert found is not None
    _, day, region, service, names, signature = found.groups()
    path, _, query = asked.path.partition("?")
    pairs = sorted((quote(name, safe="~"), quote(value, safe="~")) for name, value in parse_qsl(query, True))
    signed = "".join(f"{name}:{asked.headers[name].strip()}\n" for name in names.split(";"))
    canonical = "\n".join(
        (
            asked.method,
            quote(path, safe="/~"),
            "&".join(f"{name}={value}" for name, value in pairs),
            signed,
            names,
            hashlib.sha256(asked.body).hexdigest(),
        )
    )
    scope = f"{day}/{region}/{service}/aws4_request"
    to_sign = "\n".join(
        ("AWS4-HMAC-SHA256", asked.headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest())
    )
    key = f"AWS4{SECRET}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    assert (region, service) == ("eu-west-3", "execute-api")
    return hmac.digest(key, to_sign.encode(), "sha256").hex() == signature


@pytest.mark.parametrize(
    "query",
    [
        pytest.param([], id="plain"),
        pytest.param(["--name", "a b+c/ü", "--tag", "ns/k=v", "--filter", "[arch]=x86_64"], id="odd characters"),
        pytest.param(["--state", "fresh", "--state", "stale"], id="a repeated parameter"),
    ],
)
def test_a_request_is_signed_for_aws(api: WebServer, query: list[str]) -> None:
    done = hbi("hosts", "--url", api.url, "--org", "321", "--json", *query, **AWS)
    assert done.exit_code == 0, done.output
    assert [host["id"] for host in orjson.loads(done.stdout)] == ["i"]
    (asked,) = api.asked
    assert is_signed(asked, api.url)
    assert asked.headers["x-amz-security-token"] == "session"
    assert "x-rh-identity" in asked.headers


def test_a_token_goes_alone(api: WebServer) -> None:
    done = hbi("groups", "--url", f"{api.url}/api/inventory/v1/", HBI_TOKEN="abc.def.ghi", **AWS)
    assert done.exit_code == 0, done.output
    (asked,) = api.asked
    assert asked.path.startswith("/api/inventory/v1/groups?")
    assert asked.headers["authorization"] == "Bearer abc.def.ghi"
    assert "x-rh-identity" not in asked.headers


def test_the_header_alone_is_enough_where_that_is_asked_for(api: WebServer) -> None:
    done = hbi("tags", HBI_URL=api.url, HBI_AUTH="header", HBI_ORG="321")
    assert done.exit_code == 0, done.output
    assert "authorization" not in api.asked[0].headers


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(Answer({"message": "Forbidden"}, 403), "does not let you (403): Forbidden", id="the gateway"),
        pytest.param(Answer({"detail": "no token"}, 401), "does not let you (401): no token", id="the inventory"),
        pytest.param(Answer({"detail": "wrong"}, 400), "the API refuses this: wrong", id="bad input"),
        pytest.param(Answer(b"<html>", 200), "is not the inventory: no JSON", id="a page"),
        pytest.param(Answer(b"", 302, {"location": "/x"}), "was answered with 302", id="somewhere else"),
        pytest.param(Answer({"message": "x"}, 503), "was answered with 503", id="an outage"),
    ],
)
def test_a_refusal_is_a_sentence(api: WebServer, answer: Answer, told: str) -> None:
    api.answer = lambda _: answer
    done = hbi("hosts", "--url", api.url, HBI_TOKEN="t")
    assert done.exit_code == 1
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b'{"results": 1, "total": "x", "data": {}}'])
@pytest.mark.parametrize(
    "command", ["status", "hosts", "tags", "groups", "views", "exports", "staleness", "show srv1", f"show {HOST_ID}"]
)
def test_what_is_no_inventory_is_told_in_a_sentence(api: WebServer, command: str, body: bytes) -> None:
    api.answer = lambda _: Answer(body, 200)
    done = hbi(*command.split(), "--url", api.url, HBI_TOKEN="t")
    assert done.exit_code == 1
    assert f"what answers at {api.url} is not the inventory" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "environment", "told"),
    [
        pytest.param("ftp://x", {}, "is not the address of an API", id="another scheme"),
        pytest.param("https://", {}, "is not the address of an API", id="no host"),
        pytest.param("https://x:port", {}, "is not the address of an API", id="no port"),
        pytest.param("https://u:p@x", {"HBI_TOKEN": "t"}, "is not the address of an API", id="a password"),
        pytest.param("http://api.example.org", {"HBI_TOKEN": "t"}, "over https only", id="a token in the clear"),
        pytest.param("https://x", {"HBI_TOKEN": "a b"}, "HBI_TOKEN is not a token", id="no token"),
        pytest.param("https://x", {"HBI_AUTH": "bearer"}, "HBI_TOKEN is not set", id="without the token"),
        pytest.param("https://x", {}, "for which organisation: --org or HBI_ORG", id="no organisation"),
        pytest.param("https://x", {"HBI_ORG": "321"}, "AWS_REGION is not set", id="no region"),
        pytest.param(
            "https://x.execute-api.eu-west-3.amazonaws.com", {"HBI_ORG": "321"}, "no AWS credentials", id="nobody"
        ),
    ],
)
def test_what_is_missing_is_named(url: str, environment: dict[str, str], told: str) -> None:
    offline = {name: value for name, value in AWS.items() if name.endswith(("DISABLED", "FILE"))}
    done = hbi("hosts", "--url", url, **offline, **environment)
    assert done.exit_code == 1
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_token_is_not_shown() -> None:
    found = deployment("https://x", way="bearer", org_id=None, environ={"HBI_TOKEN": "secret"})
    assert "secret" not in repr(found)
