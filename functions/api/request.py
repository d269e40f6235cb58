"""One HTTP request, as API Gateway sends it (payload 2.0)."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl

type Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """What an operation may look at."""

    method: str
    path: str
    query: Pairs
    """Decoded names and values in their order, repeats and empty values included."""
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Self:
        """The request in an event.

        The query string is read here: the gateway's own reading joins repeated parameters with commas.
        """
        http = event["requestContext"]["http"]
        body = event.get("body") or ""
        return cls(
            method=http["method"].upper(),
            path=event["rawPath"],
            query=parse_qsl(event.get("rawQueryString") or "", keep_blank_values=True),
            headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
            body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(errors="surrogatepass"),
        )

    @property
    def identity_header(self) -> str | None:
        """Value of `x-rh-identity`."""
        return self.headers.get("x-rh-identity")

    @property
    def request_id(self) -> str | None:
        """The caller's own id of this request, copied to events."""
        return self.headers.get("x-rh-insights-request-id") or None

    @property
    def is_from_frontend(self) -> bool:
        """Whether the console's user interface sent it (contract: rest-hosts 1.1)."""
        return self.headers.get("x-rh-frontend-origin") == "hcc"
