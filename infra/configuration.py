"""Choices of an operator: CDK context, checked once. `docs/operations.md` explains each."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Self, TypeGuard

from infra.secret_references import SECRETS, SecretReference, in_clear, parse
from infra.topology import FUNCTIONS

type Context = Callable[[str], object]

METRICS_NAMESPACE = "HostInventory"
"""What the functions take unless the environment says otherwise."""

_TRUE = frozenset({"true", "1", "yes", "on", "y", "t"})
_ORIGIN = re.compile(r"https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")


_APP_CONFIG_IDS = ("application", "environment", "profile")
_APP_CONFIG_PLACE = frozenset(f"HBI_APPCONFIG_{name.upper()}" for name in _APP_CONFIG_IDS)
_ID = re.compile(r"[a-z0-9]{4,7}")

IDENTITY_MEMBERS = frozenset({"org_id", "account_number", "username", "user_id", "email", "is_org_admin", "client_id"})
"""What may be taken from claims of a token: the members of `hbi.settings.ClaimNames`."""


class UnusableContext(ValueError):
    """A context value that can't be deployed. The text names it and says what would do."""


@dataclass(frozen=True)
class JwtIssuer:
    """The issuer of the tokens that callers bring, and their audience."""

    issuer: str
    audience: tuple[str, ...]
    claims: Mapping[str, str] = field(default_factory=dict)
    """Members of identities → claims that they are taken from, where these are not the default ones."""


@dataclass(frozen=True)
class ExistingVpc:
    """A network to move into, usually the Kafka cluster's."""

    vpc_id: str
    availability_zones: tuple[str, ...]
    private_subnet_ids: tuple[str, ...]


@dataclass(frozen=True)
class AppConfigProfile:
    """Where AWS AppConfig keeps the flags: ids of an application, an environment and a configuration profile."""

    application: str
    environment: str
    profile: str

    @property
    def variables(self) -> Mapping[str, str]:
        """The place as the functions read it."""
        return {
            "HBI_APPCONFIG_APPLICATION": self.application,
            "HBI_APPCONFIG_ENVIRONMENT": self.environment,
            "HBI_APPCONFIG_PROFILE": self.profile,
        }

    @property
    def path(self) -> str:
        """The configuration as ARNs end in it."""
        return f"application/{self.application}/environment/{self.environment}/configuration/{self.profile}"


@dataclass(frozen=True)
class Configuration:
    """Everything that differs between deployments."""

    authorizer: Literal["iam", "jwt"]
    jwt: JwtIssuer | None
    msk_cluster_arn: str | None
    bootstrap_servers: str | None
    rbac_endpoint: str | None
    consumer_group_prefix: str
    also_consumed: tuple[str, ...]
    existing_vpc: ExistingVpc | None
    zones: int
    nat_gateways: int
    partitions: int
    database_min_acu: float
    database_max_acu: float
    requests_per_second: int
    alarm_topic_arn: str | None
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
    def from_context(cls, context: Context) -> Self:
        """Reads the context; absent values get defaults that need no AWS account.

        Raises:
            UnusableContext: a value is of the wrong kind or out of range, or the API would be open.
        """
        authorizer = _authorizer(context)
        environment = _environment(context)
        _check_identity_source(environment, authorizer)
        return cls(
            authorizer=authorizer,
            jwt=_jwt(context) if authorizer == "jwt" else None,
            msk_cluster_arn=_text(context, "mskClusterArn"),
            bootstrap_servers=_text(context, "kafkaBootstrapServers"),
            rbac_endpoint=_text(context, "rbacEndpoint"),
            consumer_group_prefix=_text(context, "consumerGroupPrefix") or "host-inventory",
            also_consumed=_also_consumed(context),
            existing_vpc=_existing_vpc(context),
            zones=int(_number(context, "zones", 3, least=2, most=3)),
            nat_gateways=int(_number(context, "natGateways", 1, least=1, most=3)),
            partitions=int(_number(context, "partitions", 32, least=1, most=32)),
            database_min_acu=_number(context, "databaseMinAcu", 0.5, least=0.5, most=256),
            database_max_acu=_number(context, "databaseMaxAcu", 32, least=1, most=256),
            requests_per_second=int(_number(context, "requestsPerSecond", 500, least=1, most=10_000)),
            alarm_topic_arn=_text(context, "alarmTopicArn"),
            console_origins=_console_origins(context),
            environment=environment,
            secrets=_secrets(context),
            secrets_key_arn=_key(context),
            app_config=_app_config(context, environment),
        )


