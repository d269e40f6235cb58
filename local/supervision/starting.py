"""Waits for a server program that is starting."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from hbi.problems import ConfigurationError

PAUSE_S = 0.02
MESSAGE_INTERVAL_S = 5.0

log = logging.getLogger(__name__)


def wait_until_ready(
    name: str,
    is_ready: Callable[[], bool],
    is_running: Callable[[], bool],
    log_file: Path,
    activity: Callable[[], str] = str,
) -> None:
    """Returns when the server is ready; waits as long as its process runs and logs every few seconds what it waits for.

    Args:
        activity: says what the server is known to be doing, for the message; may be empty.
    Raises:
        ConfigurationError: its process has ended; the text says where its log is.
    """
    began = time.monotonic()
    next_message = began + MESSAGE_INTERVAL_S
    while not is_ready():
        if not is_running():
            raise ConfigurationError(f"{name} does not start; see {log_file}")
        now = time.monotonic()
        if now >= next_message:
            doing = activity()
            log.warning(
                "waiting for %s since %.0f s%s; its log is %s", name, now - began, doing and f": {doing}", log_file
            )
            next_message = now + MESSAGE_INTERVAL_S
        time.sleep(PAUSE_S)
