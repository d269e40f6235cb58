"""Looks at deploy whether the secrets are there that the functions will read. It may not read them."""

import logging
import os
from collections.abc import Mapping
from typing import Any

import boto3
import orjson
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

logger = logging.getLogger(__name__)

_CONFIG = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 3})
_ABSENT = frozenset({"ResourceNotFoundException", "InvalidResourceId"})


class SecretsMissing(Exception):
    """References lead to no secret. The text is one line that names each setting, and says why and what to do."""


def handler(_event: object, context: Any) -> None:
    """Entry point. An exception fails the deployment with its text."""
    require(orjson.loads(os.environ["HBI_SECRET_REFERENCES"]), account=context.invoked_function_arn.split(":")[4])


def require(references: Mapping[str, str], *, account: str) -> None:
    """Requires secrets to be there, each with a value.

    What cannot be looked at, such as a secret of another account, counts as there: whoever may read a secret need not
    be let to describe it.

    Args:
        references: complete ARN by setting.
        account: where a parameter that does not answer is no parameter.
    Raises:
        SecretsMissing: some are not there.
    """
    faults = []
    for setting, arn in references.items():
        try:
            fault = _fault(arn, account)
        except BotoCoreError as error:  # the functions go the same way
            fault = " ".join(str(error).split())
        except ClientError as error:
            logger.warning("secret %s cannot be looked at: %s", setting, error)
            continue
        if fault:
            faults.append(f"{setting} ({arn}: {fault})")
    if faults:
        raise SecretsMissing(
            f"secrets that cannot be had: {', '.join(faults)}; create them, or correct secrets in the context"
        )


def _fault(arn: str, account: str) -> str | None:
    _, _, store, region, owner, place = arn.split(":", 5)
    session = boto3.Session(region_name=region)
    try:
        if store == "secretsmanager":
            secrets = session.client("secretsmanager", config=_CONFIG)
            return _fault_of_secret(secrets.describe_secret(SecretId=arn))
        if owner == account:
            _look_at_parameter(session.client("ssm", config=_CONFIG), place.removeprefix("parameter/"))
    except ClientError as error:
        if error.response["Error"]["Code"] not in _ABSENT:
            raise
        return "it does not exist"
    return None


def _fault_of_secret(described: Mapping[str, Any]) -> str | None:
    if "DeletedDate" in described:
        return "it is deleted, or about to be"
    stages = (stage for stages in described.get("VersionIdsToStages", {}).values() for stage in stages)
    return None if "AWSCURRENT" in stages else "it has no value yet"


def _look_at_parameter(client: Any, name: str) -> None:
    """Asks for tags, which tell nothing of the value. A name without hierarchy has the ARN of one after a slash.

    Raises:
        ClientError: it is not there.
    """
    try:
        client.list_tags_for_resource(ResourceType="Parameter", ResourceId=f"/{name}")
    except ClientError as error:
        if "/" in name or error.response["Error"]["Code"] not in _ABSENT:
            raise
        client.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)
