"""Options with which our clients connect to the broker."""

import logging
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import orjson

from hbi.secrets import SecretUnavailable, reveal
from hbi.settings import KafkaSettings

if TYPE_CHECKING:
    from ssl import SSLContext

_SECRET = "HBI_KAFKA_SECRET"  # noqa: S105 - the name of the variable


def connection(settings: KafkaSettings) -> dict[str, Any]:
    """Options that every client of kafka-python gets.

    Raises:
        OSError: every server refuses the connection; the client would try again until its time is over.
        SecretUnavailable: what we log in with cannot be read.
    """
    servers = servers_of(settings)
    check_reachable(servers, settings.kafka_timeout_s)
    # What goes wrong is ours to report, once; the client repeats it at every attempt.
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    return {
        "bootstrap_servers": servers,
        "client_id": "hbi",
        "bootstrap_timeout_ms": int(settings.kafka_timeout_s * 1000),
        "metrics_enabled": False,
        **_authentication(settings),
    }


def servers_of(settings: KafkaSettings) -> list[str]:
    """Addresses of the brokers that are asked first, `host:port`."""
    return [server.strip() for server in settings.bootstrap_servers.split(",")]


def check_reachable(servers: Sequence[str], timeout_s: float) -> None:
    """Checks that at least one server accepts connections; a client would try again until its time is over.

    Raises:
        OSError: none does; the text has what each of them answered.
    """
    faults = []
    for server in servers:
        host, _, port = server.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout_s / len(servers)).close()
        except OSError as error:
            faults.append(f"{server}: {error}")
        else:
            return
    raise ConnectionError("; ".join(faults))


def _authentication(settings: KafkaSettings) -> dict[str, Any]:
    match settings.kafka_auth:
        case "none":
            return {}
        case "tls":
            return {"security_protocol": "SSL"}
        case "scram":
            user = login(settings)
            return {
                "security_protocol": "SASL_SSL",
                "sasl_mechanism": "SCRAM-SHA-512",
                "sasl_plain_username": user["username"],
                "sasl_plain_password": user["password"],
            }
        case "mtls":
            return {"security_protocol": "SSL", "ssl_context": _with_certificate(login(settings))}
    return {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "OAUTHBEARER",
        "sasl_oauth_token_provider": _iam_tokens(),
    }


def login(settings: KafkaSettings) -> dict[str, str]:
    """Members of the secret that we log in with at the broker, in the form that Lambda's event sources want, too.

    Raises:
        SecretUnavailable: it cannot be read, or lacks a member.
    """
    try:
        members = orjson.loads(reveal(settings.kafka_secret, _SECRET))
    except orjson.JSONDecodeError:
        members = None
    needed = ("username", "password") if settings.kafka_auth == "scram" else ("certificate", "privateKey")
    if not isinstance(members, dict) or not all(isinstance(members.get(name), str) for name in needed):
        raise SecretUnavailable(f"secret {_SECRET}: it is no JSON object with the texts {' and '.join(needed)}")
    return {str(name): value for name, value in members.items() if isinstance(value, str)}


def _with_certificate(members: dict[str, str]) -> "SSLContext":
    """TLS with a certificate of ours. Python reads certificates from files only, so they are in one for a moment."""
    import ssl
    import tempfile

    context = ssl.create_default_context()
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(f"{members['privateKey']}\n{members['certificate']}\n".encode())
        file.flush()
        context.load_cert_chain(file.name, password=members.get("privateKeyPassword"))
    return context


def _iam_tokens() -> Any:
    from kafka.net.sasl.oauth import AbstractTokenProvider

    class IamTokens(AbstractTokenProvider):  # type: ignore[misc]
        def token(self) -> str:
            return iam_token()[0]

    return IamTokens()


def iam_token() -> tuple[str, float]:
    """A token for MSK, signed with the function's role, and when it expires, in seconds since 1970."""
    import boto3
    from aws_msk_iam_sasl_signer import MSKAuthTokenProvider

    token, expires_ms = MSKAuthTokenProvider.generate_auth_token(boto3.session.Session().region_name)
    return str(token), expires_ms / 1000
