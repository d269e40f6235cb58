"""Fixtures of the tests of ingest."""

import pytest

from hbi.hosts import plan
from hbi.hosts.merge import HostState
from hbi.hosts.report import HostReport
from tests.ingesting import ingest, ingest_settings

__all__ = ["ingest", "ingest_settings"]

ODD = "odd"


@pytest.fixture
def odd_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stored hosts whose `ansible_host` is `ODD` cannot be merged: a defect that stays with them."""
    update_host = plan.update_host

    def update(stored: HostState, report: HostReport, **more: object) -> HostState:
        if stored.ansible_host == ODD:
            raise AttributeError("an odd host")
        return update_host(stored, report, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(plan, "update_host", update)
