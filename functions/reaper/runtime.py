"""The settings and connections that the reaper function keeps from one invocation to the next."""

from functools import cache

from hbi.runtime import PublishingRuntime
from hbi.settings import ReaperSettings


class Runtime(PublishingRuntime[ReaperSettings]):
    """Settings and connections of one process."""


@cache
def runtime() -> Runtime:
    """The runtime of this process, configured by the environment."""
    return Runtime.of(ReaperSettings.load())
