"""JSON bodies of requests: the checks before any rule is looked at (contract: rest-hosts 1.2 step 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from functions.api.request import Request
from hbi.problems import InvalidBody, UnsupportedMediaType, shorten


@dataclass(frozen=True, slots=True)
class TextMember:
    """A member that must be a string if it is there. The limits are for the description; rules check them."""

    shortest: int
    longest: int
    description: str


@dataclass(frozen=True, slots=True)
class ObjectBody:
    """A JSON object."""

    schema: str
    """Its name in the API description."""
    members: Mapping[str, TextMember]

    def parse(self, request: Request) -> dict[str, Any]:
        """The object.

        Raises:
            UnsupportedMediaType: it is declared as something else than JSON.
            InvalidBody: it is missing, no JSON, no object, or a declared member is no string.
        """
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type and content_type != "application/json":
            raise UnsupportedMediaType(f"Invalid Content-type ({content_type}), expected application/json")
        if not content_type or not request.body:
            raise InvalidBody("RequestBody is required, with Content-Type application/json")
        try:
            document = orjson.loads(request.body)
        except orjson.JSONDecodeError as error:
            raise InvalidBody(f"The request body is no JSON: {error}") from None
        if not isinstance(document, dict):
            raise InvalidBody(f"{shorten(document)} is not of type 'object'")
        for name in self.members:
            if name in document and not isinstance(document[name], str):
                raise InvalidBody(f"{shorten(document[name])} is not of type 'string' - '{name}'")
        return document
