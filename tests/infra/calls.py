"""What code asks of AWS, against what a template allows."""

from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

type Rights = set[tuple[str, str]]


class Asked(NamedTuple):
    """A call of an AWS service, and the object that it is about, if it is about one."""

    service: str
    operation: str
    key: str = ""


# What AWS wants to be allowed for a call, encryption with a key of our own included.
NEEDS: Mapping[tuple[str, str], frozenset[str]] = {
    ("s3", "PutObject"): frozenset({"s3:PutObject", "kms:GenerateDataKey"}),
    ("s3", "CreateMultipartUpload"): frozenset({"s3:PutObject", "kms:GenerateDataKey"}),
    ("s3", "UploadPart"): frozenset({"s3:PutObject", "kms:GenerateDataKey"}),
    ("s3", "CompleteMultipartUpload"): frozenset({"s3:PutObject", "kms:Decrypt"}),
    ("s3", "AbortMultipartUpload"): frozenset({"s3:AbortMultipartUpload"}),
    ("s3", "GetObject"): frozenset({"s3:GetObject", "kms:Decrypt"}),
    ("s3", "DeleteObjects"): frozenset({"s3:DeleteObject"}),
    ("lambda", "Invoke"): frozenset({"lambda:InvokeFunction"}),
    ("rds-db", "connect"): frozenset({"rds-db:connect"}),
}

IS_THE_BUCKET_THERE = Asked("s3", "GetObject", "ready")
"""Asked without the right to: who is refused knows that the bucket is there."""


def check(rights: Rights, calls: Collection[Asked]) -> None:
    """Nothing is missing; and each right that is planted as missing is found to be."""
    unknown = {(call.service, call.operation) for call in calls} - NEEDS.keys()
    assert not unknown, "say in NEEDS what must be allowed for them"
    assert missing(rights, calls) == set()
    for action in {action for call in calls for action in NEEDS[call.service, call.operation]}:
        without = {right for right in rights if right[0] != action}
        assert action in {lacking for _, lacking in missing(without, calls)}, action


def missing(rights: Rights, calls: Collection[Asked]) -> set[tuple[Asked, str]]:
    """Calls with actions that they need and no right allows."""
    return {
        (call, action)
        for call in calls
        for action in NEEDS[call.service, call.operation]
        if not any(fnmatchcase(action, allowed) and _covers(resource, call) for allowed, resource in rights)
    }


def _covers(resource: str, call: Asked) -> bool:
    """Whether a right's resource is what the call is about: an object, or something that has no parts."""
    _, separator, objects = resource.partition("}/")
    return not separator or call.service != "s3" or fnmatchcase(call.key, objects)
