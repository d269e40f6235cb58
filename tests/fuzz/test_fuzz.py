"""schemathesis against the running API: whatever it sends, the answer is one that the API's description foresees.

`make fuzz` sends thousands of requests, `pytest tests/fuzz` some hundreds; the ordinary suite leaves both out.
"""

import asyncio
import json
import os
import socket
import sys
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

import orjson
import pytest
from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import NewTopic

from functions.api.description.generate import documents
from functions.ingest.runtime import Runtime
from hbi.profile import schema
from hbi.settings import IngestSettings
from infra.topology import API, BASE, EXPORT_BASE
from local.aws.code_roots import PROJECT, checkout
from local.aws.function_pool import FunctionPool
from local.aws.gateway import Gateway, Target
from local.data.generator import HostKind, host_reports
from local.ports import LOOPBACK
from tests.conftest import Sql
from tests.fuzz.world import World
from tests.support.factories import INGRESS, ORG, encode_identity, insert, stored_host, user_identity
from tests.support.fakes.web_server import Answer, WebServer, web_server
from tests.support.ingesting import Ingest
from tests.support.neighbour import NOW, OUR_MEMBER, OUR_TEAM, settle_us

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(1800)]

type Tally = Counter[tuple[str, int]]

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
OUR_EXPORT = "a0a0a0a0-0000-4000-8000-00000000000e"
OUR_VIEW = "a0a0a0a0-0000-4000-8000-00000000000f"
LIMITS = {"stale": 2, "stale_warning": 8, "delete": 30}
"""Days of our own staleness settings."""
IS_FULL = os.environ.get("HBI_FUZZ") == "full"
PHASES = "examples,coverage,fuzzing" if IS_FULL else "examples,fuzzing"
EXAMPLES = 100 if IS_FULL else 10
LEAST = 10_000 if IS_FULL else 200
"""Requests that a run must have sent."""


@pytest.fixture
def schemas() -> Iterator[WebServer]:
    """A server that has our profile schema on the branches called `next`."""
    with web_server() as server:
        published = Answer(schema.document())
        server.answer = lambda asked: published if asked.path.endswith("/next") else Answer(status=404)
        yield server


@pytest.fixture
def variables(
    database_url: str, kafka_environment: dict[str, str], s3_endpoint_url: str, bucket: str, schemas: WebServer
) -> Mapping[str, str]:
    """Environment of the API function: everything that it may use is there."""
    return {
        "HBI_DATABASE_URL": database_url,
        **kafka_environment,
        "KAFKA_HOST_INGRESS_TOPIC": f"ingress.{uuid.uuid4().hex[:12]}",
        "BYPASS_RBAC": "true",
        "SP_AUTHORIZED_USERS": "ana",
        "HBI_PROFILE_SCHEMA_URL": f"{schemas.url}/{{fork}}/{{branch}}",
        "S3_ENDPOINT_URL": s3_endpoint_url,
        "HBI_EXPORT_BUCKET": bucket,
        # It asks for more exports than an organisation may.
        "HBI_EXPORT_REQUESTS_PER_MINUTE": "60000",
        "HBI_UNFINISHED_EXPORTS_PER_ORG": "1000000",
        **{name: value for name, value in os.environ.items() if name.startswith("AWS_")},
    }


