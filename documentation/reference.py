"""Pages of the API reference, made of the OpenAPI documents."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from documentation.repository import ROOT

type Part = Mapping[str, Any]

DESCRIPTIONS = {"inventory": "Host inventory", "exports": "Exports of hosts"}
"""Descriptions by name, with the titles of their pages."""
_METHODS = ("get", "post", "put", "patch", "delete")
_ELSEWHERE = {"SystemProfile": "[system profile fields](../system-profile-fields.md)"}
_LEFT_AS_IT_IS = "[]*:/,="


def pages() -> dict[str, str]:
    """The pages by the name of their description."""
    folder = ROOT / "functions" / "api" / "description"
    return {
        name: _page(title, json.loads((folder / f"{name}.json").read_text())) for name, title in DESCRIPTIONS.items()
    }


def _page(title: str, document: Part) -> str:
    base = document["servers"][0]["url"]
    lines = [f"# API reference: {title}", "", *_introduction(base)]
    for tag in document["tags"]:
        operations = list(_operations(document, tag["name"]))
        if operations:
            lines += [f"## {tag['name'].replace('_', ' ').capitalize()}", ""]
            for method, path, operation in operations:
                lines += _operation(method, path, operation)
    return "\n".join([*lines, "## Schemas", "", *_schemas(document)]).rstrip() + "\n"


def _introduction(base: str) -> Iterator[str]:
    yield (
        f"Made of the description at `{base}/openapi.json` by `make docs-files`. A running system shows it at"
        " `/api/inventory/v1/ui`, where requests can be sent."
    )
    yield ""
    yield (
        f"In the examples, `API` is the address with `{base}`, for example `http://127.0.0.1:8080{base}`, and `WHO`"
        " the header that says [who calls](../identity.md). Ids are made up: take those of your hosts. Rules in words:"
        " [the contract](../contract/README.md)."
    )
    yield ""


def _operations(document: Part, tag: str) -> Iterator[tuple[str, str, Part]]:
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods and tag in methods[method]["tags"]:
                yield method.upper(), path, methods[method]


def _operation(method: str, path: str, operation: Part) -> Iterator[str]:
    yield from (f"### {method} {path}", "", f"{operation['summary']}. {operation.get('description', '')}".strip(), "")
    yield from ("```bash", _curl(method, path, operation), "```", "")
    if operation["parameters"]:
        yield from ("| parameter | type | meaning | example |", "|---|---|---|---|")
        for parameter in operation["parameters"]:
            schema = parameter["schema"]
            needed = "**needed**. " if parameter.get("required") else ""
            default = f" Default: `{_text(schema['default'])}`." if "default" in schema else ""
            cells = (f"`{parameter['name']}`", _type(schema), f"{needed}{parameter['description']}{default}")
            yield f"| {' | '.join(map(_cell, cells))} | `{_written(parameter)}` |"
        yield ""
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]["application/json"]
        yield from (
            f"Body: {_type(content['schema'])}",
            "",
            "```json",
            json.dumps(content["example"], indent=2),
            "```",
            "",
        )
    yield from ("| answer | holds |", "|---|---|")
    for status, answer in operation["responses"].items():
        holds = sorted({_type(content["schema"]) for content in answer.get("content", {}).values()})
        meaning = "every other status" if status == "default" else f"{status} {answer['description']}"
        yield f"| {meaning} | {', '.join(holds) or '–'} |"
    yield ""


def _curl(method: str, path: str, operation: Part) -> str:
    """A call with all that must be given. A change that names nothing in its path has the first of what may be, too."""
    query: list[str] = []
    changes = method == "DELETE" and "{" not in path
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", _text(parameter["example"]))
        elif parameter.get("required") or (changes and not query):
            query.append(_written(parameter))
    words = ["curl -gs"] if method == "GET" else [f"curl -gs -X {method}"]
    words.append('-H "$WHO"')
    if "requestBody" in operation:
        example = operation["requestBody"]["content"]["application/json"]["example"]
        words.append(f"-H 'content-type: application/json' \\\n  -d '{json.dumps(example)}' \\\n ")
    return f'{" ".join(words)} "$API{path}{"?" if query else ""}{"&".join(query)}"'


def _example(parameter: Part) -> Any:
    return parameter["example"] if "example" in parameter else parameter["x-example"]


def _written(parameter: Part) -> str:
    """The example as it stands in a request."""
    value, name = _example(parameter), parameter["name"]
    if parameter["in"] == "path":
        return _text(value)
    if parameter.get("style") == "deepObject":
        (root, inner), *_ = value.items()
        if isinstance(inner, list):
            return f"{name}[{root}]={','.join(inner)}"
        ((field, wanted),) = inner.items()
        return f"{name}[{root}][{field}]={wanted}"
    values = value if isinstance(value, list) else [value]
    return "&".join(f"{name}={quote(_text(entry), safe=_LEFT_AS_IT_IS)}" for entry in values)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return json.dumps(value) if isinstance(value, bool | int) else str(value)


def _type(schema: Part) -> str:
    """A schema in a few words, with links to those that have a name."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _ELSEWHERE.get(name) or f"[{name}](#{name.lower()})"
    for word, joint in (("allOf", " and "), ("anyOf", " or "), ("oneOf", " or ")):
        if word in schema:
            return joint.join(map(_type, schema[word])) + (" or null" if schema.get("nullable") else "")
    if "enum" in schema:
        shown = ", ".join(f"`{_text(entry)}`" for entry in schema["enum"])
        return f"one of {shown}"
    kind: str = schema.get("type", "any")
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}" + (" or null" if schema.get("nullable") else "")
    limits = [f"{name} {schema[key]}" for key, name in (("minimum", "from"), ("maximum", "to")) if key in schema]
    words = [schema.get("format") if schema.get("format") in {"uuid", "date-time"} else kind, *limits]
    return " ".join(filter(None, words)) + (" or null" if schema.get("nullable") else "")


def _schemas(document: Part) -> Iterator[str]:
    for name, schema in document["components"]["schemas"].items():
        if name in _ELSEWHERE:
            continue
        yield from (f"### {name}", "")
        if schema.get("description"):
            yield from (schema["description"], "")
        members = schema.get("properties", {})
        if not members:
            yield from (_type(schema).capitalize() + ".", "")
            continue
        required = frozenset(schema.get("required", ()))
        yield from ("| member | type | meaning |", "|---|---|---|")
        for member, described in members.items():
            mark = "" if member in required else "*optional.* "
            yield f"| `{member}` | {_cell(_type(described))} | {_cell(mark + described.get('description', ''))} |"
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").strip()
