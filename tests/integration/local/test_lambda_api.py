"""Functions that are invoked by boto3."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local.aws.lambda_api import LambdaApi
from tests.integration.local.conftest import RunToy

COUNTING = """
import pathlib
def handler(event, context):
    calls = pathlib.Path(event["file"])
    calls.write_text(calls.read_text() + "x" if calls.exists() else "x")
    if len(calls.read_text()) <= event.get("fail", 0):
        raise RuntimeError("not yet")
    return {"calls": len(calls.read_text())}
"""


def with_client(run_toy: RunToy, use: Callable[[Any], Any], wait_s: float = 0) -> Any:
    """Result of `use(boto3 client)` while the toy function can be invoked."""

    async def scenario() -> Any:
        async with run_toy(COUNTING) as pool:
            api = LambdaApi({"toy": pool}, retry_delays_s=(0.05, 0.05))
            await api.start()
            try:
                client = boto3.client(
                    "lambda",
                    endpoint_url=api.endpoint_url,
                    region_name="us-east-1",
                    aws_access_key_id="local",
                    aws_secret_access_key="local",
                    config=Config(retries={"max_attempts": 0}),
                )
                result = await asyncio.to_thread(use, client)
                await asyncio.sleep(wait_s)
                return result
            finally:
                await api.stop()

    return asyncio.run(scenario())


@pytest.mark.parametrize("name", ["toy", "arn:aws:lambda:us-east-1:000000000000:function:toy"])
def test_a_synchronous_call_returns_the_result(run_toy: RunToy, tmp_path: Path, name: str) -> None:
    payload = json.dumps({"file": str(tmp_path / "calls")})

    def use(client: Any) -> Any:
        answer = client.invoke(FunctionName=name, Payload=payload)
        return answer["StatusCode"], answer.get("FunctionError"), json.load(answer["Payload"])

    assert with_client(run_toy, use) == (200, None, {"calls": 1})


def test_a_failure_is_told_as_function_error(run_toy: RunToy, tmp_path: Path) -> None:
    payload = json.dumps({"file": str(tmp_path / "calls"), "fail": 1})

    def use(client: Any) -> Any:
        answer = client.invoke(FunctionName="toy", Payload=payload)
        return answer["FunctionError"], json.load(answer["Payload"])

    kind, failure = with_client(run_toy, use)
    assert kind == "Unhandled"
    assert (failure["errorType"], failure["errorMessage"]) == ("RuntimeError", "not yet")


@pytest.mark.parametrize(
    ("failures", "calls"),
    [
        pytest.param(0, 1, id="once when it succeeds"),
        pytest.param(1, 2, id="again when it fails"),
        pytest.param(9, 3, id="three times at most"),
    ],
)
def test_an_asynchronous_call_is_accepted_and_tried(run_toy: RunToy, tmp_path: Path, failures: int, calls: int) -> None:
    file = tmp_path / "calls"

    def use(client: Any) -> Any:
        payload = json.dumps({"file": str(file), "fail": failures})
        return client.invoke(FunctionName="toy", InvocationType="Event", Payload=payload)["StatusCode"]

    assert with_client(run_toy, use, wait_s=1) == 202
    assert file.read_text() == "x" * calls


def test_an_unknown_function_is_told(run_toy: RunToy) -> None:
    def use(client: Any) -> Any:
        with pytest.raises(ClientError) as raised:
            client.invoke(FunctionName="other")
        return raised.value.response["Error"]["Code"]

    assert with_client(run_toy, use) == "ResourceNotFoundException"
