"""Flags that AWS AppConfig keeps, in the form that Powertools evaluates. Imported where a profile is configured."""

import logging
from typing import Any, NoReturn

from aws_lambda_powertools.utilities.feature_flags import AppConfigStore, FeatureFlags, StoreProvider
from aws_lambda_powertools.utilities.feature_flags.exceptions import (
    ConfigurationStoreError,
    SchemaValidationError,
    StoreClientError,
)

from hbi.flags.toggles import APP_NAME
from hbi.problems import Unavailable
from hbi.secrets import quick
from hbi.settings import FlagSettings

logger = logging.getLogger(__name__)


class AppConfigProfile:
    """A source of flags: one configuration profile. The first question begins a session, which costs a client."""

    name = "AWS AppConfig"

    def __init__(self, settings: FlagSettings) -> None:
        self.refresh_s = settings.appconfig_refresh_s
        self._settings = settings
        self._store: AppConfigStore | None = None
        self._client: Any = None

    def ask(self) -> "Features":
        """The flags of the profile.

        Raises:
            Unavailable: AppConfig does not answer, or not with JSON.
            TypeError: the profile holds something else than an object.
        """
        if self._store is None:
            self._store = self._session()
        try:
            return Features(self._store.get_configuration())
        except (ConfigurationStoreError, StoreClientError) as error:
            # The token may have expired, which lives a day and only once: the next question begins a new session.
            self._store = None
            raise Unavailable(str(error.__cause__ or error)) from error

    def kept(self) -> None:
        """Nothing is kept beyond the process."""

    def _session(self) -> AppConfigStore:
        if self._client is None:
            import boto3

            self._client = boto3.client("appconfigdata", config=quick())
        settings = self._settings
        return AppConfigStore(
            environment=settings.appconfig_environment or "",
            application=settings.appconfig_application or "",
            name=settings.appconfig_profile or "",
            max_age=0,  # whoever asks keeps what it is told
            boto3_client=self._client,
        )


class Features:
    """The flags of one version of a profile: `{"<flag>": {"default": …, "rules": {…}}, …}`.

    What Powertools does not understand of a flag turns that flag off, whatever its default, and no other.
    """

    def __init__(self, document: Any) -> None:
        """Raises TypeError when the document is no object."""
        if not isinstance(document, dict):
            raise TypeError("the profile is not a JSON object of flags")
        self._document: dict[str, Any] = document
        self._evaluators: dict[str, FeatureFlags] = {}

    def is_on(self, flag: str, org_id: str | None) -> bool | None:
        """Whether the flag is on for the organisation; None when the profile does not name the flag."""
        if flag not in self._document:
            return None
        if flag not in self._evaluators:
            self._evaluators[flag] = _evaluator(flag, self._document[flag])
        context = {"appName": APP_NAME} if org_id is None else {"appName": APP_NAME, "orgId": org_id, "org_id": org_id}
        try:
            return self._evaluators[flag].evaluate(name=flag, context=context, default=False) is True
        except (SchemaValidationError, _NotUnderstood) as error:
            logger.warning("flag %s is off: %s", flag, error)
            return False


class _NotUnderstood(Exception):
    """A condition cannot be evaluated for this organisation."""


class _OneFlag(StoreProvider):
    """A store of one flag, so that a fault of another one's rules does not matter."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    @property
    def get_raw_configuration(self) -> dict[str, Any]:
        return self._document

    def get_configuration(self) -> dict[str, Any]:
        return self._document


def _evaluator(flag: str, rules: Any) -> FeatureFlags:
    evaluator = FeatureFlags(store=_OneFlag({flag: rules}))

    def give_up(error: Exception) -> NoReturn:
        # Powertools would take the condition for one that does not hold, and a flag that is on by default for on.
        raise _NotUnderstood(f"a condition fails with {type(error).__name__}") from error

    evaluator.validation_exception_handler(Exception)(give_up)  # type: ignore[arg-type]
    return evaluator
