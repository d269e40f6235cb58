"""The function that requires secrets at deployment, against stand-ins of Secrets Manager and the parameter store."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import boto3
import pytest

from infra.assets.references.handler import SecretsMissing, handler, require
from local.ports import LOOPBACK, free_port
from tests.support.fakes.web_server import Answer, web_server

ACCOUNT = "123456789012"
"""Whose secrets the stand-ins keep."""
REGION = "us-east-1"
PARAMETER = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/"


@pytest.fixture(autouse=True)
def stores(s3_endpoint_url: str, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Secrets Manager and the parameter store, where the function looks for them."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", s3_endpoint_url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSM", s3_endpoint_url)
    secrets, parameters = (boto3.client(store, region_name=REGION) for store in ("secretsmanager", "ssm"))
    return SimpleNamespace(secrets=secrets, parameters=parameters)


@pytest.fixture
def keep(stores: SimpleNamespace) -> Iterator[Any]:
    """`keep(**content) -> ARN`: a secret of Secrets Manager."""
    kept: list[str] = []

    def store(**content: str) -> str:
        kept.append(stores.secrets.create_secret(Name=f"hbi/{uuid4()}", **content)["ARN"])
        return kept[-1]

    yield store
    for arn in kept:
        stores.secrets.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)


@pytest.fixture(params=["hbi-{}", "/hbi/{}"], ids=["plain", "in a hierarchy"])
def parameter(stores: SimpleNamespace, request: pytest.FixtureRequest) -> Iterator[str]:
    """ARN of an encrypted parameter."""
    name = request.param.format(uuid4())
    stores.parameters.put_parameter(Name=name, Value="x", Type="SecureString")
    yield PARAMETER + name.removeprefix("/")
    stores.parameters.delete_parameter(Name=name)


def test_a_deployment_with_all_its_secrets_goes_on(keep: Any, parameter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    references = {"RBAC_PSKS": keep(SecretString="x"), "UNLEASH_TOKEN": parameter}
    monkeypatch.setenv("HBI_SECRET_REFERENCES", json.dumps(references))
    context = SimpleNamespace(invoked_function_arn=f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:references")
    handler({}, context)
    gone = f"{parameter}-gone"
    monkeypatch.setenv("HBI_SECRET_REFERENCES", json.dumps({**references, "EXPORT_SERVICE_TOKEN": gone}))
    with pytest.raises(SecretsMissing, match=r"had: EXPORT_SERVICE_TOKEN \(.*: it does not exist\); create them, or"):
        handler({}, context)


def test_all_missing_secrets_are_named_in_one_line(stores: SimpleNamespace, keep: Any, parameter: str) -> None:
    deleted = keep(SecretString="x")
    stores.secrets.delete_secret(SecretId=deleted, RecoveryWindowInDays=7)
    absent = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:hbi/{uuid4()}-AbCdEf"
    empty, plain = keep(), f"{PARAMETER}hbi-gone"
    given = {"A": absent, "B": deleted, "C": empty, "D": keep(SecretString="x"), "E": parameter, "F": plain}
    with pytest.raises(SecretsMissing) as raised:
        require(given, account=ACCOUNT)
    assert str(raised.value) == (
        f"secrets that cannot be had: A ({absent}: it does not exist), B ({deleted}: it is deleted, or about to be), "
        f"C ({empty}: it has no value yet), F ({plain}: it does not exist); create them, or correct secrets in the "
        "context"
    )
    stores.secrets.restore_secret(SecretId=deleted)


def test_what_may_not_be_looked_at_counts_as_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret of another account may let the functions read it, and nobody describe it."""
    denied = {"__type": "AccessDeniedException", "Message": "not authorized"}
    with web_server() as server:
        server.answer = lambda _: Answer(denied, 400)
        for store in ("SECRETS_MANAGER", "SSM"):
            monkeypatch.setenv(f"AWS_ENDPOINT_URL_{store}", server.url)
        others = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT[::-1]}:secret:hbi/psks-AbCdEf"
        require({"A": others, "B": f"{PARAMETER}hbi/token"}, account=ACCOUNT)
        assert len(server.asked) == 2
        require({"C": f"{PARAMETER}hbi/token"}, account=ACCOUNT[::-1])
        assert len(server.asked) == 2


def test_a_store_that_is_out_of_reach_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSM", f"http://{LOOPBACK}:{free_port()}")
    with pytest.raises(SecretsMissing, match=r"UNLEASH_TOKEN .*Could not connect to the endpoint") as raised:
        require({"UNLEASH_TOKEN": f"{PARAMETER}hbi/token"}, account=ACCOUNT)
    assert len(str(raised.value).splitlines()) == 1
