"""The connection to the cache by TLS (`rediss://`): encrypted, and only to a server that proves who it is."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.fixtures.api import MakeApplication
from tests.support.api import Client
from tests.support.faults.wires import Proxy
from tests.support.servers.cache_server import PASSWORD, CacheServer


class TlsFront(Proxy):
    """Speaks TLS with clients and passes on to the server what they say."""

    def __init__(self, server_port: int, certificate: Path) -> None:
        super().__init__(server_port)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._listener = context.wrap_socket(self._listener, server_side=True)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """File with the key and the certificate of `localhost`, its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certified = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = tmp_path / "cache.pem"
    file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + certified.public_bytes(pem))
    return file


@pytest.mark.parametrize(
    ("host", "is_trusted", "is_used"),
    [
        pytest.param("localhost", True, True, id="the server that is meant"),
        pytest.param("localhost", False, False, id="a server that nobody vouches for"),
        pytest.param("127.0.0.1", True, False, id="a server of another name"),
    ],
)
def test_tls(
    make_application: MakeApplication,
    cache_server: CacheServer,
    certificate: Path,
    host: str,
    is_trusted: bool,
    is_used: bool,
) -> None:
    with TlsFront(cache_server.port, certificate) as front:
        roots = f"?ssl_ca_certs={certificate}" if is_trusted else ""
        url = f"rediss://:{PASSWORD}@{host}:{front.port}/0{roots}"
        patience = {"REDIS_SOCKET_TIMEOUT_SECONDS": "3", "REDIS_SOCKET_CONNECT_TIMEOUT_SECONDS": "3"}
        assert Client(make_application(CACHE_URL=url, **patience)).get("/hosts").status == 200
    assert bool(cache_server.keys()) is is_used


def test_a_password_is_not_sent_without_tls(make_application: MakeApplication, cache_server: CacheServer) -> None:
    """To a server that does not speak TLS: the handshake comes first."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"rediss://:{PASSWORD}@127.0.0.1:{listener.getsockname()[1]}/0"
        assert Client(make_application(CACHE_URL=url)).get("/hosts").status == 200
        connection, _ = listener.accept()
        with connection:
            assert PASSWORD.encode() not in connection.recv(65_536)
