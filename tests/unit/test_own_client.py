"""The generated part of `clients/python` is of the descriptions that there are, and nobody edited it."""

import json

from tests.clients.own import GENERATED, MADE_OF, made_of


def test_the_generated_part_is_current() -> None:
    """If not, a description has changed, or generated code was edited: `make client` writes it anew.

    `make test-clients` compares it with what the generator makes.
    """
    assert json.loads(MADE_OF.read_text()) == made_of()


def test_all_operations_are_there() -> None:
    operations = {
        operation["operationId"]
        for name in ("inventory", "exports")
        for path in json.loads((GENERATED.parents[4] / f"functions/api/description/{name}.json").read_text())[
            "paths"
        ].values()
        for method, operation in path.items()
        if method in {"get", "post", "put", "patch", "delete"}
    }
    modules = {file.stem for file in GENERATED.glob("*/api/*/*.py") if file.stem != "__init__"}
    assert len(modules) == len(operations)
