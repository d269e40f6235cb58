"""Secrets and flags: the template knows where they are, each function reaches only those that it needs."""

import json

import pytest

from hbi.settings import (
    ApiSettings,
    ExportSettings,
    FlagSettings,
    IngestSettings,
    MigrationSettings,
    ReaperSettings,
    Settings,
    secret_variables,
)
from infra.configuration.deployment import Configuration, UnusableContext
from infra.configuration.secret_references import SECRETS, parse
from infra.topology import FUNCTIONS, Function
from tests.infra.conftest import Deploy
from tests.infra.template import Templates

PSKS = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:hbi/psks-AbCdEf"
CLIENT = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:hbi/kessel-AbCdEf"
TOKEN = "arn:aws:ssm:eu-west-1:111122223333:parameter/hbi/unleash"
CACHE = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:hbi/cache-AbCdEf"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/0a1b-2c"
BROKER = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:AmazonMSK_hbi-AbCdEf"
EXPORTS = "arn:aws:ssm:eu-west-1:111122223333:parameter/hbi/export-service"
REFERENCES = {
    "RBAC_PSKS": PSKS,
    "KESSEL_AUTH_CLIENT_SECRET": f"{CLIENT}#secret",
    "UNLEASH_TOKEN": TOKEN,
    "HBI_KAFKA_SECRET": BROKER,
    "EXPORT_SERVICE_TOKEN": EXPORTS,
    "CACHE_URL": CACHE,
}
GIVEN = json.dumps(REFERENCES)
FLAGS = '{"application": "abc1234", "environment": "def5678", "profile": "0a1b2c3"}'
CONCEALED = "s3cret-v4lue"
SETTINGS: dict[str, type[Settings]] = {
    "api": ApiSettings,
    "ingest": IngestSettings,
    "export": ExportSettings,
    "reaper": ReaperSettings,
}
ROWS = [pytest.param(row, id=row.name) for row in FUNCTIONS]


@pytest.mark.parametrize("row", ROWS)
def test_the_wiring_table_names_exactly_the_secrets_that_a_function_reads(row: Function) -> None:
    assert {*row.secrets, "HBI_DATABASE_URL"} == secret_variables(SETTINGS[row.name])
    assert secret_variables(MigrationSettings) == {"HBI_DATABASE_URL"}


@pytest.mark.parametrize("name", sorted(SECRETS | {"HBI_DATABASE_URL"}))
def test_no_secret_can_be_given_in_clear(name: str) -> None:
    context = {"environment": {name: CONCEALED}}
    with pytest.raises(UnusableContext, match=f"context environment: {name} would be readable") as raised:
        Configuration.from_context(context.get)
    assert CONCEALED not in str(raised.value)


def test_no_password_can_be_given_in_a_url() -> None:
    context = {"environment": {"UNLEASH_URL": f"https://me:{CONCEALED}@unleash.example", "A": "https://b.example/@"}}
    with pytest.raises(UnusableContext, match="context environment: UNLEASH_URL would be readable") as raised:
        Configuration.from_context(context.get)
    assert CONCEALED not in str(raised.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param({"RBAC_PSKS": CONCEALED}, "RBAC_PSKS must be the complete ARN", id="a secret itself"),
        pytest.param({"RBAC_PSKS": "hbi/psks"}, "RBAC_PSKS must be the complete ARN", id="a name alone"),
        pytest.param({"RBAC_PSKS": PSKS.rpartition("-")[0]}, "must be the complete ARN", id="an ARN without its end"),
        pytest.param({"RBAC_PSKS": f"{PSKS}#"}, "must be the complete ARN", id="an empty member"),
        pytest.param({"RBAC_PSKS": "arn:aws:s3:::bucket"}, "must be the complete ARN", id="something else"),
        pytest.param({"UNLEASH_TOKEN": f"{TOKEN}/*"}, "must be the complete ARN", id="many parameters"),
        pytest.param({"UNLEASH_URL": TOKEN}, "UNLEASH_URL must be among", id="no secret"),
        pytest.param(f"RBAC_PSKS={CONCEALED}", "must be an object", id="no object"),
    ],
)
def test_unusable_references_are_refused_and_not_repeated(given: object, message: str) -> None:
    with pytest.raises(UnusableContext, match=message) as raised:
        Configuration.from_context({"secrets": given}.get)
    assert CONCEALED not in str(raised.value)


