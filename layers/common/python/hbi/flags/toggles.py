"""Evaluates an Unleash server's description of its flags for an organisation.

What is not understood (a strategy, an operator, a missing segment, a dependency) turns nothing on, neither the flag nor
one that depends on it to be off.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

APP_NAME = "host-inventory"

_MASK = 0xFFFFFFFF

logger = logging.getLogger(__name__)


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
        context = {"appName": APP_NAME} if org_id is None else {"appName": APP_NAME, "orgId": org_id, "org_id": org_id}
        try:
            parents = _listed(feature, "dependencies")
            return all(self._is_met(parent, context) for parent in parents) and self._state(feature, context).is_on
        except _UnknownRule as error:
            logger.warning("flag %s is off: %s is not understood", flag, error)
            return False

    def _is_met(self, dependency: Any, context: Mapping[str, str]) -> bool:
        """Whether a parent has the state that its flag wants. One that depends on others, or is not there, never is."""
        name, wanted = _member(dependency, "feature", str), _choice(dependency, "enabled", default=True)
        variants = {str(variant) for variant in _listed(dependency, "variants")}
        parent = self._features.get(name)
        if parent is None or _listed(parent, "dependencies"):
            return False
        state = self._state(parent, context)
        if not wanted:
            return not state.is_on
        return state.is_on and (not variants or state.variants <= variants)

    def _state(self, feature: Mapping[str, Any], context: Mapping[str, str]) -> "_State":
        """The state of a flag by itself, without regard to its parents.

        Raises:
            _UnknownRule: only a strategy that is not understood could turn it on.
        """
        if not _choice(feature, "enabled", default=False):
            return _OFF
        doubt: _UnknownRule | None = None
        for strategy in _listed(feature, "strategies") or [{"name": "default"}]:
            try:
                if self._applies(strategy, feature["name"], context):
                    return _State(
                        True, _possible_variants(_listed(strategy, "variants") or _listed(feature, "variants"))
                    )
            except _UnknownRule as error:
                doubt = error
        if doubt is not None:
            raise doubt
        return _OFF

    def _applies(self, strategy: Any, flag: str, context: Mapping[str, str]) -> bool:
        if not isinstance(strategy, Mapping):
            raise _UnknownRule("a strategy")
        if _choice(strategy, "disabled", default=False):
            return False
        constraints = list(_listed(strategy, "constraints"))
        for segment in _listed(strategy, "segments"):
            if segment not in self._segments:
                raise _UnknownRule(f"segment {segment}")
            constraints += self._segments[segment]
        # Not a lazy `all`: what is not understood must not depend on the order.
        held = [_holds(constraint, context) for constraint in constraints]
        return _is_chosen(strategy, flag, context) and all(held)


class _UnknownRule(Exception):
    """Something in the server's description that this code does not know; the text names it."""


class _State(NamedTuple):
    """State of a flag for an organisation. `variants` are names, one of which it has."""

    is_on: bool
    variants: frozenset[str]


_NO_VARIANT = frozenset({"disabled"})
_OFF = _State(False, _NO_VARIANT)


def _possible_variants(variants: Sequence[Any]) -> frozenset[str]:
    """Names of the variants that an organisation may have: which of several it is, we do not find out."""
    names = (_member(variant, "name", str) for variant in variants if variant.get("weight") or variant.get("overrides"))
    return frozenset(names) or _NO_VARIANT


def _is_chosen(strategy: Mapping[str, Any], flag: str, context: Mapping[str, str]) -> bool:
    name = strategy.get("name")
    if name == "default":
        return True
    if name != "flexibleRollout":
        raise _UnknownRule(f"strategy {name}")
    parameters = strategy.get("parameters") or {}
    try:
        rollout = int(parameters.get("rollout") or 0)
    except (AttributeError, TypeError, ValueError):
        raise _UnknownRule("the share of a rollout") from None
    if rollout >= 100:
        return True
    # The same organisation gets the same answer, whatever the server would stick to.
    org_id = context.get("orgId")
    return org_id is not None and _bucket(str(parameters.get("groupId") or flag), org_id) <= rollout


def _holds(constraint: Any, context: Mapping[str, str]) -> bool:
    name = _member(constraint, "operator", str)
    operator = _OPERATORS.get(name)
    if operator is None:
        raise _UnknownRule(f"operator {name}")
    value = context.get(_member(constraint, "contextName", str))
    candidates = [str(candidate) for candidate in _listed(constraint, "values")]
    # Official clients compare members of lists exactly, whatever the constraint says.
    if _choice(constraint, "caseInsensitive", default=False) and name not in {"IN", "NOT_IN"}:
        value, candidates = value and value.lower(), [candidate.lower() for candidate in candidates]
    return operator(value, candidates) != _choice(constraint, "inverted", default=False)


def _member[Kind](document: Any, name: str, kind: type[Kind]) -> Kind:
    value = document.get(name) if isinstance(document, Mapping) else None
    if not isinstance(value, kind):
        raise _UnknownRule(f"{name}: {value!r}")
    return value


def _choice(document: Mapping[str, Any], name: str, *, default: bool) -> bool:
    return default if document.get(name) is None else _member(document, name, bool)


def _listed(document: Mapping[str, Any], name: str) -> Sequence[Any]:
    return [] if document.get(name) is None else _member(document, name, list)


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
    """A number from 1 to 100, as every client of the server computes it."""
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
