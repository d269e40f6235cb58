"""Settings: read once, typed, failing with one clear line."""

import re

import pytest

from hbi.problems import ConfigurationError
from hbi.settings import ApiSettings, DatabaseSettings, ExportSettings, IngestSettings, KafkaSettings, ReaperSettings
from infra.topology import FUNCTIONS, OUTPUT_TOPICS

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
    ("variable", "attribute", "default"),
    [
        ("KAFKA_HOST_INGRESS_TOPIC", "host_ingress_topic", "platform.inventory.host-ingress"),
        ("KAFKA_HOST_INGRESS_P1_TOPIC", "host_ingress_p1_topic", "platform.inventory.host-ingress-p1"),
        ("KAFKA_SYSTEM_PROFILE_TOPIC", "system_profile_topic", "platform.inventory.system-profile"),
        ("KAFKA_WORKSPACES_TOPIC", "workspaces_topic", "outbox.event.workspace"),
        ("KAFKA_WORKSPACES_BULK_TOPIC", "workspaces_bulk_topic", "outbox.event.workspace-bulk"),
        ("KAFKA_HOST_APP_DATA_TOPIC", "host_app_data_topic", "platform.inventory.host-apps"),
        ("KAFKA_EXPORT_SERVICE_TOPIC", "export_requests_topic", "platform.export.requests"),
        ("KAFKA_EVENT_TOPIC", "event_topic", "platform.inventory.events"),
        ("KAFKA_NOTIFICATION_TOPIC", "notification_topic", "platform.notifications.ingress"),
        ("PAYLOAD_TRACKER_KAFKA_TOPIC", "payload_status_topic", "platform.payload-status"),
        ("PAYLOAD_TRACKER_SERVICE_NAME", "payload_tracker_service", "inventory-mq-service"),
        ("CONSOLEDOT_HOSTNAME", "console_hostname", "localhost"),
    ],
)
def test_names_are_chosen_by_the_contracts_variables(variable: str, attribute: str, default: str):
    assert getattr(IngestSettings.load(COMPLETE), attribute) == default
    assert getattr(IngestSettings.load({**COMPLETE, variable: "another"}), attribute) == "another"


@pytest.mark.parametrize("settings", [IngestSettings, ApiSettings, ExportSettings, ReaperSettings])
@pytest.mark.parametrize(
    ("variable", "attribute", "default"),
    [
        ("CONVENTIONAL_TIME_TO_STALE_SECONDS", "time_to_stale", 104_400),
        ("CONVENTIONAL_TIME_TO_STALE_WARNING_SECONDS", "time_to_stale_warning", 604_800),
        ("CONVENTIONAL_TIME_TO_DELETE_SECONDS", "time_to_delete", 2_592_000),
    ],
)
def test_staleness_is_the_same_everywhere(settings: type[ApiSettings], variable: str, attribute: str, default: int):
    assert getattr(settings.load(COMPLETE), attribute) == default
    assert getattr(settings.load({**COMPLETE, variable: "5"}), attribute) == 5


def test_how_long_a_workspace_is_waited_for():
    assert IngestSettings.load(COMPLETE).rbac_timeout_s == 10
    assert IngestSettings.load({**COMPLETE, "RBAC_TIMEOUT": "2.5"}).rbac_timeout_s == 2.5


def test_flags_and_operators_hosts_are_off_by_default():
    settings = ApiSettings.load(COMPLETE)
    assert settings.admin_hosts_enabled is False
    assert (settings.appconfig_application, settings.appconfig_refresh_s) == (None, 15)
    assert settings.metrics_dir is None


@pytest.mark.parametrize("settings", [IngestSettings, ApiSettings, ExportSettings, ReaperSettings])
def test_nothing_is_traced_by_default(settings: type[ApiSettings]):
    assert settings.load(COMPLETE).tracing_enabled is False
    assert settings.load({**COMPLETE, "HBI_TRACING_ENABLED": "true"}).tracing_enabled is True
    with pytest.raises(ConfigurationError, match="HBI_TRACING_ENABLED='perhaps'"):
        settings.load({**COMPLETE, "HBI_TRACING_ENABLED": "perhaps"})


