"""Client of Kessel, which knows who may do what with which workspaces and hosts (contract: identity-rbac 7).

It fails closed: what Kessel does not allow expressly and in time is not allowed. Importing this module imports gRPC, so
only requests that ask Kessel do it.
"""

import logging
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import grpc
import orjson
from kessel.inventory.v1beta2.allowed_pb2 import ALLOWED_TRUE
from kessel.inventory.v1beta2.check_bulk_request_pb2 import CheckBulkRequest, CheckBulkRequestItem
from kessel.inventory.v1beta2.check_for_update_request_pb2 import CheckForUpdateRequest
from kessel.inventory.v1beta2.check_request_pb2 import CheckRequest
from kessel.inventory.v1beta2.inventory_service_pb2_grpc import KesselInventoryServiceStub
from kessel.inventory.v1beta2.reporter_reference_pb2 import ReporterReference
from kessel.inventory.v1beta2.representation_type_pb2 import RepresentationType
from kessel.inventory.v1beta2.request_pagination_pb2 import RequestPagination
from kessel.inventory.v1beta2.resource_reference_pb2 import ResourceReference
from kessel.inventory.v1beta2.streamed_list_objects_request_pb2 import StreamedListObjectsRequest
from kessel.inventory.v1beta2.subject_reference_pb2 import SubjectReference

from hbi import metrics, tracing
from hbi.clients.json_client import LONGEST_SILENCE_S
from hbi.clients.tokens import AccessTokens
from hbi.problems import Unavailable
from hbi.settings import PermissionSettings

logger = logging.getLogger(__name__)

_PAGE = 1000

# Like the connections of the JSON client; gRPC's keepalive does not run in a function that is frozen.
_SILENT_S = LONGEST_SILENCE_S

_OPTIONS = (
    # Questions change nothing: those that a dying connection took along are asked again.
    (
        "grpc.service_config",
        orjson.dumps(
            {
                "methodConfig": [
                    {
                        "name": [{"service": "kessel.inventory.v1beta2.KesselInventoryService"}],
                        "retryPolicy": {
                            "maxAttempts": 3,
                            "initialBackoff": "0.1s",
                            "maxBackoff": "0.5s",
                            "backoffMultiplier": 2,
                            "retryableStatusCodes": ["UNAVAILABLE"],
                        },
                    }
                ]
            }
        ).decode(),
    ),
    # A Kessel that is back is found within a second, not after minutes.
    ("grpc.max_reconnect_backoff_ms", 1000),
    # gRPC keeps connections in a pool of the process and would give a new channel the connection of the one that was
    # just closed.
    ("grpc.use_local_subchannel_pool", 1),
)

# A token may take a part of the time that a question has.
_TOKEN_TIMEOUT_S, _TOKEN_RETRIES = 2.0, 1

# Generated without types.
_STUB: Any = KesselInventoryServiceStub

_WORKSPACES = RepresentationType(resource_type="workspace", reporter_type="rbac")


