"""The API descriptions and their reader.

The descriptions are generated from the table of operations (`python -m functions.api.openapi`) and shipped as files.
Swagger UI comes from the files that Powertools brings along, so the page loads nothing from elsewhere.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

INVENTORY = "openapi.json"
EXPORTS = "openapi-exports.json"

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Host inventory</title>
<style>{style}</style>
</head>
<body>
<div id="swagger-ui"></div>
<script>{script}</script>
<script>SwaggerUIBundle({{url: {url}, dom_id: "#swagger-ui", deepLinking: true}});</script>
</body>
</html>
"""


@cache
def description(name: str, base: str) -> dict[str, Any]:
    """A shipped OpenAPI document, with the base path under which it was asked for."""
    document: dict[str, Any] = orjson.loads((Path(__file__).parent / name).read_bytes())
    return {**document, "servers": [{"url": base}]}


@cache
def page(description_path: str) -> bytes:
    """Swagger UI on one description, complete in one document."""
    assets = files("aws_lambda_powertools.event_handler.openapi.swagger_ui")
    return _PAGE.format(
        style=(assets / "swagger-ui.min.css").read_text(),
        script=(assets / "swagger-ui-bundle.min.js").read_text(),
        url=orjson.dumps(description_path).decode(),
    ).encode()
