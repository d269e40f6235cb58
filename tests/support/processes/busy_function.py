"""The ingest function in a process of its own that gets batch after batch, as Lambda keeps one busy.

`python -m tests.support.processes.busy_function NUMBER`: waits for a line on standard input, then hands `ROUNDS`
batches to the real handler, configured by the environment. The last line of its output is JSON: what its batches left
to be delivered again, and what it logged from warnings on.
"""

import logging
import os
import sys
import uuid
from itertools import chain
from random import Random

import orjson

from functions.ingest.handler import handler
from tests.support.factories import ORG, Json, host_message, msk_event

HOSTS = 500
ROUNDS = 20
PROCESSES = 8
PER_ROUND = int(os.environ.get("HBI_TEST_HOSTS_PER_ROUND", "60"))
"""Hosts that a process reports in a round, the first one excepted: there all report all hosts."""

type RequestId = str


def batch(process: int, round_number: int) -> dict[RequestId, Json]:
    """Reports by request id; hosts and their order differ from process to process and from round to round."""
    chance = Random(f"{process} {round_number}")
    hosts = chance.sample(range(HOSTS), HOSTS if round_number == 0 else PER_ROUND)
    return {f"{process}/{round_number}/{host}": _report(host, process, round_number, chance) for host in hosts}


def insights_id_of(host: int) -> str:
    """What a host is recognised by in the end."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"insights {host}"))


def _report(host: int, process: int, round_number: int, chance: Random) -> Json:
    """A fifth of the reports take a subscription from the host, or give it back."""
    subscription = uuid.uuid5(uuid.NAMESPACE_OID, f"subscription {host} {chance.choice('aaaab')}")
    return {
        "org_id": ORG,
        "reporter": "puptoo",
        "insights_id": insights_id_of(host),
        "subscription_manager_id": str(subscription),
        "ansible_host": f"{process}/{round_number}",
        "system_profile": {"number_of_cpus": chance.randint(1, 3), "cpu_flags": [f"f{process}"]},
    }


class _Complaints(logging.Handler):
    """Keeps what is logged from warnings on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.levelname} {record.name}: {record.getMessage()}")


def main(process: int) -> None:
    """Works through the rounds as fast as it can."""
    complaints = _Complaints()
    logging.getLogger().addHandler(complaints)
    logging.getLogger("ingest").addHandler(complaints)
    events = [
        msk_event(
            {("platform.inventory.host-ingress", process): _messages(process, round_number)},
            first_offset=round_number * HOSTS,
        )
        for round_number in range(ROUNDS)
    ]
    print("ready", flush=True)  # noqa: T201 - for the parent
    sys.stdin.readline()
    again = [handler(event)["batchItemFailures"] for event in events]
    end = {"again": list(chain.from_iterable(again)), "said": complaints.heard}
    print(orjson.dumps(end).decode())  # noqa: T201 - the same


def _messages(process: int, round_number: int) -> list[bytes]:
    reports = batch(process, round_number)
    return [host_message(report, request_id=request_id) for request_id, report in reports.items()]


if __name__ == "__main__":
    main(int(sys.argv[1]))