@pytest.fixture
def world(variables: Mapping[str, str], sql: Sql) -> Iterator[World]:
    """Hosts as several kinds of reporters report them, and an export."""
    # The ids of new hosts are those of their reports: the same every time.
    ingest_variables = {**variables, "KAFKA_HOST_INGRESS_TOPIC": INGRESS, "USE_SUBMAN_ID": "true"}
    runtime = Runtime.of(IngestSettings.load(ingest_variables))
    settle_us(sql)
    team = {"id": OUR_TEAM, "name": "our team", "org_id": ORG, "account": None, "ungrouped": False}
    stored_host(sql, id=OUR_MEMBER, group={**team, "created": NOW.isoformat(), "updated": NOW.isoformat()})
    kinds: tuple[HostKind, ...] = ("default", "sap", "rhsm")
    reports = [orjson.dumps(report) for kind in kinds for report in host_reports(2, org_id=ORG, kind=kind)]
    assert Ingest(runtime, sql).messages(*reports)["created"] == len(reports)
    runtime.close()
    publish(reports, variables)
    export = {"id": OUR_EXPORT, "org_id": ORG, "principal": "User:ana", "format": "csv", "status": "complete"}
    view = {"id": OUR_VIEW, "org_id": ORG, "name": "ours", "configuration": {"columns": []}, "created_by": "901"}
    insert(sql, "inventory_views", view)
    limits = {f"conventional_time_to_{name}": days * 86_400 for name, days in LIMITS.items()}
    insert(sql, "staleness", {"id": OUR_VIEW, "org_id": ORG, "created_on": NOW, "modified_on": NOW, **limits})
    insert(sql, "exports", {**export, "name": "ours", "identity": "", "expires_on": "2099-01-01T00:00:00Z"})
    with World(variables["HBI_DATABASE_URL"]) as world:
        yield world


def test_every_answer_is_as_described(world: World, variables: Mapping[str, str], tmp_path: Path) -> None:
    theirs = world.theirs()
    tally = asyncio.run(fuzz(variables, tmp_path))
    lines = [f"{number:6} {label}: {status}" for (label, status), number in sorted(tally.items())]
    print("\n".join([*lines, f"{tally.total():6} requests"]))  # noqa: T201 - make fuzz shows it
    assert tally.total() >= LEAST
    described = [json.loads(document)["paths"].items() for document in documents().values()]
    operations = {f"{method.upper()} {path}" for paths in described for path, item in paths for method in item}
    assert {label for label, _ in tally} == operations
    if IS_FULL:  # of some hundred requests that would be luck
        assert {label for label, status in tally if status < 400} == operations
    assert world.theirs() == theirs


def publish(reports: Sequence[bytes], variables: Mapping[str, str]) -> None:
    """Puts the reports where trials of profile schemas look for them."""
    servers, topic = variables["KAFKA_BOOTSTRAP_SERVERS"], variables["KAFKA_HOST_INGRESS_TOPIC"]
    with closing(KafkaAdminClient(bootstrap_servers=servers)) as admin:
        admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    with closing(KafkaProducer(bootstrap_servers=servers)) as producer:
        for report in reports:
            producer.send(topic, report).get(30)


async def fuzz(variables: Mapping[str, str], directory: Path) -> Tally:
    """How often each operation answered with each status, once all answers were as described."""
    async with serving(variables, directory) as url:
        runs = [await run(f"{url}{base}/openapi.json", variables, directory) for base in (BASE, EXPORT_BASE)]
    return runs[0] + runs[1]


async def run(description: str, variables: Mapping[str, str], directory: Path) -> Tally:
    """One run of schemathesis."""
    tally = directory / "tally.json"
    environment = {
        **os.environ,
        "PYTHONPATH": str(PROJECT),
        "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
        "HBI_FUZZ_DATABASE_URL": variables["HBI_DATABASE_URL"],
        "HBI_FUZZ_IDENTITY": encode_identity(user_identity()),
        "HBI_FUZZ_TALLY": str(tally),
    }
    program = Path(sys.executable).with_name("schemathesis")
    options = ["run", f"--phases={PHASES}", f"--max-examples={EXAMPLES}", description]
    process = await asyncio.create_subprocess_exec(
        program,
        f"--config-file={CONFIGURATION}",
        *options,
        env=environment,
        cwd=directory,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    return Counter({(label, status): number for label, status, number in json.loads(tally.read_text())})


@asynccontextmanager
async def serving(variables: Mapping[str, str], directory: Path) -> AsyncIterator[str]:
    """The API function behind the gateway; its address."""
    pool = FunctionPool(API, variables, 2, checkout(), directory / "logs")
    with socket.create_server((LOOPBACK, 0)) as listener:
        gateway = Gateway([Target(route, pool) for route in API.routes], listener)
        try:
            await pool.start()
            await gateway.start()
            yield f"http://{LOOPBACK}:{listener.getsockname()[1]}"
        finally:
            await gateway.stop()
            await pool.stop()
