"""Requests of an external export service on their topic (contract: exports 8)."""

from collections.abc import Iterator

import psycopg2.errors
import pytest

from hbi.settings import IngestSettings
from tests.fixtures.metrics import Measure
from tests.fixtures.striking import POISON, Strike
from tests.support.exporting import (
    EXTERNAL_EXPORT,
    EXTERNAL_SOURCE,
    LambdaService,
    external_request,
    running_lambda,
)
from tests.support.factories import user_identity
from tests.support.fakes.web_server import Answer
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

TOPIC = "platform.export.requests"
DISK_FULL = "53100"
OTHER = "0b9c0000-0000-4000-8000-00000000000f"


@pytest.fixture
def service() -> Iterator[LambdaService]:
    """AWS Lambda."""
    with running_lambda() as running:
        yield running


@pytest.fixture
def ingest_settings(database_url: str, kafka_environment: dict[str, str], service: LambdaService) -> IngestSettings:
    """Settings of an ingest function that starts the export function."""
    variables = {"HBI_EXPORT_FUNCTION": "export", "HBI_LAMBDA_ENDPOINT_URL": service.url}
    return IngestSettings.load({"HBI_DATABASE_URL": database_url, **kafka_environment, **variables})


def test_requests_become_exports_that_are_started(ingest: Ingest, service: LambdaService) -> None:
    counts = ingest.deliver(
        TOPIC,
        external_request(),
        external_request(uuid=OTHER, identity=user_identity("322")),
        external_request(application="urn:redhat:application:other"),
        external_request(),
    )
    assert counts == {"stored": 2, "known": 1, "skipped": 1, "rejected": 0}
    exports = ingest.sql("SELECT org_id, id::text, status, target ->> 'source_id' FROM hbi.exports ORDER BY org_id")
    assert [(org_id, status, source) for org_id, _, status, source in exports] == [
        ("321", "pending", EXTERNAL_SOURCE),
        ("322", "pending", OTHER),
    ]
    assert service.started() == [(org_id, export_id) for org_id, export_id, *_ in exports]


def test_a_redelivered_request_changes_nothing(ingest: Ingest, service: LambdaService) -> None:
    ingest.deliver(TOPIC, external_request())
    ingest.sql("UPDATE hbi.exports SET status = 'complete'")
    assert ingest.deliver(TOPIC, external_request()) == {"known": 1, "rejected": 0}
    assert ingest.sql("SELECT status FROM hbi.exports") == [("complete",)]
    assert len(service.asked) == 1


def test_a_batch_is_delivered_again_until_its_requests_are_stored(
    ingest: Ingest, service: LambdaService, strike: Strike
) -> None:
    batch = [external_request(), external_request(uuid=OTHER, identity=user_identity(POISON))]
    strike("exports", "org_id", DISK_FULL)
    with pytest.raises(psycopg2.errors.DiskFull):
        ingest.deliver(TOPIC, *batch)
    assert ingest.sql("SELECT count(*) FROM hbi.exports") == [(0,)]
    assert not service.asked

    ingest.sql("DROP TRIGGER strike ON hbi.exports")
    assert ingest.deliver(TOPIC, *batch) == {"stored": 2, "rejected": 0}
    assert len(service.asked) == 2


def test_stored_requests_are_done_though_nothing_can_be_started(ingest: Ingest, service: LambdaService) -> None:
    """The reaper starts what is pending."""
    service.server.answer = lambda _: Answer(b"", 500)
    assert ingest.deliver(TOPIC, external_request()) == {"stored": 1, "rejected": 0}
    assert ingest.sql("SELECT status FROM hbi.exports") == [("pending",)]


def test_what_says_not_where_to_is_a_dead_letter(ingest: Ingest, service: LambdaService, measured: Measure) -> None:
    counts = ingest.deliver(TOPIC, b"{", external_request(export_request_uuid="x"), external_request())
    assert counts == {"stored": 1, "rejected": 2}
    assert [reason.split(":")[0] for reason in ingest.rejections()] == ["not JSON", "export_request_uuid is no UUID"]
    assert ingest.sql("SELECT target ->> 'export_id' FROM hbi.exports") == [(EXTERNAL_EXPORT,)]
    failures = [name for name, *_ in measured() if name == "inventory_export_service_message_parsing_failures"]
    assert failures
