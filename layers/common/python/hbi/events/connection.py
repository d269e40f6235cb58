"""Options with which our clients connect to the broker."""

import logging
import socket
from collections.abc import Sequence
from typing import Any

from hbi.settings import KafkaSettings


def connection(settings: KafkaSettings) -> dict[str, Any]:
    """Options that every client of kafka-python gets.

    Raises:
        OSError: every server refuses the connection; the client would try again until its time is over.
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
        **_authentication(settings.kafka_auth),
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


def _authentication(kind: str) -> dict[str, Any]:
    if kind == "none":
        return {}
    if kind == "tls":
        return {"security_protocol": "SSL"}
    return {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "OAUTHBEARER",
        "sasl_oauth_token_provider": _iam_tokens(),
    }


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
