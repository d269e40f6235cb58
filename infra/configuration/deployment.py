"""Choices of an operator: CDK context, checked once. `docs/operations.md` explains each."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self, TypeGuard

from infra.configuration import capacity
from infra.configuration.app_config import AppConfigProfile, app_config
from infra.configuration.choices import KNOWN
from infra.configuration.context import (
    Context,
    UnusableContext,
    flag,
    matching,
    number,
    one_of,
    refuse_unknown,
    text,
    texts,
    whole,
)
from infra.configuration.domain import Domain, domain
from infra.configuration.estate import (
    ExistingDatabase,
    ExistingVpc,
    KafkaAuth,
    NewKafka,
    StartPosition,
    existing_database,
    existing_vpc,
    kafka_auth,
    new_kafka,
    start_positions,
)
from infra.configuration.firewall import Firewall, firewall
from infra.configuration.secret_references import SECRETS, SecretReference, in_clear, parse
from infra.configuration.stages import STAGE_NAMES, STAGES, Stage, StageName
from infra.configuration.used_topics import TRUE, check_names
from infra.configuration.warmth import Warmth, warmth
from infra.packaging.target import ARCHITECTURES, Architecture
from infra.topology import API, FUNCTIONS, Function

__all__ = ["KNOWN", "Configuration", "ExistingVpc", "JwtIssuer", "UnusableContext"]

METRICS_NAMESPACE = "HostInventory"
"""What the functions take unless the environment says otherwise."""

STACK_PREFIX = "HostInventory"

LOG_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 180, 365)
"""Retentions that CloudWatch knows and that make sense here."""

_ORIGIN = re.compile(r"https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")


IDENTITY_MEMBERS = frozenset({"org_id", "account_number", "username", "user_id", "email", "is_org_admin", "client_id"})
"""What may be taken from claims of a token: the members of `hbi.settings.ClaimNames`."""


@dataclass(frozen=True)
class JwtIssuer:
    """The issuer of the tokens that callers bring, and their audience."""

    issuer: str
    audience: tuple[str, ...]
    claims: Mapping[str, str] = field(default_factory=dict)
    """Members of identities → claims that they are taken from, where these are not the default ones."""


@dataclass(frozen=True)
class Configuration:
    """Everything that differs between deployments."""

    stage: StageName
    architecture: Architecture
    stack_prefix: str
    authorizer: Literal["iam", "jwt"]
    jwt: JwtIssuer | None
    domain: Domain | None
    """The API's domain as API Gateway knows it."""
    firewall: Firewall | None
    msk_cluster_arn: str | None
    bootstrap_servers: str | None
    kafka_auth: KafkaAuth
    new_kafka: NewKafka | None
    start_positions: Mapping[str, StartPosition]
    rbac_endpoint: str | None
    consumer_group_prefix: str
    also_consumed: tuple[str, ...]
    existing_vpc: ExistingVpc | None
    existing_database: ExistingDatabase | None
    zones: int
    nat_gateways: int
    """0: what the functions call in AWS is reached through endpoints of the network."""
    partitions: int
    database_min_acu: float
    database_max_acu: float
    database_readers: int
    database_connections: int
    backup_days: int
    log_days: int
    keeps_data: bool
    """Whether stack and cluster are protected from deletion, and what they held outlives them."""
    table: tuple[Function, ...]
    """The wiring table, with the reserved concurrency that the database has connections for."""
    release: Literal["canary", "at-once"]
    warmth: Warmth
    """How the API's instances start."""
    traces: bool
    """Whether functions send traces to AWS X-Ray."""
    requests_per_second: int
    alarm_topic_arn: str | None
    runbook_url: str
    console_origins: tuple[str, ...]
    environment: Mapping[str, str]
    secrets: Mapping[str, SecretReference]
    """Settings of the functions that are secret → where they are kept."""
    secrets_key_arn: str | None
    app_config: AppConfigProfile | None

    @property
    def metrics_namespace(self) -> str:
        """Namespace of the functions' own metrics."""
        return self.environment.get("HBI_METRICS_NAMESPACE", METRICS_NAMESPACE)

    @classmethod
    def from_app(cls, context: Mapping[str, object]) -> Self:
        """Reads an app's whole context.

        Raises:
            UnusableContext: as `from_context`, or a name is unknown.
        """
        refuse_unknown(context, KNOWN)
        return cls.from_context(context.get)

    @classmethod
    def from_context(cls, context: Context) -> Self:
        """Reads the context; absent values get the stage's defaults, which need no AWS account.

        Raises:
            UnusableContext: a value is of the wrong kind or out of range, does not fit another one, or the API would
                be open.
        """
        stage_name = one_of(context, "stage", STAGE_NAMES[0], STAGE_NAMES)
        prefix = _stack_prefix(context)
        authorizer = _authorizer(context)
        environment = _environment(context, prefix)
        _check_identity_source(environment, authorizer)
        check_names(environment)
        vpc, secrets, made = existing_vpc(context), _secrets(context), new_kafka(context)
        return cls(
            stage=stage_name,
            architecture=one_of(context, "architecture", ARCHITECTURES[0], ARCHITECTURES),
            stack_prefix=prefix,
            authorizer=authorizer,
            jwt=_jwt(context) if authorizer == "jwt" else None,
            msk_cluster_arn=text(context, "mskClusterArn"),
            bootstrap_servers=text(context, "kafkaBootstrapServers"),
            kafka_auth=kafka_auth(context, secrets, made),
            new_kafka=made,
            start_positions=start_positions(context),
            rbac_endpoint=text(context, "rbacEndpoint"),
            consumer_group_prefix=text(context, "consumerGroupPrefix") or _kebab(prefix),
            also_consumed=_also_consumed(context),
            existing_vpc=vpc,
            existing_database=existing_database(context, vpc),
            runbook_url=text(context, "runbookUrl") or "docs/runbook.md",
            console_origins=_console_origins(context),
            environment=environment,
            secrets=secrets,
            secrets_key_arn=_key(context),
            app_config=app_config(context, environment),
            **_entrance(context, authorizer),
            **_sizes(context, STAGES[stage_name]),
        )


