"""`python -m schema_update`: what it shows, takes, refuses and leaves behind."""

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from schema_update.derived import FIELDS_PAGE
from schema_update.install import SCHEMA_FILE, NotInstalled, install, printed
from tests.integration.schema_update.conftest import Checkout

type Schema = dict[str, Any]

NEW_FIELD = {"type": "string", "maxLength": 20, "description": "Color of the case", "x-indexed": False}


def changed(schema: Schema, **properties: Any) -> Schema:
    """The schema with other properties; None takes one away."""
    merged = {**schema["properties"], **properties}
    return {**schema, "properties": {name: node for name, node in merged.items() if node is not None}}


@pytest.fixture
def newer(tmp_path: Path) -> Callable[[Schema], Path]:
    """Writes a schema to a file."""

    def write(schema: Schema) -> Path:
        path = tmp_path / "newer.json"
        path.write_text(json.dumps(schema))
        return path

    return write


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """URL of a server that gives out the test's folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - so named by the library
        pass


def test_installing_what_is_installed_changes_nothing(checkout: Checkout):
    first = checkout.update(checkout.folder / SCHEMA_FILE)
    assert first.output.startswith("The installed schema says the same.\n")
    before = checkout.content()
    second = checkout.update(checkout.folder / SCHEMA_FILE)
    assert second.output == "The installed schema says the same.\nEverything is current.\n"
    assert checkout.content() == before


def test_what_the_project_ships_is_what_the_command_makes(project_root: Path):
    from schema_update import fields_page

    shipped = (project_root / SCHEMA_FILE).read_bytes()
    assert shipped == printed(json.loads(shipped))
    assert (project_root / FIELDS_PAGE).read_text() == fields_page.text()


def test_an_added_field_is_installed_everywhere(checkout: Checkout, tmp_path: Path, web: str):
    """In the form that upstream has: YAML, the profile in `$defs`, shared parts by reference; behind a redirect."""
    schema = changed(checkout.schema, color={"$ref": "#/$defs/Color"})
    upstream = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "definitions": schema["definitions"],
        "$defs": {
            "SystemProfile": {"type": "object", "properties": schema["properties"]},
            "Color": {**NEW_FIELD, "example": "blue", "pattern": r"^[a-z\d]+\d$"},
        },
    }
    (tmp_path / "v2").mkdir()
    (tmp_path / "v2" / "index.html").write_text(yaml.safe_dump(upstream))
    result = checkout.update(f"{web}/v2")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[:2] == [
        r"added      color  string, at most 20 characters, `^[a-z\d]+[0-9]$`",
        "1 added",
    ]
    assert list(checkout.schema["properties"])[-1] == "color"
    assert "x-indexed" not in checkout.schema["properties"]["color"]
    written = {name: content.decode() for name, content in checkout.content().items()}
    assert "Color of the case" in written["functions/api/description/inventory.json"]
    assert (
        "| `color` | string, at most 20 characters, `^[a-z\\d]+[0-9]$` | other_fields | string | Color of the case |"
        in written[FIELDS_PAGE]
    )


def test_breaking_changes_need_consent(checkout: Checkout, newer: Callable[[Schema], Path]):
    before = checkout.content()
    schema = changed(checkout.schema, tuned_profile=None, arch={"type": "string", "maxLength": 9})
    result = checkout.update(newer(schema))
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "tightened  arch           maxLength 50 → 9",
        "removed    tuned_profile  string, at most 256 characters",
        "1 tightened, 1 removed",
    ]
    assert "ACCEPT=1" in result.stderr
    assert checkout.content() == before
    accepted = checkout.update(newer(schema), "--accept")
    assert accepted.exit_code == 0
    assert checkout.schema["properties"]["arch"]["maxLength"] == 9
    assert "tuned_profile" not in checkout.schema["properties"]


def test_a_tighter_definition_needs_consent(checkout: Checkout, newer: Callable[[Schema], Path]):
    before = checkout.content()
    (name,) = checkout.schema["definitions"]
    tighter = {**checkout.schema["definitions"][name], "maxProperties": 1}
    schema = {**checkout.schema, "definitions": {name: tighter}}
    result = checkout.update(newer(schema))
    assert result.exit_code == 1
    assert result.stdout.splitlines() == ["tightened  disk_devices[].options  maxProperties any → 1", "1 tightened"]
    assert checkout.content() == before
    assert checkout.update(newer(schema), "--accept").exit_code == 0
    assert checkout.schema["definitions"][name]["maxProperties"] == 1


def test_a_dry_run_only_shows(checkout: Checkout, newer: Callable[[Schema], Path]):
    before = checkout.content()
    result = checkout.update(newer(changed(checkout.schema, color=NEW_FIELD)), "--dry-run")
    assert (result.exit_code, "added      color" in result.output) == (0, True)
    assert checkout.content() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("a: [1", "newer.yaml is neither YAML nor JSON", id="neither YAML nor JSON"),
        pytest.param("{a: 1, a: 2}", "key 'a' occurs twice", id="a key twice"),
        pytest.param("- 1", "the document is not an object", id="a list"),
        pytest.param("{type: object}", "there are no properties", id="no properties"),
        pytest.param(
            "{properties: {arch: {type: string, maxLength: 99}}}",
            "arch: text of 99 characters does not fit its column, which is varchar(50)",
            id="longer than its column",
        ),
        pytest.param("{properties: {color: {type: [string, 'null']}}}", "color: needs one type", id="several types"),
        pytest.param(
            "{properties: {color: {type: string}}, minProperties: 2}",
            "the profile: the inventory does not understand minProperties",
            id="a limit of the profile",
        ),
        pytest.param(
            "{properties: {color: {type: string, x-merge: true}}}", "color: x-merge is understood for", id="merged text"
        ),
    ],
)
def test_what_is_no_usable_schema_changes_nothing(checkout: Checkout, tmp_path: Path, content: str, message: str):
    before = checkout.content()
    (tmp_path / "newer.yaml").write_text(content)
    result = checkout.update(tmp_path / "newer.yaml", "--accept")
    assert result.exit_code == 2
    assert "nothing was changed" in result.stderr
    assert message in result.stderr
    assert checkout.content() == before


@pytest.mark.parametrize(
    ("place", "message"),
    [
        pytest.param("{web}/none.yaml", "cannot be fetched: the answer is 404", id="not on the web"),
        pytest.param("http://127.0.0.1:1/none.yaml", "cannot be fetched", id="no web"),
        pytest.param("/nowhere/none.yaml", "cannot be read: No such file", id="no file"),
    ],
)
def test_nothing_is_there(checkout: Checkout, web: str, place: str, message: str):
    result = checkout.update(place.format(web=web))
    assert result.exit_code == 2
    assert message in result.stderr


def test_all_files_or_none(tmp_path: Path):
    (tmp_path / "first").write_text("old")
    (tmp_path / "second").mkdir()
    (tmp_path / "second" / "kept").touch()
    (tmp_path / "third").write_text("old")
    with pytest.raises(NotInstalled, match="second cannot be written"):
        install({"first": b"new", "new": b"new", "second": b"new", "third": b"new"}, tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir() if path.is_file()} == {
        "first": "old",
        "third": "old",
    }
