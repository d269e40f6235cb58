"""The JSON Schemas of messages, and the page that shows them.

Contract tests hold every message that they see against the schemas (`tests/support/schemas.py`).
"""

import json
import re
from copy import deepcopy
from typing import Any

import jsonschema_rs
import pytest

from documentation import event_schemas
from documentation.repository import DOCS, FENCE
from tests.support.schemas import faults

PAGE = (DOCS / "events.md").read_text()
LINK = re.compile(r"\[(?P<name>[a-z-]+)\]\(events/(?P=name)\.schema\.json\)")


def examples() -> dict[str, Any]:
    """Documents on the page by the name of the schema that is linked last before them."""
    return {
        LINK.findall(PAGE[: fence.start()].rpartition("\n### ")[2])[0]: json.loads(fence["text"])
        for fence in FENCE.finditer(PAGE)
        if fence["language"] == "json"
    }


EXAMPLES = examples()


@pytest.mark.parametrize("name", event_schemas.files())
def test_schemas_are_schemas(name: str) -> None:
    assert jsonschema_rs.meta.is_valid(json.loads(event_schemas.files()[name]))


def test_the_page_names_every_schema() -> None:
    assert set(LINK.findall(PAGE)) == {*event_schemas.SENT, *event_schemas.RECEIVED}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_as_their_schemas_say(name: str) -> None:
    assert faults(name, EXAMPLES[name]) == []


def test_created_and_updated_differ_in_their_type_alone() -> None:
    updated = {**EXAMPLES["host-created"], "type": "updated"}
    assert faults("host-updated", updated) == []
    assert faults("host-created", updated) != []


def without(document: Any, *path: str) -> Any:
    """A document that lacks a member."""
    copy = deepcopy(document)
    *parents, last = path
    part = copy
    for name in parents:
        part = part[name]
    del part[last]
    return copy


def with_(document: Any, value: Any, *path: str) -> Any:
    """A document with another value of a member."""
    copy = deepcopy(document)
    *parents, last = path
    part = copy
    for name in parents:
        part = part[name]
    part[last] = value
    return copy


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        pytest.param("host-created", without(EXAMPLES["host-created"], "host", "tags"), id="no tags"),
        pytest.param("host-created", with_(EXAMPLES["host-created"], 1, "host", "new"), id="an unknown member"),
        pytest.param("host-created", with_(EXAMPLES["host-created"], "soon", "timestamp"), id="no instant"),
        pytest.param("host-deleted", with_(EXAMPLES["host-deleted"], "1", "id"), id="no UUID"),
        pytest.param("host-report", without(EXAMPLES["host-report"], "data", "org_id"), id="no organisation"),
        pytest.param("host-report", without(EXAMPLES["host-report"], "data", "insights_id"), id="no ID fact"),
        pytest.param("host-report", with_(EXAMPLES["host-report"], None, "data", "display_name"), id="a null name"),
        pytest.param("host-report", with_(EXAMPLES["host-report"], 1, "more"), id="an unknown member of the envelope"),
        pytest.param("application-data", without(EXAMPLES["application-data"], "hosts"), id="no hosts"),
        pytest.param("workspace-change", without(EXAMPLES["workspace-change"], "payload"), id="no payload"),
    ],
)
def test_what_is_wrong_is_refused(name: str, wrong: Any) -> None:
    assert faults(name, wrong) != []


def test_the_payload_of_a_workspace_is_as_its_schema_says() -> None:
    schema = event_schemas.RECEIVED["workspace-change"]["properties"]["payload"]["contentSchema"]
    jsonschema_rs.validator_for(schema).validate(json.loads(EXAMPLES["workspace-change"]["payload"]))
