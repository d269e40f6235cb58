"""How clients log in at brokers: by IAM, with a password, or with a certificate; and what is said when they cannot."""

import datetime
import json
import ssl
from collections.abc import Mapping

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hbi.events import client, connection
from hbi.problems import ConfigurationError
from hbi.secrets import SecretUnavailable
from hbi.settings import KafkaSettings

USER = json.dumps({"username": "hbi", "password": "s3cret"})


def test_a_user_with_a_password() -> None:
    settings = _settings("scram", USER)
    assert client.authentication(settings) == {
        "security.protocol": "SASL_SSL",
        "sasl.mechanisms": "SCRAM-SHA-512",
        "sasl.username": "hbi",
        "sasl.password": "s3cret",
    }
    assert connection._authentication(settings) == {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "hbi",
        "sasl_plain_password": "s3cret",
    }


def test_a_certificate_of_ours(pair: Mapping[str, str]) -> None:
    settings = _settings("mtls", json.dumps(pair))
    assert client.authentication(settings) == {
        "security.protocol": "SSL",
        "ssl.certificate.pem": pair["certificate"],
        "ssl.key.pem": pair["privateKey"],
    }
    options = connection._authentication(settings)
    assert options["security_protocol"] == "SSL"
    assert options["ssl_context"].verify_mode == ssl.CERT_REQUIRED


def test_the_password_of_a_key_is_handed_on(pair: Mapping[str, str]) -> None:
    settings = _settings("mtls", json.dumps({**pair, "privateKeyPassword": "open"}))
    assert client.authentication(settings)["ssl.key.password"] == "open"


@pytest.mark.parametrize("kind", ["scram", "mtls"])
def test_nothing_to_log_in_with_is_said_at_the_start(kind: str) -> None:
    with pytest.raises(ConfigurationError, match=f"HBI_KAFKA_AUTH={kind} needs HBI_KAFKA_SECRET"):
        _settings(kind, "")


@pytest.mark.parametrize(
    ("kind", "secret"),
    [
        pytest.param("scram", "s3cret", id="no JSON"),
        pytest.param("scram", '["s3cret"]', id="no object"),
        pytest.param("scram", '{"username": "s3cret"}', id="no password"),
        pytest.param("mtls", '{"certificate": "s3cret", "privateKey": 1}', id="a key that is no text"),
    ],
)
def test_an_unusable_secret_is_named_and_not_shown(kind: str, secret: str) -> None:
    with pytest.raises(SecretUnavailable, match="secret HBI_KAFKA_SECRET: it is no JSON object") as refused:
        connection.login(_settings(kind, secret))
    assert "s3cret" not in str(refused.value)


@pytest.fixture(scope="module")
def pair() -> Mapping[str, str]:
    """A certificate and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hbi")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    certificate = builder.sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {"certificate": certificate.public_bytes(pem).decode(), "privateKey": plain.decode()}


def _settings(kind: str, secret: str) -> KafkaSettings:
    environment = {"KAFKA_BOOTSTRAP_SERVERS": "b-1:9096", "HBI_KAFKA_AUTH": kind, "HBI_KAFKA_SECRET": secret}
    return KafkaSettings.load(environment)
