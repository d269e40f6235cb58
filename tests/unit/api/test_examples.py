"""Examples in the API descriptions fit what they are examples of."""

import json
from typing import Any

import jsonschema_rs
import pytest

from documentation.repository import ROOT
from functions.api.description import examples

DESCRIPTIONS = {
    name: json.loads((ROOT / "functions/api/description" / f"{name}.json").read_text())
    for name in ("inventory", "exports")
}
OPERATIONS = [
    pytest.param(name, operation, id=operation["operationId"])
    for name, document in DESCRIPTIONS.items()
    for methods in document["paths"].values()
    for operation in methods.values()
]


def is_valid(document: dict[str, Any], schema: Any, value: Any) -> bool:
    """Whether a value fits a schema of a description."""
    whole = {**schema, "components": document["components"]}
    return jsonschema_rs.validator_for(whole, validate_formats=True).is_valid(value)


@pytest.mark.parametrize(("description", "operation"), OPERATIONS)
def test_every_parameter_and_body_has_an_example_that_fits(description: str, operation: Any) -> None:
    document = DESCRIPTIONS[description]
    for parameter in operation["parameters"]:
        key = "example" if parameter.get("required") else "x-example"
        assert is_valid(document, parameter["schema"], parameter[key]), parameter["name"]
        # A form that is filled with all filters at once would find nothing.
        assert ("example" in parameter) == bool(parameter.get("required")), parameter["name"]
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]["application/json"]
        assert is_valid(document, content["schema"], content["example"])


@pytest.mark.parametrize(
    ("name", "schema", "expected"),
    [
        pytest.param("tags", {"type": "array", "items": {"type": "string"}}, ["env/tier=gold"], id="a list"),
        pytest.param("workspace_id", {"type": "string"}, examples.PARAMETERS["group_id"], id="one of a list"),
        pytest.param("status", {"type": "string", "enum": ["on", "off"]}, "on", id="words of its own"),
        pytest.param("unheard", {"type": "array", "items": {"enum": ["a", "b"]}}, ["a"], id="a list of words"),
    ],
)
def test_which_example_a_parameter_has(name: str, schema: Any, expected: Any) -> None:
    assert examples.of_parameter(name, schema) == expected
