"""Decides what an Unleash server's description of its flags means for an organisation.

What is not understood (a strategy, an operator, a missing segment) turns nothing on.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

APP_NAME = "host-inventory"

_MASK = 0xFFFFFFFF


class Toggles:
    """The flags of one answer of the server (`GET /client/features`)."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Raises KeyError, TypeError, AttributeError or ValueError when the document is not such an answer."""
        self._features = {str(feature["name"]): feature for feature in document["features"]}
        self._segments = {segment["id"]: segment["constraints"] for segment in document.get("segments") or ()}

    def is_on(self, flag: str, org_id: str | None) -> bool | None:
        """Whether the flag is on for the organisation; None when the server does not know the flag."""
        feature = self._features.get(flag)
        if feature is None:
            return None
        if not feature.get("enabled"):
            return False
        context = {"appName": APP_NAME} if org_id is None else {"appName": APP_NAME, "orgId": org_id, "org_id": org_id}
        strategies = feature.get("strategies") or [{"name": "default"}]
        return any(self._applies(strategy, flag, context) for strategy in strategies)

    def _applies(self, strategy: Mapping[str, Any], flag: str, context: Mapping[str, str]) -> bool:
        constraints = list(strategy.get("constraints") or ())
        for segment in strategy.get("segments") or ():
            if segment not in self._segments:
                return False
            constraints += self._segments[segment]
        return all(_holds(constraint, context) for constraint in constraints) and _is_chosen(strategy, flag, context)


def _is_chosen(strategy: Mapping[str, Any], flag: str, context: Mapping[str, str]) -> bool:
    if strategy["name"] == "default":
        return True
    if strategy["name"] != "flexibleRollout":
        return False
    parameters = strategy.get("parameters") or {}
    rollout = int(parameters.get("rollout") or 0)
    if rollout >= 100:
        return True
    # The same organisation gets the same answer, whatever the server would stick to.
    org_id = context.get("orgId")
    return org_id is not None and _bucket(str(parameters.get("groupId") or flag), org_id) <= rollout


def _holds(constraint: Mapping[str, Any], context: Mapping[str, str]) -> bool:
    operator = _OPERATORS.get(constraint["operator"])
    if operator is None:
        return False
    value = context.get(constraint["contextName"])
    candidates: Iterable[Any] = constraint.get("values") or ()
    if constraint.get("caseInsensitive"):
        value, candidates = value and value.lower(), [str(candidate).lower() for candidate in candidates]
    held = operator(value, [str(candidate) for candidate in candidates])
    return held != bool(constraint.get("inverted"))


def _text_operator(compare: Callable[[str, str], bool]) -> Callable[[str | None, list[str]], bool]:
    return lambda value, candidates: value is not None and any(compare(value, candidate) for candidate in candidates)


_OPERATORS: Mapping[str, Callable[[str | None, list[str]], bool]] = {
    "IN": lambda value, candidates: value in candidates,
    "NOT_IN": lambda value, candidates: value not in candidates,
    "STR_CONTAINS": _text_operator(lambda value, candidate: candidate in value),
    "STR_STARTS_WITH": _text_operator(str.startswith),
    "STR_ENDS_WITH": _text_operator(str.endswith),
}


def _bucket(group: str, identifier: str) -> int:
    """From 1 to 100, as every client of the server computes it."""
    return _murmur3(f"{group}:{identifier}".encode()) % 100 + 1


def _murmur3(data: bytes) -> int:
    """MurmurHash3 (x86, 32 bits) with seed 0."""
    state = 0
    whole = len(data) & ~3
    for start in range(0, whole, 4):
        state ^= _scrambled(int.from_bytes(data[start : start + 4], "little"))
        state = (_rotated(state, 13) * 5 + 0xE6546B64) & _MASK
    state ^= _scrambled(int.from_bytes(data[whole:], "little")) ^ len(data)
    state = ((state ^ state >> 16) * 0x85EBCA6B) & _MASK
    state = ((state ^ state >> 13) * 0xC2B2AE35) & _MASK
    return state ^ state >> 16


def _scrambled(word: int) -> int:
    return (_rotated((word * 0xCC9E2D51) & _MASK, 15) * 0x1B873593) & _MASK


def _rotated(word: int, by: int) -> int:
    return (word << by | word >> (32 - by)) & _MASK