def _authorizer(context: Context) -> Literal["iam", "jwt"]:
    match _text(context, "authorizer"):
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
    names = _texts(context, "alsoConsumed")
    off = sorted(topic.name for row in FUNCTIONS for topic in row.topics if not topic.enabled)
    if unknown := set(names).difference(off):
        raise UnusableContext(f"context alsoConsumed={sorted(unknown)} must name topics that are off: {off}")
    return names


def _jwt(context: Context) -> JwtIssuer:
    issuer, audience = _text(context, "jwtIssuer"), _texts(context, "jwtAudience")
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
    if authorizer == "jwt" and environment.get("INVENTORY_ADMIN_HOSTS_ENABLED", "").lower() in _TRUE:
        raise UnusableContext(
            "context environment: INVENTORY_ADMIN_HOSTS_ENABLED would let every bearer of a token write hosts of every "
            "organisation. It needs authorizer=iam, whose callers are trusted"
        )
    for name in ("HBI_AUTHORIZER", "HBI_IDENTITY_CLAIMS"):
        if name in environment:
            raise UnusableContext(f"context environment: {name} follows from authorizer and jwtClaims. Leave it out")


def _existing_vpc(context: Context) -> ExistingVpc | None:
    vpc_id = _text(context, "vpcId")
    if vpc_id is None:
        return None
    zones, subnets = _texts(context, "vpcAvailabilityZones"), _texts(context, "vpcPrivateSubnetIds")
    if len(subnets) < 2 or len(zones) != len(subnets):
        raise UnusableContext(
            f"context vpcId={vpc_id} needs vpcPrivateSubnetIds (at least two) and vpcAvailabilityZones (one for each "
            f"subnet, in the same order); got {list(subnets)} and {list(zones)}"
        )
    return ExistingVpc(vpc_id, zones, subnets)


def _console_origins(context: Context) -> tuple[str, ...]:
    origins = _texts(context, "consoleOrigins")
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise UnusableContext(
                f"context consoleOrigins has {origin!r}, which is not the origin of a web page: https://, a host, and "
                "nothing behind it, for example https://console.example.org"
            )
    return origins


def _environment(context: Context) -> Mapping[str, str]:
    endpoint = _text(context, "kesselEndpoint")
    named = {"KESSEL_INVENTORY_API_ENDPOINT": endpoint} if endpoint else {}
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
    for name, text in given.items():
        found = parse(text) if isinstance(text, str) else None
        if found is None:
            raise UnusableContext(
                f"context secrets: {name} must be the complete ARN of a secret of Secrets Manager or of a parameter of "
                "SSM, perhaps with #member behind it. Example: "
                "arn:aws:secretsmanager:eu-west-1:111122223333:secret:host-inventory/keys-AbCdEf"
            )
        references[name] = found
    return references


def _key(context: Context) -> str | None:
    arn = _text(context, "secretsKeyArn")
    if arn is not None and not re.fullmatch(r"arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key/[\w-]+", arn):
        raise UnusableContext(f"context secretsKeyArn={arn!r} must be the ARN of a KMS key")
    return arn


def _app_config(context: Context, environment: Mapping[str, str]) -> AppConfigProfile | None:
    if names := sorted(name for name in environment if name in _APP_CONFIG_PLACE):
        raise UnusableContext(
            f"context environment: {', '.join(names)} would come without the right to read there. Use context appConfig"
        )
    value = context("appConfig")
    if value is None:
        return None
    try:
        given = json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError:
        given = None
    ids = given if isinstance(given, Mapping) else {}
    if ids.keys() != set(_APP_CONFIG_IDS) or not all(_ID.fullmatch(str(found)) for found in ids.values()):
        raise UnusableContext(
            f"context appConfig={value!r} must be an object of ids that AWS AppConfig gave; for names no right can be "
            'given. Example: {"application": "abc1234", "environment": "def5678", "profile": "0a1b2c3"}'
        )
    return AppConfigProfile(**{str(name): str(found) for name, found in ids.items()})


def _text(context: Context, name: str) -> str | None:
    value = context(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise UnusableContext(f"context {name}={value!r} must be a text")
    return value


def _texts(context: Context, name: str) -> tuple[str, ...]:
    value = context(name)
    items = value.split(",") if isinstance(value, str) else value or []
    if not isinstance(items, list | tuple):
        raise UnusableContext(f"context {name}={value!r} must be a list, or names with commas between")
    return tuple(str(item).strip() for item in items if str(item).strip())


def _number(context: Context, name: str, default: float, *, least: float, most: float) -> float:
    value = context(name)
    try:
        number = float(default if value is None else str(value))
    except ValueError:
        number = -1
    if not least <= number <= most:
        raise UnusableContext(f"context {name}={value!r} must be a number from {least} to {most}")
    return number
