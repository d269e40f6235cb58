"""Generates the OpenAPI 3.0 documents from the table of operations: `python -m functions.api.description.generate`.

A tool of the build: the running function reads the files that it writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import singledispatch
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from functions.api.description import examples, pages
from functions.api.description.dialect import to_openapi_30
from functions.api.description.schemas import EXPORT_SCHEMAS, INVENTORY_SCHEMAS, Schema
from functions.api.http import errors, ignored
from functions.api.http.errors import Shape
from functions.api.http.kinds import (
    GIT_NAME,
    LONGEST_GIT_NAME,
    Boolean,
    CheckedLater,
    Choice,
    GitName,
    Instant,
    Integer,
    Kind,
    Pattern,
    Segment,
    Text,
    Uuid,
    UuidList,
)
from functions.api.http.operation import Api, Content, Operation
from functions.api.http.parameters import DeepObject, Parameter
from functions.api.routes import exports
from functions.api.routes.hosts.hosts_view import HostViewFields
from functions.api.routes.hosts.parameters import HostFilter, ProfileFields, TagText
from functions.api.routes.inventory import INVENTORY_APIS
from hbi import problems
from hbi.problems import HbiError
from hbi.queries.filters.parameters.returned_fields import APPLICATION_DATA
from hbi.queries.filters.parsing.parse import ROOTS

_SHAPES: Mapping[Shape, tuple[str, str]] = {
    errors.problem: ("application/problem+json", "Error"),
    errors.application: ("application/json", "Error"),
    errors.titled: ("application/json", "TitledError"),
    errors.patch_body: ("application/json", "Error"),
    errors.ids_not_found: ("application/json", "Error"),
    errors.untitled: ("application/json", "Error"),
    errors.bare_text: ("application/json", "Refusal"),
    errors.export_error: ("application/json", "Error"),
}
"""Content type and schema of what each shape makes."""


def documents() -> dict[str, bytes]:
    """The documents by file name."""
    return {
        pages.INVENTORY: _print(to_openapi_30(_inventory())),
        pages.EXPORTS: _print(to_openapi_30(_exports())),
    }


def _inventory() -> Schema:
    return _document(
        "Host inventory", "/api/inventory/v1", INVENTORY_APIS, INVENTORY_SCHEMAS, error_type="application/problem+json"
    )


def _exports() -> Schema:
    document = _document(
        "Exports of hosts", "/api/export/v1", [exports.API], EXPORT_SCHEMAS, error_type="application/json"
    )
    # The exports API reads its body itself, in the order of its own contract.
    document["paths"]["/exports"]["post"]["requestBody"] = _json_body("ExportRequest")
    return document


def _document(
    title: str, base: str, apis: Sequence[Api[Any]], schemas: dict[str, Schema], *, error_type: str
) -> Schema:
    paths: dict[str, Schema] = {}
    operations = [operation for api in apis for operation in api.operations]
    for api in apis:
        for operation in api.operations:
            paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(api, operation, error_type)
    bodies = {body.name: body.schema for operation in operations if (body := operation.body)}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version("host-inventory")},
        "servers": [{"url": base}],
        "security": [{"identity": []}],
        "tags": [{"name": name} for name in dict.fromkeys(api.title for api in apis)],
        "paths": paths,
        "components": {
            "schemas": dict(sorted({**schemas, **bodies}.items())),
            "securitySchemes": {
                "identity": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "x-rh-identity",
                    "description": "Base64 of the caller's identity document.",
                }
            },
        },
    }


def _operation(api: Api[Any], operation: Operation, error_type: str) -> Schema:
    described: Schema = {
        "operationId": operation.operation_id,
        "tags": [api.title],
        "summary": _summary(operation),
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
        "responses": _responses(api, operation, error_type),
    }
    described["parameters"] += [_object(parameter) for parameter in operation.objects]
    if operation.body:
        described["requestBody"] = _json_body(operation.body.name)
    if operation.permission:
        needed = " and ".join(f"`{permission}`" for permission in operation.permission.all)
        described["description"] = f"Needs the permission {needed}."
    return described


def _summary(operation: Operation) -> str:
    return (operation.run.__doc__ or "").partition("\n")[0].rstrip(".")


def _responses(api: Api[Any], operation: Operation, error_type: str) -> Schema:
    responses: Schema = {}
    for status, schema in operation.answers.items():
        responses[str(status)] = {"description": HTTPStatus(status).phrase}
        headers = {**operation.headers, ignored.HEADER: ignored.DESCRIPTION}
        responses[str(status)]["headers"] = {
            name: {"description": description, "schema": {"type": "string"}} for name, description in headers.items()
        }
        if isinstance(schema, Content):
            responses[str(status)]["content"] = {media: {"schema": dict(schema.schema)} for media in schema.media_types}
        elif schema:
            responses[str(status)]["content"] = {"application/json": {"schema": _reference(schema)}}
    for status, shapes in sorted(_refusals(api, operation).items()):
        responses[str(status)] = {"description": HTTPStatus(status).phrase, "content": _contents(shapes)}
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            wait = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
            responses[str(status)]["headers"] = {"retry-after": wait}
    responses["default"] = {
        "description": "The request failed, or the permission service refuses it in a way of its own.",
        "content": {media: {"schema": _reference("Error")} for media in sorted({error_type, "application/json"})},
    }
    return responses


def _refusals(api: Api[Any], operation: Operation) -> dict[int, list[Shape]]:
    """Shapes of refusals by their status."""
    shapes: dict[int, list[Shape]] = {}
    for kind in _foreseen(operation):
        status, shape = api.refusals.row(kind)
        if shape not in shapes.setdefault(status, []):
            shapes[status].append(shape)
    return shapes


def _foreseen(operation: Operation) -> Iterable[type[HbiError]]:
    """What may be wrong with a request, as far as the operation's declaration tells."""
    yield from operation.raises
    if not operation.is_public:
        yield from (problems.Unauthorized, problems.UnusableToken)
        yield problems.Unavailable
    if operation.parameters or operation.objects or operation.body:
        yield problems.InvalidParameter
    if operation.body:
        yield from (problems.InvalidBody, problems.UnsupportedMediaType)
    if operation.permission:
        yield from (problems.Forbidden, problems.UnusableForwardedIdentity)
    if operation.names_hosts:
        yield problems.HostsNotFound


