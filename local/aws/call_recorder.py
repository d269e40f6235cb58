"""Takes down what a function's process asks of AWS, for tests of its rights. `boot.py` runs it by its file name.

It imports nothing but botocore, which is the function's own, and the standard library.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import botocore.handlers


def record(file: Path) -> None:
    """Appends a line of JSON to the file for each call from now on, before it is sent: `function`, `service`,
    `operation` and `key`, the object that it is about.

    Links and tokens that are signed count as the call that they allow, although nothing is sent.
    """

    def call(params: Mapping[str, Any], model: Any, **_: Any) -> None:
        _write(file, model.service_model.service_name, model.name, _key(params))

    def token(**_: Any) -> None:
        _write(file, "rds-db", "connect", "")

    # Every session registers these when it is made.
    botocore.handlers.BUILTIN_HANDLERS.append(("before-parameter-build", call))
    botocore.handlers.BUILTIN_HANDLERS.append(("choose-signer.rds.connect", token))


def _key(params: Mapping[str, Any]) -> str:
    deleted = params.get("Delete", {}).get("Objects", [])
    return str(deleted[0]["Key"] if deleted else params.get("Key", ""))


def _write(file: Path, service: str, operation: str, key: str) -> None:
    function = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
    line = json.dumps({"function": function, "service": service, "operation": operation, "key": key})
    # Processes share the file: short lines that are appended do not mix.
    with file.open("a", buffering=1) as lines:
        lines.write(line + "\n")
