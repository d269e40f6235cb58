"""Entry point of the API function."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from functions.api.application import Application
from hbi import snapshots
from hbi.settings import ApiSettings


def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Answers an API Gateway event (HTTP API, payload 2.0)."""
    return application().respond(event, context)


@cache
def application() -> Application:
    """The process's application, made from the environment by the first request."""
    return Application(ApiSettings.load())


def _close() -> None:
    if application.cache_info().currsize:
        application().close()


snapshots.guard(_close)
