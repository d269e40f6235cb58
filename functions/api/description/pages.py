"""The API descriptions and their reader.

The descriptions are generated from the table of operations (`python -m functions.api.description.generate`) and shipped
as files. Swagger UI comes from the files that Powertools brings along, so the page loads nothing from elsewhere.
"""

import base64
import hashlib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from functions.api.http.answers import Answer, json_answer, tagged

INVENTORY = "inventory.json"
EXPORTS = "exports.json"

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Host inventory</title>
<style>{style}</style>
</head>
<body>
{places}
<script>{script}</script>
<script>{start}</script>
</body>
</html>
"""
# Without `validatorUrl: null` the page asks a server on the internet about the description.
_START = 'SwaggerUIBundle({{url: {url}, dom_id: "#{place}", deepLinking: true, validatorUrl: null}});'
_DESCRIPTION_AGE_S = 300
_PAGE_AGE_S = 3600


@cache
def description(name: str, base: str) -> Answer:
    """A shipped OpenAPI document, with the base path under which it was asked for."""
    document: dict[str, Any] = orjson.loads((Path(__file__).parent / name).read_bytes())
    return _cacheable(json_answer({**document, "servers": [{"url": base}]}), _DESCRIPTION_AGE_S, {})


@cache
def page(description_paths: tuple[str, ...]) -> Answer:
    """Swagger UI on descriptions, one below the other, complete in one document."""
    # Named by its path: as a package it would bring the whole event handler along.
    assets = files("aws_lambda_powertools") / "event_handler" / "openapi" / "swagger_ui"
    style = (assets / "swagger-ui.min.css").read_text()
    script = (assets / "swagger-ui-bundle.min.js").read_text()
    urls = {f"swagger-ui-{number}": orjson.dumps(path).decode() for number, path in enumerate(description_paths, 1)}
    places = "\n".join(f'<div id="{place}"></div>' for place in urls)
    start = "".join(_START.format(url=url, place=place) for place, url in urls.items())
    html = _PAGE.format(style=style, script=script, start=start, places=places).encode()
    policy = "; ".join(
        (
            *("default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"),
            f"script-src {_source(script)} {_source(start)}",
            f"style-src {_source(style)}",
            *("img-src 'self' data:", "connect-src 'self'"),
        )
    )
    headers = {"content-security-policy": policy, "referrer-policy": "no-referrer"}
    return _cacheable(Answer(200, html, "text/html; charset=utf-8"), _PAGE_AGE_S, headers)


def _source(inline: str) -> str:
    """What a content security policy calls a text that may stand in the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}'"


def _cacheable(answer: Answer, seconds: int, headers: dict[str, str]) -> Answer:
    """The answer with permission to cache it publicly: it holds no data of organisations."""
    common = {
        "cache-control": f"public, max-age={seconds}",
        "vary": "accept-encoding",
        "x-content-type-options": "nosniff",
    }
    return tagged(replace(answer, headers={**headers, **common}, is_fixed=True))
