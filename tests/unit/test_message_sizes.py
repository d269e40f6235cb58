"""What operators are told about sizes of messages is what the functions send, and the local broker takes it."""

import re
from pathlib import Path

import pytest

from hbi.events import client
from hbi.settings.hosts import HostBounds
from local.servers.broker import MAX_MESSAGE_BYTES

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
_HEADING = "### Large hosts"


@pytest.fixture(scope="module")
def rows() -> dict[str, str]:
    """The table of settings by the beginning of its first column: the other columns."""
    section = OPERATIONS.read_text().partition(f"\n{_HEADING}\n")[2].partition("\n### ")[0]
    lines = [line.strip("| ").split(" | ", 1) for line in section.splitlines() if line.startswith("| ")]
    return {first: rest for first, rest in lines if not first.startswith("---")}


@pytest.mark.parametrize(
    "written",
    ["topics of events, notifications and dead letters", "brokers", "consumers of these topics"],
)
def test_whoever_carries_what_is_sent_takes_the_largest_message(rows: dict[str, str], written: str) -> None:
    assert numbers(rows[written]) == [HostBounds.load({}).largest_message]


def test_topics_of_reports_take_the_largest_report(rows: dict[str, str]) -> None:
    (reports,) = [rest for first, rest in rows.items() if first.startswith("topics of reports and profiles")]
    bounds = HostBounds.load({})
    assert numbers(reports) == [bounds.max_report_bytes, bounds.largest_message]


def test_the_local_broker_takes_whatever_may_be_set() -> None:
    largest = {
        HostBounds.load({"HBI_MAX_REPORT_BYTES": str(size)}).largest_message for size in (262_144, 2_097_152, 4_194_304)
    }
    assert max(largest) <= MAX_MESSAGE_BYTES
    assert max(largest) <= client._MAX_MESSAGE_BYTES
    assert f"messages of up to {client._MAX_MESSAGE_BYTES // 1024**2} MiB" in OPERATIONS.read_text()


def numbers(text: str) -> list[int]:
    """The numbers with thousands separators, each once."""
    return [*dict.fromkeys(int(found.replace(",", "")) for found in re.findall(r"\d{1,3}(?:,\d{3})+", text))]
