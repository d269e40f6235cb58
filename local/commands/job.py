"""The command `hbi job`."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

from hbi.problems import ConfigurationError, Unavailable
from local.commands.api_client import INVOKE_TIMEOUT_S, stack_client
from local.running import running

type Invoke = Callable[[Mapping[str, Any]], Any]


def job(state: Path, console: Console, name: str, members: str, *, is_dry: bool, function: str | None) -> None:
    """Invokes the reaper until the job is done, and shows each report as a line of JSON.

    Args:
        members: JSON of the job's input but for its name.
        function: name of AWS's function; None is the local one.
    """
    invoke: Invoke = _at_aws(function) if function else _locally(state)
    event = {**_object(members), "task": name, "dry_run": is_dry}
    while True:
        report = invoke(event)
        console.print(orjson.dumps(report).decode(), markup=False)
        if report.get("stopped"):
            sys.exit(1)
        if report.get("next") is None or report.get("continued"):
            return
        event = {**event, "next": report["next"]}


def _object(members: str) -> dict[str, Any]:
    try:
        document = orjson.loads(members)
    except orjson.JSONDecodeError as error:
        raise ConfigurationError(f"--input is no JSON: {error}") from None
    if not isinstance(document, dict):
        raise ConfigurationError('--input is no JSON object; example: {"org_ids": ["1234"]}')
    return document


def _locally(state: Path) -> Invoke:
    client = stack_client(running(state))
    return lambda event: client.invoke("reaper", event)


def _at_aws(function: str) -> Invoke:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    # A second invocation would do the same at the same time.
    config = Config(read_timeout=INVOKE_TIMEOUT_S + 30, retries={"total_max_attempts": 1})

    def invoke(event: Mapping[str, Any]) -> Any:
        try:
            client = boto3.client("lambda", config=config)
            answer = client.invoke(FunctionName=function, Payload=orjson.dumps(event))
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"function {function} cannot be invoked: {error}") from None
        result = orjson.loads(answer["Payload"].read() or b"null")
        if answer.get("FunctionError"):
            raise Unavailable(f"function {function} failed: {(result or {}).get('errorMessage')}")
        return result

    return invoke
