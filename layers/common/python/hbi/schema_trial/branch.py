"""Proposed schemas: each is in a branch of a fork of the repository of schemas."""

from typing import NamedTuple
from urllib.parse import quote

from hbi.problems import InvalidParameter, Unavailable
from hbi.profile.proposed import ProposedSchema
from hbi.profile.schema.adopt import InvalidSchema
from hbi.profile.schema.source import NoAnswer, UnreadableSchema, fetched, parsed
from hbi.settings import SchemaTrialSettings
from hbi.text import shorten

_FAULTS_SHOWN = 3
_SHARE_OF_BUDGET = 0.25


class Branch(NamedTuple):
    """A branch, named as the repository's host names it."""

    fork: str
    """Name of the account that has the fork."""
    name: str

    def __str__(self) -> str:
        return f"{self.fork}/{self.name}"

    def url(self, template: str) -> str:
        """URL of its schema; each name stays within the place that the template has for it."""
        return template.replace("{fork}", quote(self.fork, safe="")).replace("{branch}", quote(self.name, safe=""))

    def schema(self, settings: SchemaTrialSettings) -> ProposedSchema:
        """Its schema, fetched anew, because branches move; that may take a quarter of the budget.

        Raises:
            InvalidParameter: there is none, or it could not be installed.
            Unavailable: whoever has it does not answer.
        """
        try:
            content = fetched(self.url(settings.schema_url), patience_s=settings.trial_budget_s * _SHARE_OF_BUDGET)
            return ProposedSchema(parsed(content))
        except NoAnswer as error:
            raise Unavailable(f"The schema of {self} {error}. Try again.") from error
        except UnreadableSchema as error:
            raise self._unusable(f"has no usable schema in fork {shorten(self.fork)}: it {error}") from error
        except InvalidSchema as error:
            raise self._unusable(f"has a schema that could not be installed: {_first(error.faults)}") from error

    def _unusable(self, fault: str) -> InvalidParameter:
        return InvalidParameter("repo_branch", got=self.name, expected="a branch with a profile schema", fault=fault)


def _first(faults: list[str]) -> str:
    shown = "; ".join(f"{fault:.200}" for fault in faults[:_FAULTS_SHOWN])
    return shown if len(faults) <= _FAULTS_SHOWN else f"{shown}; and {len(faults) - _FAULTS_SHOWN} more"
