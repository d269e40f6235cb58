"""What an invocation does as X-Ray shows it, and the trace that its messages carry on (ADR 36).

AWS's SDK is imported by the first invocation that Lambda has chosen to be traced, not before: it costs a start some ten
milliseconds, and most invocations are not chosen.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from hbi.problems import HbiError, Unavailable
from hbi.settings import TracingSettings

type TraceHeaders = Mapping[str, str]
"""`traceparent` and `tracestate` of the W3C, or nothing."""

NO_HEADERS: TraceHeaders = MappingProxyType({})

MOST_NAMED = 50
"""Organisations, requests and traces that a trace of a batch names."""

_HEADER_NAMES = frozenset({"traceparent", "tracestate"})
_LONGEST_ANNOTATION = 250

# As long as the W3C's recommendation on trace context allows.
_is_printable_ascii = re.compile(r"[ -~]{,512}").fullmatch
_is_root = re.compile(r"1-[0-9a-f]{8}-[0-9a-f]{24}").fullmatch
_is_id = re.compile(r"[0-9a-f]{16}").fullmatch


def headers_of(headers: Iterable[tuple[str, str]]) -> TraceHeaders:
    """Those headers of a request or record that name its trace; others, and unusable ones, are left out.

    >>> headers_of([("traceparent", "00-" + "1" * 32 + "-" + "2" * 16 + "-01"), ("other", "x"), ("tracestate", "ä")])
    {'traceparent': '00-11111111111111111111111111111111-2222222222222222-01'}
    """
    return {name: value for name, value in headers if name in _HEADER_NAMES and _is_printable_ascii(value)}


@contextmanager
def invocation(settings: TracingSettings, name: str, given: TraceHeaders = NO_HEADERS) -> Iterator[None]:
    """Traces the block if tracing is on and Lambda has chosen this invocation.

    Args:
        given: trace headers of whoever asks. Messages carry them on, whether the block is traced or not.
    """
    place = _Place.of_lambda() if settings.tracing_enabled else None
    recorder = _recorder() if place else None
    if place is None or recorder is None:
        with _installed(_Work(given)):
            yield
        return
    work = _TracedWork(given, recorder, place)
    with _installed(work), work.step(name, "local"):
        try:
            yield
        finally:
            work.name_what_it_was_about()


def step(name: str) -> AbstractContextManager[None]:
    """Shows how long a part of the invocation takes that another service does, under that service's name."""
    work = _work.get()
    return work.step(name, "remote") if isinstance(work, _TracedWork) else _NO_STEP


def annotate(**values: str | float | None) -> None:
    """Names values by which traces can be found; those that are None are left out."""
    work = _work.get()
    if isinstance(work, _TracedWork):
        work.annotate(values)


def is_traced() -> bool:
    """Whether the present invocation is traced, so that it pays to collect what `involve` is told."""
    return isinstance(_work.get(), _TracedWork)


def involve(**values: str | None) -> None:
    """Adds what one of many changes is about: `org_id`, `request_id`, `traceparent`."""
    work = _work.get()
    if isinstance(work, _TracedWork):
        work.involve(values)


def carried() -> TraceHeaders:
    """Headers that messages which follow from the present work carry on.

    Those of whoever asked for it; without them, those of the traced invocation; else none, because a row of the outbox
    costs what it carries.
    """
    work = _work.get()
    return NO_HEADERS if work is None else work.headers


class _Place(NamedTuple):
    """An invocation's place in a trace."""

    root: str
    parent: str

    @classmethod
    def of_lambda(cls) -> Self | None:
        """The place that Lambda gives the present invocation; None when it is not traced.

        The only variable that changes between invocations, so no setting: the runtime client sets it for each.
        """
        header = os.environ.get("_X_AMZN_TRACE_ID", "")
        fields = dict(part.split("=", 1) for part in header.split(";") if "=" in part)
        place = cls(fields.get("Root", ""), fields.get("Parent", ""))
        is_whole = _is_root(place.root) and _is_id(place.parent)
        return place if is_whole and fields.get("Sampled") == "1" else None

    def headers(self, parent: str) -> TraceHeaders:
        """The same as the W3C writes it, with another parent."""
        return {"traceparent": f"00-{self.root[2:].replace('-', '')}-{parent}-01"}


class _Work:
    """An invocation that nobody traces, and what its messages carry on."""

    def __init__(self, given: TraceHeaders) -> None:
        self._given = given

    @property
    def headers(self) -> TraceHeaders:
        """See `carried`."""
        return self._given


class _TracedWork(_Work):
    """An invocation that is traced. Its steps may overlap: transactions do."""

    def __init__(self, given: TraceHeaders, recorder: Any, place: _Place) -> None:
        from aws_xray_sdk.core.models.facade_segment import FacadeSegment

        super().__init__(given)
        self._recorder = recorder
        self._place = place
        # The SDK keeps the segment of the invocation before if that has the same trace, as repeated ones do.
        self._open: list[Any] = [FacadeSegment("invocation", place.parent, place.root, sampled=True)]
        self._about: dict[str, dict[str, None]] = {}

    @property
    def headers(self) -> TraceHeaders:
        """See `carried`."""
        return self._given if "traceparent" in self._given else self._own_headers

    @contextmanager
    def step(self, name: str, namespace: str) -> Iterator[None]:
        """Sends the part's times when the block ends; of an error only its type, because texts may show data."""
        self._recorder.set_trace_entity(self._open[-1])
        part = self._recorder.begin_subsegment(name, namespace)
        self._open.append(part)
        try:
            yield
        except BaseException as error:
            if not isinstance(error, HbiError) or isinstance(error, Unavailable):  # others are answers
                part.add_fault_flag()
            part.put_annotation("error", type(error).__name__)
            raise
        finally:
            self._open.remove(part)
            self._recorder.set_trace_entity(part)
            self._recorder.end_subsegment()

    def annotate(self, values: Mapping[str, str | float | None]) -> None:
        """Annotates the invocation, whichever part is open."""
        for name, value in values.items():
            if value is not None:
                shown = value[:_LONGEST_ANNOTATION] if isinstance(value, str) else value
                self._whole.put_annotation(name, shown)

    def involve(self, values: Mapping[str, str | None]) -> None:
        """Keeps different values, in their order, up to a number of each name."""
        for name, value in values.items():
            known = self._about.setdefault(name, {})
            if value is not None and value != self._own_headers["traceparent"] and len(known) < MOST_NAMED:
                known[value] = None

    def name_what_it_was_about(self) -> None:
        """What all changes have in common is an annotation, the rest is listed."""
        for name, found in self._about.items():
            if len(found) == 1:
                self.annotate({name: next(iter(found))})
            elif found:
                self._whole.put_metadata(name, [value[:_LONGEST_ANNOTATION] for value in found])

    @cached_property
    def _own_headers(self) -> TraceHeaders:
        return self._place.headers(self._whole.id)

    @property
    def _whole(self) -> Any:
        """The invocation as a whole."""
        return self._open[1]


_work: ContextVar[_Work | None] = ContextVar("_work", default=None)
"""What the thread of the present invocation works on; other threads are not traced."""

_NO_STEP: AbstractContextManager[None] = nullcontext()


@contextmanager
def _installed(work: _Work) -> Iterator[None]:
    token = _work.set(work)
    try:
        yield
    finally:
        _work.reset(token)


@cache
def _recorder() -> Any:
    """The SDK's recorder, which sends to Lambda's daemon; None outside of Lambda."""
    from aws_lambda_powertools import Tracer

    tracer = Tracer(auto_patch=False)
    return None if tracer.disabled else tracer.provider
