"""The function's entry point."""

import pytest

from functions.ingest import runtime as ingest_runtime
from functions.ingest.handler import handler
from tests.support.factories import host_message, host_report, msk_event


@pytest.mark.kafka
def test_the_handler_is_configured_by_the_environment(
    database_url: str, kafka_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"HBI_DATABASE_URL": database_url, **kafka_environment}.items():
        monkeypatch.setenv(name, value)
    ingest_runtime.runtime.cache_clear()
    assert handler(msk_event([host_message(host_report())])) == {"batchItemFailures": []}
    ingest_runtime.runtime().close()
    ingest_runtime.runtime.cache_clear()
