"""Secrets of the environment: given in clear, or as a reference to AWS Secrets Manager or the SSM parameter store.

A reference is `secretsmanager:<name or ARN>`, `ssm:<name or ARN>`, or an ARN of one of the two alone. `#<member>`
behind it takes one member of a secret that is a JSON object.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import orjson
from pydantic import SecretStr

from hbi.problems import Unavailable

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.parameters import SecretsProvider, SSMProvider
    from botocore.config import Config

KEPT_S = 300
"""Seconds after which a secret is read again: it may have been rotated."""

_REFERENCE = re.compile(
    r"(?:(?P<store>secretsmanager|ssm):(?P<name>[^#]*)|(?P<arn>arn:[^:]*:(?P<service>secretsmanager|ssm):[^#]*))"
    r"(?:#(?P<member>.*))?"
)


class SecretUnavailable(Unavailable):
    """A secret cannot be read where its reference says. The text names the variable, never the secret."""


class Reference(NamedTuple):
    """Where a secret is kept. `member`: which member of a JSON object it is; None for all of the secret's text."""

    store: str
    name: str
    member: str | None


def reference(text: str) -> Reference | None:
    """The reference that a setting is; None when it is the secret itself.

    Raises:
        ValueError: a reference without a name or with an empty member.
    """
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return None
    name = found["name"] if found["arn"] is None else found["arn"]
    if not name or found["member"] == "":
        raise ValueError("not a reference to a secret; example: secretsmanager:host-inventory/keys#member")
    return Reference(found["store"] or found["service"], name, found["member"])


def reveal(setting: SecretStr, variable: str) -> str:
    """The secret's value, read from its store at most every `KEPT_S` seconds. Do not keep it any longer.

    Args:
        variable: the environment variable that the setting came from, for errors.
    Raises:
        SecretUnavailable: the store does not give it.
    """
    place = reference(setting.get_secret_value())
    return setting.get_secret_value() if place is None else _read(place, variable)


def _read(place: Reference, variable: str) -> str:
    from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
    from botocore.exceptions import BotoCoreError

    try:
        if place.store == "ssm":
            text = _parameter_store().get(place.name, max_age=KEPT_S, decrypt=True)
        else:
            text = _secrets_manager().get(place.name, max_age=KEPT_S)
    except (GetParameterError, BotoCoreError) as error:
        raise SecretUnavailable(f"secret {variable} cannot be read from {place.store}: {error}") from error
    if not isinstance(text, str):
        raise SecretUnavailable(f"secret {variable}: what {place.store} keeps is not text")
    return text if place.member is None else _member(text, place.member, variable)


def _member(text: str, member: str, variable: str) -> str:
    try:
        value = orjson.loads(text)[member]
    except (ValueError, LookupError, TypeError):
        value = None
    if not isinstance(value, str):
        raise SecretUnavailable(f"secret {variable}: it is no JSON object with a text {member!r}")
    return value


@cache
def _secrets_manager() -> "SecretsProvider":
    from aws_lambda_powertools.utilities.parameters import SecretsProvider

    return SecretsProvider(boto_config=quick())


@cache
def _parameter_store() -> "SSMProvider":
    from aws_lambda_powertools.utilities.parameters import SSMProvider

    return SSMProvider(boto_config=quick())


def quick() -> "Config":
    """Settings of a client for which requests wait: a service that does not answer must be given up soon."""
    from botocore.config import Config

    return Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})


def forget() -> None:
    """Lets every secret be read anew, with new connections."""
    _secrets_manager.cache_clear()
    _parameter_store.cache_clear()