class Kessel:
    """Asks Kessel about callers, by the `user_id` of their identity. Build one per process; it keeps its connection."""

    def __init__(self, settings: PermissionSettings) -> None:
        self._settings = settings
        self._tokens = AccessTokens(settings, retries=_TOKEN_RETRIES, timeout_s=_TOKEN_TIMEOUT_S)
        self._channel: grpc.Channel | None = None
        self._last_used = 0.0

    def workspaces(self, relation: str, user_id: str, deadline: float) -> frozenset[str]:
        """Ids, in lower case, of all workspaces to which a caller has a relation; none when Kessel does not answer.

        Args:
            deadline: instant of the monotonic clock until which a request may ask, as in the other methods.
        """
        return self._answered(relation, lambda questions: questions.workspaces(relation, user_id), deadline)

    def relations(self, relations: Collection[str], user_id: str, deadline: float) -> frozenset[str]:
        """Those of the relations that a caller has to some workspace. They are asked for at the same time; one that
        Kessel does not tell in time is none."""
        return self._answered(", ".join(relations), lambda questions: questions.relations(relations, user_id), deadline)

    def readable(
        self, relation: str, user_id: str, host_ids: Collection[str], deadline: float, *, singly: bool
    ) -> frozenset[str]:
        """Those of the hosts to which a caller has a relation, as far as Kessel's replicas know.

        Args:
            singly: whether each host is a question of its own, although Kessel takes several in one.
        """
        if singly or len(host_ids) == 1:
            return self._answered(relation, lambda questions: questions.check(relation, user_id, host_ids), deadline)
        return self._answered(
            relation, lambda questions: questions.check_in_bulk(relation, user_id, host_ids), deadline
        )

    def changeable(self, relation: str, user_id: str, host_ids: Collection[str], deadline: float) -> frozenset[str]:
        """Those of the hosts to which a caller has a relation at this moment."""
        return self._answered(
            relation, lambda questions: questions.check_for_update(relation, user_id, host_ids, _host), deadline
        )

    def changeable_workspaces(
        self, relation: str, user_id: str, workspace_ids: Collection[str], deadline: float
    ) -> frozenset[str]:
        """Those of the workspaces to which a caller has a relation at this moment."""
        return self._answered(
            relation,
            lambda questions: questions.check_for_update(relation, user_id, workspace_ids, _workspace),
            deadline,
        )

    def close(self) -> None:
        """Closes the connection; the next question makes another one."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _answered(
        self, relation: str, ask: Callable[["_Questions"], frozenset[str]], deadline: float
    ) -> frozenset[str]:
        """The ids that Kessel allows; none, and a line in the log, when it does not answer."""
        try:
            with metrics.outbound("kessel"), tracing.step("kessel"):
                questions = _Questions(self._connected(), self._credentials(), deadline)
                allowed = ask(questions)
        except (grpc.RpcError, Unavailable) as error:
            logger.warning("nothing is allowed, Kessel does not say who has %s: %s", relation, _reason(error))
            self._keep_or_close(is_silent=_is_timeout(error))
            return frozenset()
        self._keep_or_close(is_silent=questions.timed_out)
        return allowed

    def _keep_or_close(self, *, is_silent: bool) -> None:
        """Closes a connection that gave no answer in time: TCP would go on for many minutes with one that is lost."""
        if is_silent:
            self.close()
        self._last_used = time.monotonic()

    def _connected(self) -> grpc.Channel:
        if time.monotonic() - self._last_used > _SILENT_S:
            self.close()
        if self._channel is None:
            target = self._settings.kessel_endpoint
            if self._settings.kessel_insecure:
                self._channel = grpc.insecure_channel(target, _OPTIONS)
            else:
                self._channel = grpc.secure_channel(target, grpc.ssl_channel_credentials(), _OPTIONS)
        return self._channel

    def _credentials(self) -> tuple[tuple[str, str], ...]:
        if not self._settings.kessel_auth_enabled:
            return ()
        return (("authorization", f"Bearer {self._tokens.current()}"),)


class _Questions:
    """The questions of one request, within one deadline. The methods return the ids that Kessel allows."""

    def __init__(self, channel: grpc.Channel, metadata: tuple[tuple[str, str], ...], deadline: float) -> None:
        self._service: Any = _STUB(channel)
        self._metadata = metadata
        self._deadline = deadline
        self.timed_out = False
        """Whether one of several questions that were asked at the same time was not answered in time."""

    def workspaces(self, relation: str, user_id: str) -> frozenset[str]:
        found: set[str] = set()
        following: RequestPagination | None = None
        while True:
            request = StreamedListObjectsRequest(
                object_type=_WORKSPACES, relation=relation, subject=_subject(user_id), pagination=following
            )
            token = ""
            for answer in self._service.StreamedListObjects(request, **self._options()):
                found.add(answer.object.resource_id)
                token = answer.pagination.continuation_token
            if not token:
                return frozenset(filter(None, map(_uuid, found)))
            following = RequestPagination(limit=_PAGE, continuation_token=token)

    def relations(self, relations: Collection[str], user_id: str) -> frozenset[str]:
        # Who waits for one list does not read the others, and those would run out of time, too.
        with ThreadPoolExecutor(len(relations)) as pool:
            answers = pool.map(lambda relation: self._has_workspace(relation, user_id), relations)
            return frozenset(relation for relation, allowed in zip(relations, answers, strict=True) if allowed)

    def check(self, relation: str, user_id: str, host_ids: Collection[str]) -> frozenset[str]:
        questions = {
            host_id: CheckRequest(object=_host(host_id), relation=relation, subject=_subject(user_id))
            for host_id in host_ids
        }
        return self._each(self._service.Check, questions)

    def check_for_update(
        self, relation: str, user_id: str, ids: Collection[str], reference: Callable[[str], ResourceReference]
    ) -> frozenset[str]:
        subject = _subject(user_id)
        questions = {
            one: CheckForUpdateRequest(object=reference(one), relation=relation, subject=subject) for one in ids
        }
        return self._each(self._service.CheckForUpdate, questions)

    def check_in_bulk(self, relation: str, user_id: str, host_ids: Collection[str]) -> frozenset[str]:
        subject = _subject(user_id)
        # A path is too short to name more hosts than one question takes (1,000).
        items = [CheckBulkRequestItem(object=_host(host), relation=relation, subject=subject) for host in host_ids]
        pairs = self._service.CheckBulk(CheckBulkRequest(items=items), **self._options()).pairs
        if len(pairs) != len(items):
            logger.warning("nothing is allowed, Kessel gives %d answers to %d questions", len(pairs), len(items))
            return frozenset()
        # An answer counts for the host that it names. One with an error has no item, which is like a no.
        return frozenset(pair.request.object.resource_id for pair in pairs if pair.item.allowed == ALLOWED_TRUE)

    def _each(self, method: Any, questions: Mapping[str, Any]) -> frozenset[str]:
        """The ids for which Kessel says yes to their questions, which are asked at the same time."""
        calls = {one: method.future(question, **self._options()) for one, question in questions.items()}
        return frozenset(one for one, call in calls.items() if self._says_yes(call))

    def _says_yes(self, call: Any) -> bool:
        try:
            return bool(call.result().allowed == ALLOWED_TRUE)
        except grpc.RpcError as error:
            logger.warning("something is not allowed, Kessel does not say whether it is: %s", _reason(error))
            self.timed_out |= _is_timeout(error)
            return False

    def _has_workspace(self, relation: str, user_id: str) -> bool:
        """Whether there is any; the rest of the list is not waited for."""
        request = StreamedListObjectsRequest(object_type=_WORKSPACES, relation=relation, subject=_subject(user_id))
        call = self._service.StreamedListObjects(request, **self._options())
        try:
            return next(iter(call), None) is not None
        except grpc.RpcError as error:
            logger.warning("nothing is allowed, Kessel does not say who has %s: %s", relation, _reason(error))
            self.timed_out |= _is_timeout(error)
            return False
        finally:
            call.cancel()

    def _options(self) -> dict[str, Any]:
        """Options of a call that begins now."""
        return {"timeout": max(0.0, self._deadline - time.monotonic()), "metadata": self._metadata}


def _subject(user_id: str) -> SubjectReference:
    reporter = ReporterReference(type="rbac")
    principal = ResourceReference(resource_type="principal", resource_id=f"redhat/{user_id}", reporter=reporter)
    return SubjectReference(resource=principal)


def _host(host_id: str) -> ResourceReference:
    reporter = ReporterReference(type="hbi", instance_id="redhat")
    return ResourceReference(resource_type="host", resource_id=host_id, reporter=reporter)


def _workspace(workspace_id: str) -> ResourceReference:
    return ResourceReference(
        resource_type="workspace", resource_id=workspace_id, reporter=ReporterReference(type="rbac")
    )


def _uuid(workspace_id: str) -> str | None:
    """The id as groups have it; None of what cannot be a group, and would be refused by the database."""
    try:
        return str(UUID(workspace_id))
    except ValueError:
        logger.warning("Kessel names a workspace whose id is no UUID")
        return None


def _is_timeout(error: Exception) -> bool:
    return isinstance(error, grpc.Call) and error.code() is grpc.StatusCode.DEADLINE_EXCEEDED


def _reason(error: Exception) -> str:
    return f"{error.code().name}: {error.details()}" if isinstance(error, grpc.Call) else str(error)
