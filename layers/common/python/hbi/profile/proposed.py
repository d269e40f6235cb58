"""Tries which profiles another schema than the installed one would take."""

from typing import Any

from hbi.profile import schema
from hbi.profile.coerce import coerce, plan_of
from hbi.profile.schema.adopt import InvalidSchema, adopted
from hbi.profile.validate import compiled


class ProposedSchema:
    """A schema as it would be if it were installed."""

    def __init__(self, sent: Any) -> None:
        """`sent` is a schema as `adopted` takes it.

        Raises:
            InvalidSchema: it could not be installed.
        """
        document = adopted(sent, schema.document())
        try:
            self._validator = compiled(document)
        except ValueError as error:
            raise InvalidSchema([str(error).splitlines()[0]]) from None
        self._plan = plan_of(document)

    def takes(self, profile: object) -> bool:
        """Whether the profile of a report obeys it, read as leniently as ingest does."""
        return isinstance(profile, dict) and self._validator.is_valid(coerce(profile, self._plan))