def test_the_payload_tracker():
    assert ApiSettings.load(COMPLETE).payload_tracker_service == "inventory"
    assert IngestSettings.load(COMPLETE).payload_tracker_enabled is False
    assert IngestSettings.load({**COMPLETE, "PAYLOAD_TRACKER_ENABLED": "true"}).payload_tracker_enabled is True


def test_topics_have_the_names_that_the_wiring_table_deploys():
    settings = IngestSettings.load(COMPLETE)
    assert {topic.name for topic in OUTPUT_TOPICS} == {
        settings.event_topic,
        settings.notification_topic,
        settings.payload_status_topic,
        settings.dead_letter_topic,
    }
    assert {topic.name for row in FUNCTIONS for topic in row.topics} == {
        settings.host_ingress_topic,
        settings.host_ingress_p1_topic,
        settings.system_profile_topic,
        settings.workspaces_topic,
        settings.workspaces_bulk_topic,
        settings.host_app_data_topic,
        settings.export_requests_topic,
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            {"KAFKA_BOOTSTRAP_SERVERS": ""}, "variable KAFKA_BOOTSTRAP_SERVERS is not set", id="empty counts as absent"
        ),
        pytest.param({"KAFKA_BOOTSTRAP_SERVERS": "a:9092,b"}, "not hosts with their ports", id="broker without port"),
        pytest.param({"HBI_KAFKA_TIMEOUT_SECONDS": "301"}, "HBI_KAFKA_TIMEOUT_SECONDS='301'", id="beyond librdkafka"),
        pytest.param(
            {"HBI_IDLE_TRANSACTION_TIMEOUT_MS": "19999"},
            "IDLE_TRANSACTION_TIMEOUT_MS must be 0 or at least twice HBI_KAFKA_TIMEOUT",
            id="locks that end before the broker answers",
        ),
        pytest.param({"HBI_DATABASE_URL": "mysql://x/y"}, "HBI_DATABASE_URL .*not a PostgreSQL URL", id="wrong scheme"),
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


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param("ws://example.org/{fork}/{branch}", "not an http", id="no web"),
        pytest.param("https:///{fork}/{branch}", "not an http", id="no host"),
        pytest.param("https://{fork}.example.org/{branch}", "of one host", id="a host that callers choose"),
        pytest.param("https://example.org/{fork}/main", "must contain {fork} and {branch}", id="always one branch"),
        pytest.param("https://example.org/?{fork}={branch}", "its path must contain", id="names outside of the path"),
    ],
)
def test_schemas_come_from_one_host(url: str, message: str):
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        ApiSettings.load({**COMPLETE, "HBI_PROFILE_SCHEMA_URL": url})


TOKENS = {"KESSEL_AUTH_ENABLED": "true", "KESSEL_AUTH_OIDC_ISSUER": "https://sso.example.org/realm"}


