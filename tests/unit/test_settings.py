"""Settings: read once, typed, failing with one clear line."""

import pytest

from hbi.problems import ConfigurationError
from hbi.settings import ApiSettings, DatabaseSettings, IngestSettings

COMPLETE = {
    "HBI_DATABASE_URL": "postgresql://hbi@db:5432/inventory",
    "KAFKA_BOOTSTRAP_SERVERS": "broker:9092",
    "HBI_EXPORT_BUCKET": "exports",
}


def test_complete_environment_loads_with_the_contracts_defaults():
    settings = ApiSettings.load(COMPLETE)
    assert settings.base == "/api/inventory/v1"
    assert settings.time_to_stale == 104_400
    assert settings.event_topic == "platform.inventory.events"
    assert settings.bypass_rbac is False


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            {"KAFKA_BOOTSTRAP_SERVERS": ""}, "variable KAFKA_BOOTSTRAP_SERVERS is not set", id="empty counts as absent"
        ),
        pytest.param({"HBI_DATABASE_URL": "mysql://x/y"}, "HBI_DATABASE_URL=.*not a PostgreSQL URL", id="wrong scheme"),
        pytest.param({"HBI_DATABASE_URL": "postgresql://x"}, "not a PostgreSQL URL", id="no database name"),
        pytest.param(
            {"CONVENTIONAL_TIME_TO_STALE_SECONDS": "soon"}, "CONVENTIONAL_TIME_TO_STALE_SECONDS='soon'", id="text"
        ),
    ],
)
def test_unusable_environment_is_one_line_that_names_the_variable(change, message):
    with pytest.raises(ConfigurationError, match=message) as raised:
        IngestSettings.load({**COMPLETE, **change})
    assert "\n" not in str(raised.value)


def test_settings_cannot_be_changed():
    settings = DatabaseSettings.load(COMPLETE)
    with pytest.raises(ValueError, match="frozen"):
        settings.connect_timeout_s = 1


def test_password_is_not_printed():
    settings = DatabaseSettings.load({"HBI_DATABASE_URL": "postgresql://hbi:secret@db/inventory"})
    assert "secret" not in repr(settings)
