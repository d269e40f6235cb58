"""Each function is deployed as its row in the wiring table says, and starts with the settings that it reads."""

import pytest

from hbi.settings import ApiSettings, ExportSettings, IngestSettings, KafkaSettings, ReaperSettings
from infra.packaging.target import native
from infra.topology import FUNCTIONS, Function
from tests.infra.conftest import Deploy
from tests.infra.template import Templates, text

SETTINGS: dict[str, type[ApiSettings | IngestSettings | ExportSettings | ReaperSettings]] = {
    "api": ApiSettings,
    "ingest": IngestSettings,
    "export": ExportSettings,
    "reaper": ReaperSettings,
}
ROWS = [pytest.param(row, id=row.name) for row in FUNCTIONS]


@pytest.mark.parametrize("row", ROWS)
def test_limits_are_those_of_the_wiring_table(stacks: Templates, row: Function) -> None:
    function = stacks.function(row.name)
    assert function["Handler"] == row.handler
    assert function["MemorySize"] == row.memory_mb
    assert function["Timeout"] == row.timeout.total_seconds()
    assert function.get("ReservedConcurrentExecutions") == row.reserved_concurrency


@pytest.mark.parametrize("name", [*SETTINGS, "migrate"])
def test_a_function_runs_on_the_platform_that_the_layer_was_built_for(stacks: Templates, name: str) -> None:
    function = stacks.function(name)
    (layer,) = stacks.of_type("AWS::Lambda::LayerVersion").items()
    assert (function["Runtime"], function["Architectures"]) == ("python3.13", [native()])
    assert function["Layers"] == [{"Ref": layer[0]}]
    assert (layer[1]["CompatibleRuntimes"], layer[1]["CompatibleArchitectures"]) == (["python3.13"], [native()])


@pytest.mark.parametrize("row", ROWS)
def test_the_environment_is_what_the_settings_read(stacks: Templates, row: Function) -> None:
    settings = SETTINGS[row.name].load(stacks.environment(row.name))
    assert settings.database_auth == "iam"


@pytest.mark.parametrize("row", ROWS)
def test_functions_that_need_the_broker_know_it_and_no_others(stacks: Templates, row: Function) -> None:
    settings = SETTINGS[row.name].load(stacks.environment(row.name))
    if isinstance(settings, KafkaSettings):
        assert settings.kafka_auth == "iam"
        assert settings.bootstrap_servers == "b-1.example:9098,b-2.example:9098"
    else:
        assert not {"KAFKA_BOOTSTRAP_SERVERS", "HBI_KAFKA_AUTH"} & stacks.environment(row.name).keys()


def test_exports_are_shared_among_as_many_workers_as_there_are(stacks: Templates) -> None:
    concurrency = stacks.function("export")["ReservedConcurrentExecutions"]
    assert ExportSettings.load(stacks.environment("export")).export_workers == concurrency


@pytest.mark.parametrize("row", ROWS)
def test_connections_to_the_database_verify_its_certificate(stacks: Templates, row: Function) -> None:
    url = stacks.environment(row.name)["HBI_DATABASE_URL"]
    host = "DatabaseProxy" if row.database == "proxy" else "DatabaseCluster"
    assert url.startswith("postgresql://hbi@{ExportsOutputFnGetAtt" + host)
    assert url.endswith(":5432/inventory?sslmode=verify-full&sslrootcert=/opt/certificates/rds.pem")


@pytest.mark.parametrize("row", ROWS)
def test_only_connections_through_the_proxy_leave_session_settings_to_the_role(
    stacks: Templates, row: Function
) -> None:
    settings = SETTINGS[row.name].load(stacks.environment(row.name))
    assert settings.database_pooled is (row.database == "proxy")


@pytest.mark.parametrize("row", ROWS)
def test_what_the_row_adds_to_the_environment_is_there(stacks: Templates, row: Function) -> None:
    assert row.environment.items() <= stacks.environment(row.name).items()


