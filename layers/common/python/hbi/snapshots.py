"""Snapshots of a process, from which Lambda starts copies (SnapStart): what must not be shared stays out of them.

Lambda takes a snapshot of a version once its modules are imported. A connection, a token or the state of a generator of
random numbers in it would be the same in every copy.
"""

import os
import sys
from collections.abc import Callable, Iterator

_PACKAGES = ("hbi", "functions")


class SharedConnection(Exception):
    """A connection is open when the snapshot is to be taken. The text says to where."""


def guard(close: Callable[[], None]) -> None:
    """Lets a function that begins from a snapshot drop what it holds before, and draw anew after it.

    Args:
        close: closes the function's own connections, if it has any by then.
    """
    if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") != "snap-start":
        return
    from snapshot_restore_py import register_after_restore, register_before_snapshot

    register_before_snapshot(drop, close)
    register_after_restore(draw_anew)


def drop(close: Callable[[], None]) -> None:
    """Closes connections and forgets clients, tokens, secrets and whatever else was kept for later.

    Raises:
        SharedConnection: somebody else has a connection open. Lambda then does not publish the version.
    """
    close()
    for forget in _caches():
        forget()
    if "boto3" in sys.modules:
        vars(sys.modules["boto3"])["DEFAULT_SESSION"] = None  # It keeps credentials.
    import gc

    gc.collect()
    if left := sorted(_connections()):
        raise SharedConnection(f"open before the snapshot: {', '.join(left)}; connect when it is first needed instead")


def draw_anew() -> None:
    """Gives a copy random numbers of its own.

    `uuid4`, `secrets` and TLS ask the kernel, which Lambda sees to.
    """
    import random

    random.seed()


def _caches() -> Iterator[Callable[[], None]]:
    """What empties functions of ours that keep what they returned, such as clients of AWS and the application."""
    from functools import _lru_cache_wrapper

    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in _PACKAGES:
            yield from (
                value.cache_clear for value in list(vars(module).values()) if isinstance(value, _lru_cache_wrapper)
            )


def _connections() -> Iterator[str]:
    """Where connections of this process lead to, but for the one to Lambda itself."""
    import socket
    from stat import S_ISSOCK

    for descriptor in map(int, os.listdir("/proc/self/fd")):
        try:
            if not S_ISSOCK(os.fstat(descriptor).st_mode):
                continue
            with socket.socket(fileno=os.dup(descriptor)) as found:
                if found.family in {socket.AF_INET, socket.AF_INET6}:
                    host, port, *_ = found.getpeername()
                    place = f"{host}:{port}"
                    if place != os.environ.get("AWS_LAMBDA_RUNTIME_API"):
                        yield place
        except OSError:  # not connected, or the folder's own
            continue
