"""Checks of the services that a stack uses: PostgreSQL with its schema, the broker, S3, the functions."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import orjson
import psycopg2
import urllib3

from hbi.db.migrate import VERSION_TABLE
from hbi.db.readiness import NEEDED_REVISION
from hbi.problems import ConfigurationError, Unavailable
from hbi.settings import SCHEMA, KafkaSettings
from infra.topology import FUNCTIONS, OUTPUT_TOPICS
from local.commands import topics
from local.commands.api_client import stack_client
from local.preflight import Finding
from local.running import Running
from local.servers.broker import is_reachable

TIMEOUT_S = 3
RESTART = "stop the stack with Ctrl-C and start it again: make run"


def of_stack(stack: Running, state: Path) -> Iterator[Finding]:
    """Findings about a stack that runs."""
    yield from database(stack.database_url, _log("what the server says is in", state / "postgres.log"))
    yield broker(stack.kafka, _log("what the broker says is in", state / "broker" / "broker.log"))
    if stack.s3_endpoint_url:
        yield object_store(stack.s3_endpoint_url, _log("what the server says is in", state / "s3.log"))
    yield functions(stack)


def of_environment(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Findings about services that variables name, for a stack that does not run."""
    if url := environ.get("HBI_DATABASE_URL"):
        yield from database(url, "start the server, or correct HBI_DATABASE_URL; unset, make run starts one itself")
    if environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        fix = "start the broker, or correct KAFKA_BOOTSTRAP_SERVERS and HBI_KAFKA_AUTH; unset, make run starts one"
        try:
            yield broker(KafkaSettings.load({**environ}), fix)
        except ConfigurationError as error:
            yield Finding("broker", "fault", " ".join(str(error).split()), fix)
    if url := environ.get("S3_ENDPOINT_URL"):
        yield object_store(url, "start it, or correct S3_ENDPOINT_URL; unset, make run starts a stand-in")


def database(url: str, fix: str) -> Iterator[Finding]:
    """Whether PostgreSQL answers, and whether its schema is new enough."""
    try:
        connection = psycopg2.connect(url, connect_timeout=TIMEOUT_S)
    except psycopg2.Error as error:
        reason = str(error).strip().splitlines()[0]
        yield Finding("PostgreSQL", "fault", f"it does not answer: {reason}", fix)
        return
    try:
        connection.set_session(readonly=True)
        with connection.cursor() as cursor:
            yield Finding("PostgreSQL", "ok", f"{cursor.connection.info.server_version // 10000} answers")
            cursor.execute(f"SELECT to_regclass('{SCHEMA}.{VERSION_TABLE}')")
            revision = None
            if cursor.fetchall()[0][0] is not None:
                cursor.execute(f"SELECT max(version_num) FROM {SCHEMA}.{VERSION_TABLE}")  # noqa: S608
                revision = cursor.fetchall()[0][0]
        yield _schema(revision)
    except psycopg2.Error as error:
        yield Finding("schema", "fault", f"it cannot be read: {str(error).strip().splitlines()[0]}", fix)
    finally:
        connection.close()


def _schema(revision: str | None) -> Finding:
    if revision is None:
        return Finding("schema", "fault", "the database has none", "make upgrade_db, or make run, which does it too")
    if revision < NEEDED_REVISION:
        found = f"it is at revision {revision}, and this version needs {NEEDED_REVISION}"
        return Finding("schema", "fault", found, "make upgrade_db")
    return Finding("schema", "ok", f"revision {revision}")


def broker(kafka: KafkaSettings, fix: str) -> Finding:
    """Whether a broker answers and has all topics."""
    servers = kafka.bootstrap_servers
    if not is_reachable(servers):
        return Finding("broker", "fault", f"nothing accepts connections at {servers}", fix)
    wired = {topic.name for function in FUNCTIONS for topic in function.topics if topic.enabled}
    wired |= {topic.name for topic in OUTPUT_TOPICS}
    fields = KafkaSettings.model_fields.items()
    try:
        found = topics.partitions(kafka, {getattr(kafka, name) for name, field in fields if field.default in wired})
    except Unavailable as error:
        return Finding("broker", "fault", str(error), fix)
    missing = sorted(name for name, numbers in found.items() if not numbers)
    if missing:
        make = "create them, or let make run do it, which creates what is missing"
        return Finding("broker", "fault", f"{servers} has no topics {', '.join(missing)}", make)
    return Finding("broker", "ok", f"{servers} answers and has the topics")


def object_store(url: str, fix: str) -> Finding:
    """Whether something answers HTTP where S3 should be."""
    try:
        urllib3.PoolManager(retries=False).request("GET", url, timeout=TIMEOUT_S, redirect=False)
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        return Finding("S3", "fault", f"nothing answers at {url}: {type(error).__name__}", fix)
    return Finding("S3", "ok", f"{url} answers")


def functions(stack: Running) -> Finding:
    """Whether the API's function answers, and says that what it needs does."""
    try:
        answer = stack_client(stack).request("GET", "/ready")
        parts = orjson.loads(answer.content)
        failing = sorted(name for name, is_right in parts.items() if name != "ready" and is_right is not True)
    except Unavailable as error:
        return Finding("functions", "fault", str(error), RESTART)
    except (ValueError, AttributeError):
        fix = f"see {stack.log_dir}/api.log for the error; a saved correction is loaded by itself"
        return Finding("functions", "fault", f"the API's function answers with {answer.status_code}", fix)
    if failing:
        fix = f"see {stack.log_dir}/api.log; {RESTART}"
        return Finding("functions", "fault", f"the API is not ready: {', '.join(failing)}", fix)
    return Finding("functions", "ok", f"{stack.api_url} answers and is ready")


def _log(words: str, file: Path) -> str:
    """What to do about an embedded server that is away."""
    told = f"; {words} {file}" if file.exists() else ""
    return f"the stack starts it again by itself within a minute; if it does not, {RESTART}{told}"
