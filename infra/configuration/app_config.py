"""Where AWS AppConfig keeps the flags, if it does."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from infra.configuration.context import Context, UnusableContext

_APP_CONFIG_IDS = ("application", "environment", "profile")
_APP_CONFIG_PLACE = frozenset(f"HBI_APPCONFIG_{name.upper()}" for name in _APP_CONFIG_IDS)
_ID = re.compile(r"[a-z0-9]{4,7}")


@dataclass(frozen=True)
class AppConfigProfile:
    """Where AWS AppConfig keeps the flags: ids of an application, an environment and a configuration profile."""

    application: str
    environment: str
    profile: str

    @property
    def variables(self) -> Mapping[str, str]:
        """The place as the functions read it."""
        return {
            "HBI_APPCONFIG_APPLICATION": self.application,
            "HBI_APPCONFIG_ENVIRONMENT": self.environment,
            "HBI_APPCONFIG_PROFILE": self.profile,
        }

    @property
    def path(self) -> str:
        """The configuration as ARNs end in it."""
        return f"application/{self.application}/environment/{self.environment}/configuration/{self.profile}"


def app_config(context: Context, environment: Mapping[str, str]) -> AppConfigProfile | None:
    """The profile that is named, or None where flags are kept elsewhere."""
    if names := sorted(name for name in environment if name in _APP_CONFIG_PLACE):
        raise UnusableContext(
            f"context environment: {', '.join(names)} would come without the right to read there. Use context appConfig"
        )
    value = context("appConfig")
    if value is None:
        return None
    try:
        given = json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError:
        given = None
    ids = given if isinstance(given, Mapping) else {}
    if ids.keys() != set(_APP_CONFIG_IDS) or not all(_ID.fullmatch(str(found)) for found in ids.values()):
        raise UnusableContext(
            f"context appConfig={value!r} must be an object of ids that AWS AppConfig gave; for names no right can be "
            'given. Example: {"application": "abc1234", "environment": "def5678", "profile": "0a1b2c3"}'
        )
    return AppConfigProfile(**{str(name): str(found) for name, found in ids.items()})