def _entrance(context: Context, authorizer: Literal["iam", "jwt"]) -> dict[str, Any]:
    """Members of the configuration about how requests come in, and who hears of it when they fail."""
    requests_per_second = int(number(context, "requestsPerSecond", 500, least=1, most=10_000))
    own_domain, alarm_topic_arn = domain(context), _alarm_topic(context)
    wall = firewall(
        context,
        own_domain,
        are_tokens=authorizer == "jwt",
        requests_per_second=requests_per_second,
        alarm_topic_arn=alarm_topic_arn,
    )
    return {
        "domain": own_domain if wall is None or own_domain is None else wall.closing(own_domain),
        "firewall": wall,
        "requests_per_second": requests_per_second,
        "alarm_topic_arn": alarm_topic_arn,
    }


def _sizes(context: Context, stage: Stage) -> dict[str, Any]:
    """Members of the configuration whose defaults are the stage's."""
    least, most = _capacity(context, stage)
    connections = whole(
        context, "databaseConnections", capacity.connections_of(least, most), least=50, most=capacity.MOST_CONNECTIONS
    )
    chosen = _concurrency(context)
    zones = whole(context, "zones", stage.zones, least=2, most=3)
    return {
        "zones": zones,
        "nat_gateways": whole(context, "natGateways", min(stage.nat_gateways, zones), least=0, most=3),
        "partitions": int(number(context, "partitions", 32, least=1, most=32)),
        "database_min_acu": least,
        "database_max_acu": most,
        "database_readers": whole(context, "databaseReaders", stage.database_readers, least=0, most=15),
        "database_connections": connections,
        "backup_days": whole(context, "backupDays", stage.backup_days, least=1, most=35),
        "log_days": _log_days(context, stage.log_days),
        "keeps_data": flag(context, "keepsData", default=stage.keeps_data),
        "table": capacity.sized(FUNCTIONS, connections, chosen),
        "release": one_of(context, "release", stage.release, ("canary", "at-once")),
        "warmth": warmth(context, most=chosen.get(API.name)),
        "traces": flag(context, "tracing", default=stage.traces),
    }