def test_references_of_other_partitions() -> None:
    assert parse("arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:psks-AbCdEf#a") is not None
    assert parse("arn:aws-us-gov:ssm:us-gov-west-1:111122223333:parameter/hbi/a.b") is not None


def test_a_key_of_another_service_is_refused() -> None:
    with pytest.raises(UnusableContext, match="secretsKeyArn"):
        Configuration.from_context({"secretsKeyArn": TOKEN}.get)


@pytest.fixture(scope="module")
def with_secrets(deploy: Deploy) -> Templates:
    """The templates of a deployment that has all secrets, and flags in AppConfig."""
    return deploy({"secrets": GIVEN, "secretsKeyArn": KEY, "appConfig": FLAGS})


def test_each_function_gets_the_references_that_it_needs_and_may_read_them(with_secrets: Templates) -> None:
    rights = {
        "RBAC_PSKS": ("secretsmanager:GetSecretValue", PSKS),
        "KESSEL_AUTH_CLIENT_SECRET": ("secretsmanager:GetSecretValue", CLIENT),
        "UNLEASH_TOKEN": ("ssm:GetParameter", TOKEN),
        "HBI_KAFKA_SECRET": ("secretsmanager:GetSecretValue", BROKER),
        "EXPORT_SERVICE_TOKEN": ("ssm:GetParameter", EXPORTS),
        "CACHE_URL": ("secretsmanager:GetSecretValue", CACHE),
    }
    for row in FUNCTIONS:
        environment = with_secrets.environment(row.name)
        assert {name: environment[name] for name in SECRETS if name in environment} == {
            name: REFERENCES[name] for name in row.secrets
        }
        found = {
            right for right in with_secrets.rights(row.name) if right[0].split(":")[0] in {"secretsmanager", "ssm"}
        }
        assert found == {rights[name] for name in row.secrets}
        assert ("kms:Decrypt", KEY) in with_secrets.rights(row.name)
        SETTINGS[row.name].load(environment)


def test_what_requires_topics_reads_the_secret_of_the_broker_only(with_secrets: Templates) -> None:
    environment = with_secrets.environment("topics")
    assert {name: environment[name] for name in SECRETS if name in environment} == {"HBI_KAFKA_SECRET": BROKER}
    rights = {right for right in with_secrets.rights("topics") if not right[0].startswith("kafka-cluster:")}
    assert rights == {("secretsmanager:GetSecretValue", BROKER), ("kms:Decrypt", KEY)}


def test_what_requires_secrets_may_not_read_them_and_comes_first(with_secrets: Templates) -> None:
    looks = {"secretsmanager": "secretsmanager:DescribeSecret", "ssm": "ssm:ListTagsForResource"}
    arns = {name: text.partition("#")[0] for name, text in REFERENCES.items()}
    assert with_secrets.rights("references") == {(looks[arn.split(":")[2]], arn) for arn in arns.values()}
    assert json.loads(with_secrets.environment("references")["HBI_SECRET_REFERENCES"]) == arns
    resources = with_secrets.by_stack["HostInventory"]["Resources"]
    (trigger,) = [i for i, r in resources.items() if r["Type"] == "Custom::Trigger" and i.startswith("References")]
    for row in FUNCTIONS:
        assert trigger in resources[with_secrets.id_of(row.name)]["DependsOn"]


def test_each_function_knows_where_appconfig_keeps_the_flags_and_may_read_them(with_secrets: Templates) -> None:
    arn = "arn:aws:appconfig:eu-west-1:111122223333:application/abc1234/environment/def5678/configuration/0a1b2c3"
    rights = {("appconfig:StartConfigurationSession", arn), ("appconfig:GetLatestConfiguration", arn)}
    for row in FUNCTIONS:
        settings = FlagSettings.load(with_secrets.environment(row.name))
        place = (settings.appconfig_application, settings.appconfig_environment, settings.appconfig_profile)
        assert place == ("abc1234", "def5678", "0a1b2c3")
        assert {right for right in with_secrets.rights(row.name) if right[0].startswith("appconfig")} == rights
    assert not [action for action, _ in with_secrets.rights("migrate") if action.startswith("appconfig")]


def test_without_secrets_no_function_may_read_any(stacks: Templates) -> None:
    for name in (*(row.name for row in FUNCTIONS), "topics"):
        assert not SECRETS & stacks.environment(name).keys()
        assert not [action for action, _ in stacks.rights(name) if action.startswith(("secretsmanager:", "ssm:"))]