@pytest.mark.parametrize("settings", [ApiSettings, ExportSettings])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            {"KESSEL_INVENTORY_API_ENDPOINT": "https://kessel:9000"}, "example: kessel-inventory:9000", id="a URL"
        ),
        pytest.param({"KESSEL_INVENTORY_API_ENDPOINT": "kessel"}, "not host and port", id="no port"),
        pytest.param({"KESSEL_INSECURE": "perhaps"}, "KESSEL_INSECURE='perhaps'", id="neither true nor false"),
        pytest.param({"KESSEL_AUTH_ENABLED": "true"}, "KESSEL_AUTH_OIDC_ISSUER=None", id="tokens of nobody"),
        pytest.param(TOKENS, "KESSEL_INSECURE=True: .*unencrypted", id="tokens for everybody to read"),
        pytest.param(
            {"HBI_KESSEL_TIMEOUT_SECONDS": "29"}, "HBI_KESSEL_TIMEOUT_SECONDS='29'", id="longer than the function"
        ),
    ],
)
def test_kessel_must_be_reachable_as_configured(settings: type[ApiSettings], change: dict[str, str], message: str):
    with pytest.raises(ConfigurationError, match=message):
        settings.load({**COMPLETE, **change})


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"KESSEL_INVENTORY_API_ENDPOINT": "dns:///kessel.svc:9000"}, id="a name"),
        pytest.param({"KESSEL_INVENTORY_API_ENDPOINT": "[::1]:9000"}, id="an address"),
        pytest.param({**TOKENS, "KESSEL_INSECURE": "false"}, id="tokens over TLS"),
        pytest.param({**TOKENS, "BYPASS_KESSEL": "true"}, id="tokens that nobody sends"),
    ],
)
def test_ways_to_kessel(change: dict[str, str]):
    ApiSettings.load({**COMPLETE, **change})


def test_the_export_function_needs_no_broker():
    """It sends nothing."""
    without = {name: value for name, value in COMPLETE.items() if name != "KAFKA_BOOTSTRAP_SERVERS"}
    assert ExportSettings.load(without).export_bucket == "exports"
    assert not issubclass(ExportSettings, KafkaSettings)


def test_settings_cannot_be_changed():
    settings = DatabaseSettings.load(COMPLETE)
    with pytest.raises(ValueError, match="frozen"):
        settings.connect_timeout_s = 1


def test_password_is_not_printed():
    settings = DatabaseSettings.load({"HBI_DATABASE_URL": "postgresql://hbi:secret@db/inventory"})
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"EXPORT_SERVICE_ENDPOINT": "export:10000"}, "not an http", id="no URL"),
        pytest.param({"HBI_EXPORT_SERVICE_PATH": "/upload"}, "HBI_EXPORT_SERVICE_PATH='/upload'", id="unknown path"),
        pytest.param({"HBI_EXPORT_SERVICE_AUTH": "token"}, "needs the URL of an OpenID issuer", id="no issuer"),
        pytest.param({"HBI_EXPORT_SERVICE_TIMEOUT_SECONDS": "0"}, "TIMEOUT_SECONDS='0'", id="no time"),
    ],
)
def test_unusable_export_services(change, message):
    assert ExportSettings.load(COMPLETE).export_service_auth == "psk"
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        ExportSettings.load({**COMPLETE, **change})


def test_filters_of_exports_count_only_where_it_is_said():
    assert ExportSettings.load(COMPLETE).honours_filters is False
    assert ExportSettings.load({**COMPLETE, "HBI_EXPORT_FILTERS": "true"}).honours_filters is True


def test_the_share_of_culling():
    assert ReaperSettings.load(COMPLETE).cull_share == 0.5
    assert ReaperSettings.load({**COMPLETE, "HBI_CULL_SHARE": "1"}).cull_share == 1
    for value in ("0", "0.04", "1.1", "half", "nan"):
        with pytest.raises(ConfigurationError, match="HBI_CULL_SHARE"):
            ReaperSettings.load({**COMPLETE, "HBI_CULL_SHARE": value})


def test_the_server_tells_the_reapers_sessions_from_others():
    assert (ReaperSettings.load(COMPLETE).application_name, ApiSettings.load(COMPLETE).application_name) == (
        "hbi-reaper",
        "hbi",
    )