def _contents(shapes: Iterable[Shape]) -> Schema:
    schemas: dict[str, list[str]] = {}
    for media, schema in map(_SHAPES.__getitem__, shapes):
        if schema not in schemas.setdefault(media, []):
            schemas[media].append(schema)
    return {
        media: {"schema": {"anyOf": [*map(_reference, names)]} if len(names) > 1 else _reference(names[0])}
        for media, names in sorted(schemas.items())
    }


def _parameter(parameter: Parameter) -> Schema:
    schema = _schema(parameter.kind)
    if parameter.is_list:
        schema = {"type": "array", "items": schema}
    description = parameter.description
    if parameter.default and parameter.is_list:
        # Code that generators make of a list as default does not compile everywhere (oapi-codegen, for one).
        description += f" Without it: {', '.join(parameter.default)}."
    elif parameter.default is not None and not parameter.is_list:
        schema["default"] = parameter.default
    described: Schema = {
        "name": parameter.name,
        "in": parameter.place,
        "description": description,
        "schema": schema,
    }
    if parameter.place == "path":
        described |= {"required": True, "style": "simple"}
    elif parameter.is_list:
        described |= {"style": "form", "explode": True}
    if parameter.is_required:
        described["required"] = True
    if parameter.is_deprecated:
        described["deprecated"] = True
    return _with_example(described)


def _object(parameter: DeepObject[Any]) -> Schema:
    return _with_example(
        {
            "name": parameter.name,
            "in": "query",
            "description": parameter.description,
            "style": "deepObject",
            "explode": True,
            "schema": _object_schema(parameter),
        }
    )


def _with_example(described: Schema) -> Schema:
    """The parameter with an example, which fills the form of Swagger UI only if it must be given."""
    key = "example" if described.get("required") else "x-example"
    return {**described, key: examples.of_parameter(described["name"], described["schema"])}


@singledispatch
def _object_schema(parameter: DeepObject[Any]) -> Schema:
    raise TypeError(f"no schema for parameters of kind {type(parameter).__name__}")


@_object_schema.register
def _(_: ProfileFields) -> Schema:
    return {"type": "object", "properties": {"system_profile": {"type": "array", "items": {"type": "string"}}}}


@_object_schema.register
def _(_: HostViewFields) -> Schema:
    names: Schema = {"type": "array", "items": {"type": "string"}}
    return {"type": "object", "properties": dict.fromkeys((*ROOTS, APPLICATION_DATA), names)}


@_object_schema.register
def _(_: HostFilter) -> Schema:
    return {"type": "object", "properties": {root: {"type": "object"} for root in ROOTS}}


@singledispatch
def _schema(kind: Kind[Any]) -> Schema:
    raise TypeError(f"no schema for parameters of kind {type(kind).__name__}")


@_schema.register
def _(_: Text) -> Schema:
    return {"type": "string"}


@_schema.register
def _(kind: CheckedLater) -> Schema:
    return _schema(kind.described)


@_schema.register
def _(_: Segment) -> Schema:
    return {"type": "string", "pattern": "^[^/]+$"}


@_schema.register
def _(_: Boolean) -> Schema:
    return {"type": "boolean"}


@_schema.register
def _(_: TagText) -> Schema:
    return {"type": "string", "minLength": 1}


@_schema.register
def _(kind: Integer) -> Schema:
    return {"type": "integer", "minimum": kind.minimum, "maximum": kind.maximum}


@_schema.register(Choice)
def _(kind: Choice[Any]) -> Schema:
    return {"type": "string", "enum": list(kind.words)}


@_schema.register
def _(kind: Pattern) -> Schema:
    return {"type": "string", "enum": list(kind.documented)}


@_schema.register
def _(_: GitName) -> Schema:
    return {"type": "string", "pattern": f"^{GIT_NAME}$", "maxLength": LONGEST_GIT_NAME}


@_schema.register
def _(_: Uuid) -> Schema:
    return {"type": "string", "format": "uuid"}


@_schema.register
def _(_: Instant) -> Schema:
    return {"type": "string", "format": "date-time"}


@_schema.register
def _(_: UuidList) -> Schema:
    return {"type": "array", "minItems": 1, "items": {"type": "string", "format": "uuid"}}


def _json_body(schema: str) -> Schema:
    content = {"schema": _reference(schema), "example": examples.BODIES[schema]}
    return {"required": True, "content": {"application/json": content}}


def _reference(schema: str) -> Schema:
    return {"$ref": f"#/components/schemas/{schema}"}


def _print(document: Schema) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def main() -> None:
    """Writes the documents beside this module."""
    for name, content in documents().items():
        (Path(__file__).parent / name).write_bytes(content)


if __name__ == "__main__":
    main()
