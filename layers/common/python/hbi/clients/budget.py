"""The time that a request has for all that other services are asked on its behalf (contract: identity-rbac 7.2)."""

import time

BUDGET_S = 20.0
"""Seconds that all questions of a request may take together: gateways wait half a minute."""


def deadline_of_request() -> float:
    """The end of the time of a request that begins now, by the monotonic clock."""
    return time.monotonic() + BUDGET_S


def timeout_of_try(deadline: float, *, most_s: float, retries: int) -> float:
    """Seconds that one of several tries may take, so that all of them end in time; 0 or less if it is over."""
    return min(most_s, (deadline - time.monotonic()) / (1 + retries))