@pytest.mark.parametrize("row", [row for row in ROWS if row.values[0].uses_bucket])
def test_functions_with_exports_know_the_bucket(stacks: Templates, row: Function) -> None:
    assert "ExportsBucket" in stacks.environment(row.name)["HBI_EXPORT_BUCKET"]


@pytest.mark.parametrize("row", [row for row in ROWS if row.values[0].invokes])
def test_a_function_knows_the_ones_that_it_starts(stacks: Templates, row: Function) -> None:
    environment = stacks.environment(row.name)
    for invoked in row.invokes:
        assert environment[f"HBI_{invoked.upper()}_FUNCTION"] == f"{{{stacks.id_of(invoked)}}}"


@pytest.mark.parametrize("name", [*SETTINGS, "migrate"])
def test_logs_are_structured_and_kept_for_a_month(stacks: Templates, name: str) -> None:
    logging = stacks.function(name)["LoggingConfig"]
    group = stacks.of_type("AWS::Logs::LogGroup")[logging["LogGroup"]["Ref"]]
    assert (logging["LogFormat"], group["RetentionInDays"]) == ("JSON", 30)


@pytest.mark.parametrize("name", ["export", "reaper"])
def test_starts_that_nobody_waits_for_are_not_repeated_and_not_lost(stacks: Templates, name: str) -> None:
    configurations = stacks.of_type("AWS::Lambda::EventInvokeConfig").values()
    (asynchronous,) = [c for c in configurations if c["FunctionName"] == {"Ref": stacks.id_of(name)}]
    assert (asynchronous["MaximumRetryAttempts"], asynchronous["MaximumEventAgeInSeconds"]) == (0, 900)
    assert "GivenUp" in text(asynchronous["DestinationConfig"]["OnFailure"]["Destination"])


@pytest.mark.parametrize("row", ROWS)
def test_functions_that_answer_http_know_their_authorizer(stacks: Templates, row: Function) -> None:
    environment = stacks.environment(row.name)
    expected = ("iam", "header") if row.routes else (None, None)
    assert (environment.get("HBI_AUTHORIZER"), environment.get("HBI_IDENTITY_SOURCE")) == expected


def test_functions_are_traced_and_may_say_so_and_the_migrations_are_not(stacks: Templates) -> None:
    for name, settings in SETTINGS.items():
        assert stacks.function(name)["TracingConfig"] == {"Mode": "Active"}
        assert settings.load(stacks.environment(name)).tracing_enabled
        rights = {(action, resource) for action, resource in stacks.rights(name) if action.startswith("xray:")}
        assert rights == {("xray:PutTraceSegments", "*"), ("xray:PutTelemetryRecords", "*")}
    assert "TracingConfig" not in stacks.function("migrate")


def test_without_tracing_there_is_nothing_of_it(deploy: Deploy) -> None:
    stacks = deploy({"tracing": "false"})
    for name, settings in SETTINGS.items():
        assert "TracingConfig" not in stacks.function(name)
        assert not settings.load(stacks.environment(name)).tracing_enabled
        assert not [action for action, _ in stacks.rights(name) if action.startswith("xray:")]


def test_behind_tokens_the_function_believes_claims_and_nothing_else(deploy: Deploy) -> None:
    context = {
        "authorizer": "jwt",
        "jwtIssuer": "https://login.example",
        "jwtAudience": "inventory",
        "jwtClaims": '{"org_id": "organization"}',
    }
    stacks = deploy(context)
    settings = ApiSettings.load(stacks.environment("api"))
    assert (settings.authorizer, settings.identity_source) == ("jwt", "jwt")
    assert settings.identity_claims.org_id == "organization"
    protected = [route for route in stacks.of_type("AWS::ApiGatewayV2::Route").values() if "AuthorizerId" in route]
    assert {route["AuthorizationType"] for route in protected} == {"JWT"}
