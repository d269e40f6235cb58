"""The connection to Kessel: TLS, tokens, what becomes of it between requests, and what it costs to have it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.fixtures.api import MakeClient, MakeHost
from tests.support.api import Client
from tests.support.fakes.kessel_server import FakeKessel, running_kessel
from tests.support.fakes.web_server import Answer, Asked, WebServer, web_server
from tests.support.faults.waiting import wait_until

HOST_ID = "7d1f5a52-3a4e-4bb0-9a0e-1d8f6c2b9e10"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[grpc.ServerCredentials]:
    """What makes a server `localhost`. Every gRPC client of this process trusts it: gRPC reads its roots once."""
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
    pem = certified.public_bytes(serialization.Encoding.PEM)
    roots = tmp_path_factory.mktemp("roots") / "roots.pem"
    roots.write_bytes(pem)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", str(roots))
        yield grpc.ssl_server_credentials([(private, pem)])


@pytest.fixture
def secure_kessel(certificate: grpc.ServerCredentials) -> Iterator[FakeKessel]:
    """A Kessel that speaks TLS."""
    with running_kessel(certificate) as fake:
        fake.workspaces = [str(uuid4())]
        yield fake


@pytest.fixture
def issuer() -> Iterator[WebServer]:
    """An issuer of tokens."""
    with web_server() as server:

        def answer(asked: Asked) -> Answer:
            if asked.path == "/realm/.well-known/openid-configuration":
                return Answer({"token_endpoint": f"{server.url}/token"})
            return Answer({"access_token": "t0ken", "expires_in": 300})

        server.answer = answer
        yield server


def secured(kessel: FakeKessel, issuer: WebServer | None = None) -> dict[str, str]:
    environment = {"KESSEL_INVENTORY_API_ENDPOINT": kessel.endpoint, "KESSEL_INSECURE": "false"}
    if issuer is None:
        return environment
    return {
        **environment,
        "KESSEL_AUTH_ENABLED": "true",
        "KESSEL_AUTH_OIDC_ISSUER": f"{issuer.url}/realm/",
        "KESSEL_AUTH_CLIENT_ID": "inventory",
        "KESSEL_AUTH_CLIENT_SECRET": "s3cret",
    }


def test_tls(make_v2_api: MakeClient, secure_kessel: FakeKessel) -> None:
    assert make_v2_api(**secured(secure_kessel)).get("/hosts").status == 200
    assert secure_kessel.asked[0].authorization is None


def test_nothing_is_said_without_tls_where_it_is_wanted(
    make_v2_api: MakeClient, certificate: object, kessel: FakeKessel
) -> None:
    kessel.workspaces = [str(uuid4())]
    assert make_v2_api(**secured(kessel)).get("/hosts").status == 403
    assert kessel.asked == []


def test_a_token_of_the_issuer_is_sent(make_v2_api: MakeClient, secure_kessel: FakeKessel, issuer: WebServer) -> None:
    api = make_v2_api(**secured(secure_kessel, issuer))
    assert [api.get("/hosts").status for _ in range(2)] == [200, 200]
    assert [asked.authorization for asked in secure_kessel.asked] == ["Bearer t0ken"] * 2
    metadata, token = issuer.asked
    assert metadata.path == "/realm/.well-known/openid-configuration"
    assert token.body == b"grant_type=client_credentials&client_id=inventory&client_secret=s3cret"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(status=401), id="refused"),
        pytest.param(Answer(b"{"), id="no JSON"),
        pytest.param(Answer([]), id="no object"),
        pytest.param(Answer({"token_endpoint": "http://127.0.0.1:1/"}), id="away"),
    ],
)
def test_without_a_token_nobody_is_let_in(
    make_v2_api: MakeClient, secure_kessel: FakeKessel, issuer: WebServer, answer: Answer
) -> None:
    issuer.answer = lambda _: answer
    assert make_v2_api(**secured(secure_kessel, issuer)).get("/hosts").status == 403
    assert secure_kessel.asked == []


def test_a_connection_is_kept(v2_api: Client, kessel: FakeKessel) -> None:
    kessel.workspaces = [str(uuid4())]
    assert [v2_api.get("/hosts").status for _ in range(3)] == [200] * 3
    assert len(set(kessel.peers)) == 1


def test_a_connection_that_was_silent_for_long_is_made_anew(
    v2_api: Client, kessel: FakeKessel, monkeypatch: pytest.MonkeyPatch
) -> None:
    kessel.workspaces = [str(uuid4())]
    assert v2_api.get("/hosts").status == 200
    monkeypatch.setattr("hbi.permissions.kessel._SILENT_S", 0.0)
    assert v2_api.get("/hosts").status == 200
    assert len(set(kessel.peers)) == 2


def test_a_connection_made_anew_is_nobody_elses(
    make_v2_api: MakeClient, kessel: FakeKessel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """gRPC's pool, which the whole process shares, holds a connection to the same target with the same options."""
    kessel.workspaces = [str(uuid4())]
    api, neighbour = make_v2_api(), make_v2_api()
    assert [client.get("/hosts").status for client in (api, neighbour)] == [200, 200]
    assert len(set(kessel.peers)) == 2
    monkeypatch.setattr("hbi.permissions.kessel._SILENT_S", 0.0)
    assert api.get("/hosts").status == 200
    assert len(set(kessel.peers)) == 3


@pytest.mark.parametrize("path", [pytest.param("/hosts", id="a list"), pytest.param(f"/hosts/{HOST_ID}", id="a host")])
def test_a_connection_without_an_answer_is_not_used_again(
    make_v2_api: MakeClient, kessel: FakeKessel, hosts: MakeHost, path: str
) -> None:
    hosts(id=HOST_ID)
    kessel.workspaces, kessel.hosts = [str(uuid4())], {HOST_ID}
    api = make_v2_api(HBI_KESSEL_TIMEOUT_SECONDS="2")
    wait_until(lambda: api.get(path).status == 200)  # a busy machine may need longer than that to connect
    silent = kessel.peers[-1]
    kessel.answers.clear()
    assert api.get(path).status == 403
    kessel.answers.set()
    wait_until(lambda: api.get(path).status == 200)
    assert kessel.peers[-1] != silent


_REQUEST = """
import json, os, sys
from functions.api.application import Application
from hbi.settings import ApiSettings
from tests.support.api import Client, UNREACHABLE
application = Application(ApiSettings.load({**os.environ, **UNREACHABLE}))
status = Client(application).get("/hosts").status
application.close()
print(json.dumps([status, "grpc" in sys.modules, "kessel" in sys.modules, "google.protobuf" in sys.modules]))
"""


@pytest.mark.parametrize(
    ("flags", "needed"),
    [
        pytest.param('{"hbi.rbac-v2": ["321"]}', True, id="for an organisation in workspaces mode"),
        pytest.param('{"hbi.rbac-v2": ["654"]}', False, id="not for others"),
    ],
)
def test_grpc_is_imported_when_kessel_is_asked(
    database_url: str, kessel: FakeKessel, project_root: Path, flags: str, needed: bool
) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{project_root / 'layers/common/python'}:{project_root}",
        "HBI_DATABASE_URL": database_url,
        "KESSEL_INVENTORY_API_ENDPOINT": kessel.endpoint,
        "RBAC_ENDPOINT": "http://127.0.0.1:1",
        "RBAC_RETRIES": "0",
        "HBI_FLAGS": flags,
    }
    run = subprocess.run([sys.executable, "-c", _REQUEST], env=environment, capture_output=True, check=True)
    *_, result = run.stdout.splitlines()
    assert json.loads(result) == [403 if needed else 503, needed, needed, needed]
