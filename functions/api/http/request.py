"""One HTTP request, as API Gateway sends it (payload 2.0)."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl

DEFAULT_STAGE = "$default"
IDENTITY_HEADER = "x-rh-identity"

type Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """What an operation may look at."""

    method: str
    path: str
    """Decoded by the gateway, without the stage and without one slash at its end."""
    ends_in_slash: bool
    query: Pairs
    """Decoded names and values in their order, repeats and empty values included."""
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    claims: Mapping[str, Any] | None = None
    """Claims of the token that the gateway's JWT authorizer verified; None when it verified none."""

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Self:
        """The request in an event.

        The query string is read here: the gateway's own reading joins repeated parameters with commas.
        """
        http = event["requestContext"]["http"]
        path = _path_of(event)
        body = event.get("body") or ""
        return cls(
            method=http["method"].upper(),
            path=path.removesuffix("/") or "/",
            ends_in_slash=path.endswith("/"),
            query=parse_qsl(event.get("rawQueryString") or "", keep_blank_values=True),
            headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
            body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(errors="surrogatepass"),
            claims=_verified_claims(event["requestContext"]),
        )

    @property
    def identity_header(self) -> str | None:
        """Value of `x-rh-identity`."""
        return self.headers.get(IDENTITY_HEADER)

    @property
    def request_id(self) -> str | None:
        """The caller's own id of this request, copied to events."""
        return self.headers.get("x-rh-insights-request-id") or None

    @property
    def is_from_frontend(self) -> bool:
        """Whether the console's user interface sent it (contract: rest-hosts 1.1)."""
        return self.headers.get("x-rh-frontend-origin") == "hcc"


def _path_of(event: Mapping[str, Any]) -> str:
    """The path in an event. A stage with a name stands before it, unless a domain's own mapping leads to the stage."""
    path: str = event["rawPath"]
    stage = event["requestContext"].get("stage", DEFAULT_STAGE)
    return path.removeprefix(f"/{stage}") if stage != DEFAULT_STAGE and f"{path}/".startswith(f"/{stage}/") else path


def _verified_claims(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Only the gateway writes the request context, so callers cannot put claims there."""
    token = (context.get("authorizer") or {}).get("jwt")
    return None if token is None else token.get("claims") or {}
