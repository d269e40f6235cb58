"""Fixtures of the tests of ingest."""

import pytest

from hbi.ingest.messages.report import HostReport
from hbi.ingest.storing import plan
from hbi.ingest.storing.merge import HostState

ODD = "odd"


@pytest.fixture
def odd_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stored hosts whose `ansible_host` is `ODD` cannot be merged: a defect that stays with them."""
    update_host = plan.update_host  # type: ignore[attr-defined]

    def update(stored: HostState, report: HostReport, **more: object) -> HostState:
        if stored.ansible_host == ODD:
            raise AttributeError("an odd host")
        return update_host(stored, report, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(plan, "update_host", update)
