"""An external export service that asks for hosts (contract: exports 8 and 10)."""

from collections.abc import Callable, Iterator

import pytest

from hbi import clock
from hbi.exports.api import external
from hbi.exports.api.external import parse_request
from tests.support.exporting import Exports, LambdaContext
from tests.support.factories import Json
from tests.support.fakes.export_service import KEY, ExportService, running_export_service


@pytest.fixture
def service(export_environment: dict[str, str]) -> Iterator[ExportService]:
    """The service that asks, which the export function knows."""
    with running_export_service() as running:
        export_environment |= {
            "EXPORT_SERVICE_ENDPOINT": running.url,
            "EXPORT_SERVICE_TOKEN": KEY,
            "HBI_EXPORT_SERVICE_BACKOFF_SECONDS": "0",
            "HBI_EXPORT_PART_BYTES": str(5 * 1024 * 1024),
        }
        yield running


@pytest.fixture
def recorded(service: ExportService, exports: Exports) -> Callable[[bytes], tuple[str, str]]:
    """`recorded(value)` records a request as the consumer does; organisation and id of its export."""

    def record(value: bytes) -> tuple[str, str]:
        request = parse_request(value)
        assert request is not None
        with exports.database.write() as tx:
            external.record(tx, request, clock.now())
        return request.org_id, request.export_id

    return record


@pytest.fixture
def asked(recorded: Callable[[bytes], tuple[str, str]], exports: Exports) -> Callable[..., list[Json]]:
    """`asked(value)` records a request and lets the function work on it."""

    def ask(value: bytes, context: LambdaContext | None = None) -> list[Json]:
        return exports.work_on(*recorded(value), context)

    return ask
