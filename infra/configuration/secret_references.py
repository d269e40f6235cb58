"""Secrets of the functions: the deployment knows where they are kept, never what they are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from infra.topology import FUNCTIONS

SECRETS = frozenset(name for row in FUNCTIONS for name in row.secrets)

_ARN = re.compile(
    r"(?P<arn>arn:[a-z-]+:(?:(?P<store>secretsmanager):[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+-[A-Za-z0-9]{6}"
    r"|ssm:[a-z0-9-]+:\d{12}:parameter/[\w./-]+))(?:#(?P<member>[^#]+))?"
)
_PASSWORD_IN_URL = re.compile(r"://[^/\s]*:[^/\s]*@")


@dataclass(frozen=True)
class SecretReference:
    """The place of a secret. `member` is the member of a JSON object that it is, if it is not all of it."""

    arn: str
    store: Literal["secretsmanager", "ssm"]
    member: str | None

    @property
    def setting(self) -> str:
        """The reference as the functions read it (`hbi.secrets`)."""
        return self.arn if self.member is None else f"{self.arn}#{self.member}"

    @property
    def action(self) -> str:
        """The action that a function must be allowed on the ARN."""
        return "secretsmanager:GetSecretValue" if self.store == "secretsmanager" else "ssm:GetParameter"

    @property
    def look_action(self) -> str:
        """The action on the ARN that tells whether the secret is there, and nothing of its value."""
        return "secretsmanager:DescribeSecret" if self.store == "secretsmanager" else "ssm:ListTagsForResource"


def parse(text: str) -> SecretReference | None:
    """The reference that a text is: a complete ARN, perhaps with `#member`; None when it is something else."""
    found = _ARN.fullmatch(text)
    if found is None:
        return None
    return SecretReference(found["arn"], "secretsmanager" if found["store"] else "ssm", found["member"])


def in_clear(environment: Mapping[str, str]) -> list[str]:
    """Names of variables that would put a secret into the template, where everybody who may see it reads it."""
    return sorted(
        name
        for name, value in environment.items()
        if name in SECRETS or name == "HBI_DATABASE_URL" or _PASSWORD_IN_URL.search(value)
    )