def _capacity(context: Context, stage: Stage) -> tuple[float, float]:
    """Least and most capacity of the database."""
    least = number(context, "databaseMinAcu", stage.database_min_acu, least=0.5, most=256)
    most = number(context, "databaseMaxAcu", max(stage.database_max_acu, least), least=1, most=256)
    for name, value in (("databaseMinAcu", least), ("databaseMaxAcu", most)):
        if not (2 * value).is_integer():
            raise UnusableContext(f"context {name}={value} must be a multiple of 0.5: Aurora knows no others")
    if least > most:
        raise UnusableContext(f"context databaseMinAcu={least} is above databaseMaxAcu={most}; raise the latter")
    return least, most


def _log_days(context: Context, default: int) -> int:
    days = whole(context, "logDays", default, least=1, most=365)
    if days not in LOG_DAYS:
        raise UnusableContext(f"context logDays={days} must be one of {', '.join(map(str, LOG_DAYS))}")
    return days


def _concurrency(context: Context) -> dict[str, int]:
    """Reserved concurrency of the functions for which it was chosen."""
    return {
        row.name: whole(context, f"{row.name}Concurrency", 1, least=1, most=5000)
        for row in FUNCTIONS
        if context(f"{row.name}Concurrency") is not None
    }


def _stack_prefix(context: Context) -> str:
    meaning = "letters and digits that begin with a capital, at most 40, for example HostInventoryBlue"
    return matching(context, "stackPrefix", "[A-Z][A-Za-z0-9]{0,39}", meaning) or STACK_PREFIX


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def _alarm_topic(context: Context) -> str | None:
    meaning = "the ARN of an SNS topic, for example arn:aws:sns:eu-west-1:111122223333:on-call"
    return matching(context, "alarmTopicArn", r"arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w-]+", meaning)


def _authorizer(context: Context) -> Literal["iam", "jwt"]:
    match text(context, "authorizer"):
        case None | "iam":
            return "iam"
        case "jwt":
            return "jwt"
        case other:
            raise UnusableContext(
                f"context authorizer={other!r} would leave the API open: it believes the identity header of whoever "
                'passes the gateway. Use "iam" (default) or "jwt" with jwtIssuer and jwtAudience'
            )


def _also_consumed(context: Context) -> tuple[str, ...]:
    names = texts(context, "alsoConsumed")
    off = sorted(topic.name for row in FUNCTIONS for topic in row.topics if not topic.enabled)
    if unknown := set(names).difference(off):
        raise UnusableContext(f"context alsoConsumed={sorted(unknown)} must name topics that are off: {off}")
    return names


def _jwt(context: Context) -> JwtIssuer:
    issuer, audience = text(context, "jwtIssuer"), texts(context, "jwtAudience")
    if issuer is None or not issuer.startswith("https://") or not audience:
        raise UnusableContext(
            "context authorizer=jwt needs jwtIssuer (an https URL) and jwtAudience (a list, or names with commas "
            f"between); got jwtIssuer={issuer!r}, jwtAudience={list(audience)}"
        )
    return JwtIssuer(issuer, audience, _claims(context))


def _claims(context: Context) -> Mapping[str, str]:
    value = context("jwtClaims")
    if value is None:
        return {}
    try:
        claims = json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError:
        claims = None
    if not _are_claims(claims):
        raise UnusableContext(
            f"context jwtClaims={value!r} must be an object of names of claims for some of {sorted(IDENTITY_MEMBERS)}; "
            'org_id cannot do without one. Example: {"org_id": "organization", "client_id": "azp"}'
        )
    return dict(claims)


def _are_claims(value: object) -> TypeGuard[Mapping[str, str]]:
    """Whether it names claims for members of an identity."""
    if not isinstance(value, Mapping) or not all(isinstance(claim, str) for claim in value.values()):
        return False
    return value.keys() <= IDENTITY_MEMBERS and value.get("org_id") != ""


