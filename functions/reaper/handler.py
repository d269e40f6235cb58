"""The reaper function: recurring work for all organisations, by schedule or on demand."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from functions.reaper.jobs.table import JOBS, run_job
from functions.reaper.runtime import Runtime, runtime
from functions.reaper.tasks.counts import keep_counts
from functions.reaper.tasks.cull import cull
from functions.reaper.tasks.exports import look_after_exports
from functions.reaper.tasks.notify import notify
from functions.reaper.tasks.relay import relay
from functions.reaper.tasks.scheduled_exports import start_scheduled_exports
from hbi import clock, metrics, tracing
from hbi.problems import InvalidInput, InvalidParameter
from hbi.text import listing

logger = Logger(service="host-inventory-reaper")

# Time that is reserved for the current step to end and for the report.
RESERVE = timedelta(seconds=20)

type Report = dict[str, Any]
type Task = Callable[[Runtime, datetime], Report]

TASKS: Mapping[str, Task] = {
    "cull": cull,
    "relay": relay,
    "notify": notify,
    "exports": look_after_exports,
    "scheduled-exports": start_scheduled_exports,
    "counts": keep_counts,
}


class Context(Protocol):
    """The part of Lambda's context that is used here."""

    def get_remaining_time_in_millis(self) -> int: ...


def handler(event: Mapping[str, Any], context: Context) -> Report:
    """Does one task or job until it is done or the time is nearly over; the next run goes on where this one stopped.

    Args:
        event: `{"task": …}` with a name out of `TASKS`, or the input of a job (`functions.reaper.jobs`).
    Returns:
        what was done and what is left, numbers by name.
    Raises:
        InvalidParameter: there is no such task.
        InvalidInput: the event has members that the task does not know, or that break a rule.
    """
    name, work = _work_of(event)
    deadline = clock.now() + timedelta(milliseconds=context.get_remaining_time_in_millis()) - RESERVE
    settings = runtime().settings
    with metrics.invocation(settings), tracing.invocation(settings, "reaper"), _measured(name):
        tracing.annotate(task=name)
        report = {"task": name, **work(runtime(), deadline)}
    logger.info("task done", extra=report)
    return report


def _work_of(event: Mapping[str, Any]) -> tuple[str, Task]:
    """What an event asks for, and its name."""
    name = event.get("task") if isinstance(event, Mapping) else None
    if not isinstance(name, str) or name not in {*TASKS, *JOBS}:
        raise InvalidParameter("task", got=name, expected=f"one of {listing(TASKS)}, or a job: {listing(JOBS)}")
    if name in JOBS:
        return name, lambda runtime, deadline: run_job(runtime, name, event, deadline)
    if unknown := event.keys() - {"task"}:
        raise InvalidInput(f"{listing(unknown)}: task {name} has no such member")
    return name, TASKS[name]


@contextmanager
def _measured(task: str) -> Iterator[None]:
    with metrics.timer("inventory_reaper_task_seconds", task=task):
        try:
            yield
        except Exception:
            metrics.count("inventory_reaper_fail_count", task=task)
            raise
