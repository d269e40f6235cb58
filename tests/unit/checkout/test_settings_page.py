"""The page of settings says what the code reads."""

from pathlib import Path

import pytest

from hbi.settings import ApiSettings, Settings, secret_variables
from infra.configuration.settings_page import PAGE, READERS, meanings, text

MODELS = {model.__name__: model for models in READERS.values() for model in models}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_every_setting_says_what_it_means(model: type[Settings]):
    assert [name for name in model.model_fields if not meanings(model).get(name)] == []


def test_the_page_is_what_the_command_writes(project_root: Path):
    assert (project_root / PAGE).read_text() == text()


def test_the_page_shows_every_variable_and_marks_secrets():
    rows = [line.strip("| ").split(" | ") for line in text().splitlines() if line.startswith("| `")]
    variables = {field.alias for model in MODELS.values() for field in model.model_fields.values()}
    assert {row[0].strip("`") for row in rows} == variables
    secrets = frozenset().union(*map(secret_variables, MODELS.values()))
    assert {row[0].strip("`") for row in rows if row[-1] == "yes"} == secrets


def test_a_function_shows_its_own_meaning_of_a_shared_variable():
    assert "deletes a host" in meanings(ApiSettings)["payload_tracker_service"]
    assert text().count("| `HBI_PUBLISH_PAUSE_SECONDS` |") == 2


def test_the_page_shows_what_the_deployment_chooses():
    assert "| `HBI_STATEMENT_TIMEOUT_MS` | api | `30000`; deployed: `25000` |" in text()