def _check_identity_source(environment: Mapping[str, str], authorizer: Literal["iam", "jwt"]) -> None:
    """Refuses settings of the functions that contradict the authorizer, which decides on the source of identities."""
    expected = "jwt" if authorizer == "jwt" else "header"
    source = environment.get("HBI_IDENTITY_SOURCE", expected)
    if source != expected:
        raise UnusableContext(
            f"context environment: HBI_IDENTITY_SOURCE={source!r} does not fit authorizer={authorizer}, with which the "
            f"functions must take identities from source {expected!r}. Leave it out"
        )
    if authorizer == "jwt" and environment.get("INVENTORY_ADMIN_HOSTS_ENABLED", "").lower() in TRUE:
        raise UnusableContext(
            "context environment: INVENTORY_ADMIN_HOSTS_ENABLED would let every bearer of a token write hosts of every "
            "organisation. It needs authorizer=iam, whose callers are trusted"
        )
    for name in ("HBI_AUTHORIZER", "HBI_IDENTITY_CLAIMS"):
        if name in environment:
            raise UnusableContext(f"context environment: {name} follows from authorizer and jwtClaims. Leave it out")


def _console_origins(context: Context) -> tuple[str, ...]:
    origins = texts(context, "consoleOrigins")
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise UnusableContext(
                f"context consoleOrigins has {origin!r}, which is not the origin of a web page: https://, a host, and "
                "nothing behind it, for example https://console.example.org"
            )
    return origins


def _environment(context: Context, prefix: str) -> Mapping[str, str]:
    endpoint = text(context, "kesselEndpoint")
    named = {"KESSEL_INVENTORY_API_ENDPOINT": endpoint} if endpoint else {}
    if prefix != STACK_PREFIX:  # alarms of two deployments must not count each other's failures
        named["HBI_METRICS_NAMESPACE"] = prefix
    value = context("environment")
    if value is None:
        return named
    if not isinstance(value, Mapping):
        raise UnusableContext(f"context environment={value!r} must be an object of variable names and values")
    environment = named | {str(name): str(setting) for name, setting in value.items()}
    if names := in_clear(environment):
        raise UnusableContext(
            f"context environment: {', '.join(names)} would be readable in the template and in the settings of every "
            "function. Keep secrets in Secrets Manager or the SSM parameter store, with their ARNs in context secrets; "
            "HBI_DATABASE_URL is set by the deployment, and functions log in without a password"
        )
    return environment


def _secrets(context: Context) -> Mapping[str, SecretReference]:
    value = context("secrets")
    try:
        given = json.loads(value) if isinstance(value, str) else value or {}
    except json.JSONDecodeError:
        given = None
    # What is refused may be a secret that somebody has put here by mistake, so it is not repeated.
    if not isinstance(given, Mapping):
        raise UnusableContext('context secrets must be an object, e.g. {"UNLEASH_TOKEN": "arn:aws:ssm:…:parameter/…"}')
    if unknown := sorted(map(str, given.keys() - SECRETS)):
        raise UnusableContext(f"context secrets: {', '.join(unknown)} must be among {sorted(SECRETS)}")
    references = {}
    for name, value in given.items():
        found = parse(value) if isinstance(value, str) else None
        if found is None:
            raise UnusableContext(
                f"context secrets: {name} must be the complete ARN of a secret of Secrets Manager or of a parameter of "
                "SSM, perhaps with #member behind it. Example: "
                "arn:aws:secretsmanager:eu-west-1:111122223333:secret:host-inventory/keys-AbCdEf"
            )
        references[name] = found
    return references


def _key(context: Context) -> str | None:
    arn = text(context, "secretsKeyArn")
    if arn is not None and not re.fullmatch(r"arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key/[\w-]+", arn):
        raise UnusableContext(f"context secretsKeyArn={arn!r} must be the ARN of a KMS key")
    return arn
