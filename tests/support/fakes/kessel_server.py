"""Stands in for Kessel: a real gRPC server that answers what a test says and remembers what it was asked."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.rpc.status_pb2 import Status
from kessel.inventory.v1beta2 import (
    allowed_pb2,
    check_bulk_response_pb2,
    check_for_update_response_pb2,
    check_response_pb2,
    resource_reference_pb2,
    response_pagination_pb2,
    streamed_list_objects_response_pb2,
)
from kessel.inventory.v1beta2.inventory_service_pb2_grpc import (
    KesselInventoryServiceServicer,
    add_KesselInventoryServiceServicer_to_server,
)

type Reference = tuple[str, str, str, str]
"""Kind, id, reporter and instance of the reporter."""


@dataclass(frozen=True)
class Question:
    """What was asked about one host (`about`), or about all objects of a kind (then `about` has no id)."""

    method: str
    relation: str
    about: Reference
    subject: Reference
    authorization: str | None = None


@dataclass
class FakeKessel:
    """A Kessel that answers every caller alike. Nothing is allowed until a test says so."""

    endpoint: str = ""
    hosts: set[str] = field(default_factory=set)
    """Hosts with which anything may be done."""
    workspaces: list[str] = field(default_factory=list)
    """Workspaces to which there is any relation."""
    by_relation: dict[str, list[str]] = field(default_factory=dict)
    """The same for particular relations."""
    failing_relation: str | None = None
    """Whoever asks for workspaces with it gets an error."""
    silent_relation: str | None = None
    """Whoever asks for workspaces with it gets no answer."""
    page_size: int = 1000
    asked: list[Question] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    """Names of the methods that were called, in order."""
    peers: list[str] = field(default_factory=list)
    """Who called, one address a connection."""
    time_left_s: list[float] = field(default_factory=list)
    """How long each caller was still ready to wait."""
    answers: threading.Event = field(default_factory=threading.Event)
    """Cleared while no question is answered."""
    fails: list[grpc.StatusCode] = field(default_factory=list)
    """How the next calls end."""
    fails_later: grpc.StatusCode | None = None
    """How the second page of a list ends."""
    bulk: Callable[[list[Any]], list[Any]] = lambda pairs: pairs
    """What becomes of the answers to several questions in one."""


class _Service(KesselInventoryServiceServicer):
    def __init__(self, kessel: FakeKessel) -> None:
        self._kessel = kessel

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802 - the base class says so
        self._called("Check", context, request)
        return check_response_pb2.CheckResponse(allowed=self._allowed(request))

    def CheckForUpdate(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._called("CheckForUpdate", context, request)
        return check_for_update_response_pb2.CheckForUpdateResponse(allowed=self._allowed(request))

    def CheckBulk(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._called("CheckBulk", context, *request.items)
        pairs = [
            check_bulk_response_pb2.CheckBulkResponsePair(
                request=item,
                item=check_bulk_response_pb2.CheckBulkResponseItem(allowed=self._allowed(item)),
            )
            for item in request.items
        ]
        return check_bulk_response_pb2.CheckBulkResponse(pairs=self._kessel.bulk(pairs))

    def StreamedListObjects(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802
        self._called("StreamedListObjects", context, request)
        if request.relation == self._kessel.failing_relation:
            context.abort(grpc.StatusCode.INTERNAL, "says the test")
        while request.relation == self._kessel.silent_relation and context.is_active():
            time.sleep(0.01)
        begin = int(request.pagination.continuation_token or 0)
        end = begin + self._kessel.page_size
        if begin and self._kessel.fails_later:
            context.abort(self._kessel.fails_later, "says the test")
        workspaces = self._kessel.by_relation.get(request.relation, self._kessel.workspaces)
        token = str(end) if end < len(workspaces) else ""
        for workspace_id in workspaces[begin:end]:
            yield streamed_list_objects_response_pb2.StreamedListObjectsResponse(
                object=resource_reference_pb2.ResourceReference(resource_type="workspace", resource_id=workspace_id),
                pagination=response_pagination_pb2.ResponsePagination(continuation_token=token),
            )

    def _called(self, method: str, context: Any, *items: Any) -> None:
        kessel, metadata = self._kessel, dict(context.invocation_metadata())
        kessel.calls.append(method)
        kessel.peers.append(context.peer())
        for item in items:
            about = item.object_type if method == "StreamedListObjects" else item.object
            question = Question(
                method,
                item.relation,
                _reference(about),
                _reference(item.subject.resource),
                metadata.get("authorization"),
            )
            kessel.asked.append(question)
        kessel.time_left_s.append(context.time_remaining())
        kessel.answers.wait()
        if kessel.fails:
            context.abort(kessel.fails.pop(0), "says the test")

    def _allowed(self, item: Any) -> Any:
        known = item.object.resource_id in self._kessel.hosts
        return allowed_pb2.ALLOWED_TRUE if known else allowed_pb2.ALLOWED_FALSE


def failed(pair: Any) -> Any:
    """An answer of several in one that is an error."""
    return check_bulk_response_pb2.CheckBulkResponsePair(request=pair.request, error=Status(code=13))


def _reference(message: Any) -> Reference:
    if hasattr(message, "reporter_type"):
        return (message.resource_type, "", message.reporter_type, "")
    reporter = message.reporter
    return (message.resource_type, message.resource_id, reporter.type, reporter.instance_id)


@contextmanager
def running_kessel(credentials: grpc.ServerCredentials | None = None) -> Iterator[FakeKessel]:
    """A server on a free port; with credentials it speaks TLS."""
    kessel = FakeKessel()
    kessel.answers.set()
    server = grpc.server(ThreadPoolExecutor(4))
    add_KesselInventoryServiceServicer_to_server(_Service(kessel), server)
    address = "127.0.0.1:0"
    port = server.add_secure_port(address, credentials) if credentials else server.add_insecure_port(address)
    kessel.endpoint = f"localhost:{port}"
    server.start()
    try:
        yield kessel
    finally:
        kessel.answers.set()
        server.stop(None).wait()