def test_exports_by_schedule():
    assert ExportSettings.load(COMPLETE).scheduled_exports == {}
    said = '{"321": {}, "acme-1": {"format": "csv", "hour": 23, "filters": {"columns": ["fqdn"]}}}'
    loaded = ReaperSettings.load({**COMPLETE, "HBI_SCHEDULED_EXPORTS": said})
    daily = {org_id: (daily.format, daily.hour, daily.filters) for org_id, daily in loaded.scheduled_exports.items()}
    assert daily == {"321": ("parquet", 0, {}), "acme-1": ("csv", 23, {"columns": ["fqdn"]})}
    assert loaded.scheduled_export_days == 31


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("321", id="no object"),
        pytest.param("{", id="no JSON"),
        pytest.param('{"321": {"format": "json"}}', id="a format of which no engine reads parts"),
        pytest.param('{"321": {"hour": 24}}', id="no hour"),
        pytest.param('{"321": {"columns": []}}', id="an unknown member"),
        pytest.param('{"321": {"filters": []}}', id="no filters"),
        pytest.param('{"a/b": {}}', id="an organisation that is no part of a key"),
        pytest.param('{"": {}}', id="no organisation"),
    ],
)
def test_unusable_exports_by_schedule(value):
    with pytest.raises(ConfigurationError, match="HBI_SCHEDULED_EXPORTS"):
        ExportSettings.load({**COMPLETE, "HBI_SCHEDULED_EXPORTS": value})


@pytest.mark.parametrize("settings", [ApiSettings, IngestSettings, ReaperSettings])
def test_there_is_no_cache_unless_one_is_named(settings: type[ApiSettings]) -> None:
    loaded = settings.load(COMPLETE | {"CACHE_HOST": "cache", "CACHE_PORT": "6379"})
    assert loaded.cache_address is None
    assert (loaded.cache_timeout_s, loaded.cache_connect_timeout_s) == (0.1, 0.1)
    assert (loaded.staleness_cache_s, loaded.system_host_cache_s) == (3600, 129_600)
    assert (loaded.is_staleness_cached, loaded.is_cache_shared) == (True, True)


@pytest.mark.parametrize(
    ("variables", "url"),
    [
        pytest.param({"CACHE_URL": "rediss://u:p@cache:6380/1"}, "rediss://u:p@cache:6380/1", id="a URL"),
        pytest.param({"CACHE_HOST": "cache"}, "redis://cache:6379/0", id="HBI's names"),
        pytest.param({"CACHE_HOST": "::1", "CACHE_PORT": "7"}, "redis://[::1]:7/0", id="an address"),
        pytest.param({"CACHE_URL": "redis://a", "CACHE_HOST": "b"}, "redis://a", id="the URL counts first"),
        pytest.param({"CACHE_URL": "secretsmanager:cache#url"}, "secretsmanager:cache#url", id="a reference"),
    ],
)
def test_where_the_cache_is(variables: dict[str, str], url: str) -> None:
    loaded = ApiSettings.load({**COMPLETE, "INVENTORY_API_CACHE_TYPE": "RedisCache", **variables})
    assert loaded.cache_address
    assert loaded.cache_address.get_secret_value() == url
    assert "u:p" not in repr(loaded)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        pytest.param({"CACHE_URL": "http://u:hidden@cache"}, "CACHE_URL", id="another scheme"),
        pytest.param({"CACHE_URL": "redis://:hidden@"}, "CACHE_URL", id="no host"),
        pytest.param({"CACHE_URL": "redis://:hidden@cache:x"}, "CACHE_URL", id="a port that is none"),
        pytest.param({"CACHE_URL": "hidden"}, "CACHE_URL", id="no URL"),
        pytest.param({"INVENTORY_API_CACHE_TYPE": "RedisCache"}, "CACHE_HOST", id="no host for HBI's type"),
        pytest.param({"INVENTORY_API_CACHE_TYPE": "MemcachedCache"}, "INVENTORY_API_CACHE_TYPE", id="another type"),
        pytest.param({"REDIS_SOCKET_TIMEOUT_SECONDS": "0"}, "REDIS_SOCKET_TIMEOUT_SECONDS", id="no time"),
        pytest.param({"REDIS_SOCKET_TIMEOUT_SECONDS": "9"}, "REDIS_SOCKET_TIMEOUT_SECONDS", id="too much time"),
    ],
)
def test_unusable_caches_are_refused(variables: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named) as raised:
        ApiSettings.load({**COMPLETE, **variables})
    assert "hidden" not in str(raised.value)
