"""All jobs by name, and what an invocation of one does."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from functions.reaper.jobs import hosts, others
from functions.reaper.jobs.inputs import (
    HostJobInput,
    JobInput,
    ListInput,
    NamedOrgsInput,
    OrgJobInput,
    StalenessInput,
    SynchroniserInput,
    parsed,
)
from functions.reaper.jobs.run import Run
from functions.reaper.runtime import Runtime
from hbi import metrics
from hbi.exports.api.launch import start
from hbi.flags.service import Flag
from hbi.problems import Unavailable

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A job: what it is told, and its work, which returns where to go on."""

    input: type[JobInput]
    work: Callable[[Any], BaseModel | None]


JOBS: Mapping[str, Job] = {
    "assign-ungrouped-host-groups": Job(HostJobInput, hosts.assign_ungrouped),
    "count-hosts": Job(OrgJobInput, others.count_hosts),
    "create-ungrouped-host-groups": Job(OrgJobInput, others.make_ungrouped),
    "delete-empty-org-groups": Job(NamedOrgsInput, others.delete_empty_groups),
    "delete-hosts-s3": Job(ListInput, others.delete_listed),
    "duplicate-hosts-remover": Job(HostJobInput, hosts.remove_duplicates),
    "populate-host-type": Job(HostJobInput, hosts.fill_host_types),
    "remove-null-workload-values": Job(HostJobInput, hosts.strip_workloads),
    "revalidate-profiles": Job(HostJobInput, hosts.revalidate),
    "sync-host-groups": Job(HostJobInput, hosts.copy_groups),
    "synchronizer": Job(SynchroniserInput, others.rebuild),
    "synchronizer-only": Job(HostJobInput, hosts.synchronise),
    "update-staleness": Job(StalenessInput, others.change_staleness),
}


def run_job(runtime: Runtime, name: str, event: Mapping[str, Any], deadline: datetime) -> dict[str, Any]:
    """Does a job until it is done or its time is over; then it starts itself for the rest, where it can.

    Returns:
        what it did, by name; `next`, with which it goes on, null at its end; whether it has `continued` by itself.
    Raises:
        InvalidInput: the event breaks a rule; nothing was done.
    """
    job = JOBS[name]
    asked = parsed(job.input, event)
    run = Run(runtime, asked, deadline)
    end: BaseModel | None = None
    if not asked.dry_run and runtime.flags.is_on(Flag.READ_ONLY):
        run.stopped = "the inventory is read-only"
        end = getattr(asked, "next", None)
    else:
        end = job.work(run)
    for what, number in run.counts.items():
        metrics.count("inventory_job_count", number, job=name, what=what)
    rest = end and end.model_dump(mode="json")
    may_continue = asked.unattended and rest is not None and run.stopped is None
    continued = may_continue and _continue(runtime, {**event, "next": rest})
    return {"dry_run": asked.dry_run, **run.report(), "next": rest, "continued": continued}


def _continue(runtime: Runtime, event: Mapping[str, Any]) -> bool:
    """Starts this function once more for the rest, without waiting.

    Raises:
        Unavailable: it cannot be started; the text has what is to be invoked by hand.
    """
    function = runtime.settings.own_function
    if function is None or not start(runtime.settings, function, event):
        raise Unavailable(f"the job is not done and cannot start itself; invoke the function with {event}")
    return True
