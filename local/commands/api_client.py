"""Calls of an API, of a running stack or a deployed one, through the Python client; and of a stack's Invoke API."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from types import MappingProxyType, ModuleType
from typing import Any

import httpx
import orjson
from host_inventory import Bearer, Identity, Inventory, Refused, Retries, SignedByAws
from host_inventory.generated.exports.api.exports import (
    api_export_get_export,
    api_export_get_export_status,
    api_export_post_export,
)
from host_inventory.generated.exports.models.export_request import ExportRequest
from host_inventory.generated.inventory.api.hosts import api_host_get_host_list
from host_inventory.inventory import EXPORTS_PATH

from hbi.problems import HbiError, NotFound, RefusedContent, Unavailable
from local.reaching import identity
from local.running import Running

CONNECT_TIMEOUT_S = 3.0
ANSWER_TIMEOUT_S = 35.0
"""Seconds to wait for an answer: the gateway gives one half a minute."""

INVOKE_TIMEOUT_S = 900.0
PAGE = 100
"""The most entries that all lists give at once."""

_MOST_AT_ONCE = 64
_RETRIES = Retries(attempts=3)

type Caller = Identity | Bearer | SignedByAws


def stack_client(stack: Running, org_id: str | None = None) -> "ApiClient":
    """A user of the stack's organisation, or of another one."""
    return ApiClient(stack.api_url, identity(org_id or stack.org_id), stack.lambda_url)


class ApiClient:
    """A user of one organisation. Everything raises Unavailable when the API does not answer.

    Answers are as the API sent them: commands pass them on.
    """

    def __init__(self, api_url: str, caller: Caller, lambda_url: str = "") -> None:
        """`lambda_url` is the address of a stack's Invoke API."""
        self.api_url = api_url
        self._caller = caller
        self._lambda_url = lambda_url

    @cached_property
    def _inventory(self) -> Inventory:
        return Inventory(
            self.api_url, self._caller, retries=_RETRIES, timeout_s=ANSWER_TIMEOUT_S, verify_ssl=self._trusted
        )

    @cached_property
    def _once(self) -> httpx.Client:
        """For requests that are sent once and of which every answer is of interest."""
        limits = httpx.Limits(max_connections=_MOST_AT_ONCE, max_keepalive_connections=_MOST_AT_ONCE)
        timeout = httpx.Timeout(ANSWER_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        return httpx.Client(verify=self._trusted, limits=limits, timeout=timeout, trust_env=False)

    @cached_property
    def _trusted(self) -> ssl.SSLContext | bool:
        """The authorities that this machine trusts, as all its programs do; it takes time to read them."""
        return ssl.create_default_context() if self.api_url.startswith("https:") else True

    def close(self) -> None:
        """Closes the connections that there are."""
        for name in ("_inventory", "_once"):
            if (connected := vars(self).pop(name, None)) is not None:
                connected.close()

    def call(
        self,
        operation: ModuleType,
        *path: Any,
        holds: Mapping[str, type] = MappingProxyType({}),
        is_missing: str | None = None,
        **parameters: Any,
    ) -> dict[str, Any]:
        """The JSON object that an operation of the generated client is answered with.

        Args:
            operation: its module.
            path: what stands in the path; several ids as one text with commas.
            holds: members that the command reads, and of what type they are.
            is_missing: what to say when it is answered with 404.
            parameters: what the functions of the module take.
        Raises:
            NotFound: it is, and `is_missing` is given.
            RefusedContent: the request is refused; the text is the API's reason.
        """
        with self._in_words(is_missing):
            answer = self._inventory.document(operation, *path, **parameters)
            if not isinstance(answer, dict):
                raise Refused(httpx.codes.OK, "no JSON object")
            for name, kind in holds.items():
                if not isinstance(answer.get(name), kind):
                    raise Refused(httpx.codes.OK, f"no {name}")
            return answer

    def entries(self, operation: ModuleType, limit: int, **parameters: Any) -> Iterator[Mapping[str, Any]]:
        """Entries of a list, asked for page by page while they are used, at most `limit`; refusals as with `call`."""
        found = self._inventory.entries(operation, page_size=min(PAGE, limit), **parameters)
        for _ in range(limit):
            with self._in_words():
                entry = next(found, None)
            if entry is None:
                return
            yield entry

    def count_hosts(self) -> int:
        """Number of the organisation's hosts that are not culled."""
        return int(self.call(api_host_get_host_list, per_page=1, holds={"total": int})["total"])

    def create_export(self, file_format: str) -> dict[str, Any]:
        """`POST /exports` for all hosts: `id` and more."""
        source = {
            "application": "urn:redhat:application:inventory",
            "resource": "urn:redhat:application:inventory:export:systems",
        }
        body = {"name": f"hosts as {file_format}", "format": file_format, "sources": [source]}
        return self.call(api_export_post_export, body=ExportRequest.from_dict(body), holds={"id": str})

    def export_status(self, export_id: str) -> dict[str, Any]:
        """`GET /exports/{id}/status`: `status` and more."""
        gone = f"export {export_id} was deleted meanwhile; hbi export makes another"
        return self.call(api_export_get_export_status, export_id, is_missing=gone, holds={"status": str})

    def download_link(self, export_id: str) -> str:
        """The link that `GET /exports/{id}` sends the client to."""
        path = str(api_export_get_export._get_kwargs(export_id)["url"])  # type: ignore[arg-type]
        answer = self.request("GET", f"{EXPORTS_PATH}{path}")
        if answer.status_code != httpx.codes.FOUND:
            raise Unavailable(f"the download was answered with {answer.status_code}: {answer.text[:300]!r}")
        location: str = answer.headers["location"]
        return location

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """The result of a function of the stack."""
        url = f"{self._lambda_url}/2015-03-31/functions/{function}/invocations"
        timeout = httpx.Timeout(INVOKE_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        with self._in_words():
            answer = self._once.post(url, content=orjson.dumps(event), timeout=timeout)
        if answer.status_code != 200 or "X-Amz-Function-Error" in answer.headers:
            raise Unavailable(f"function {function} failed: {answer.text[:500]}")
        return orjson.loads(answer.content)

    def request(self, method: str, path: str) -> httpx.Response:
        """The answer, whatever its status, to a request of the caller that is sent once; `path` is from the server's
        root, with a query.
        """
        with self._in_words():
            return self._once.request(method, self.api_url + path, auth=self._caller)

    @contextmanager
    def _in_words(self, is_missing: str | None = None) -> Iterator[None]:
        """Raises what the client raises as an error that ends a command with a sentence and a way on."""
        try:
            yield
        except Refused as refused:
            raise self._problem(refused, is_missing) from None
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise Unavailable(
                f"the API does not answer at {self.api_url}: {reason}; look for the cause: hbi doctor"
            ) from None

    def _problem(self, refused: Refused, is_missing: str | None) -> HbiError:
        match refused.status:
            case 404 if is_missing:
                return NotFound(is_missing)
            case 401:
                return RefusedContent(f"the API does not let you (401): {refused.reason}; {way_in(self._caller)}")
            case 403:
                may = "ask whoever gives rights in your organisation, or " + way_in(self._caller)
                return RefusedContent(f"the API does not let you (403): {refused.reason}; {may}")
            case status if 400 <= status < 500 and status != 429:
                return RefusedContent(f"the API refuses this: {refused.reason}")
            case status if 200 <= status < 300:
                return Unavailable(f"what answers at {self.api_url} is not the inventory: {refused.reason}")
        told = f"the request was answered with {refused.status}: {refused.reason}"
        return Unavailable(f"{told}; try again, and look for the cause: hbi doctor")


def way_in(caller: Caller) -> str:
    """What whoever is not let in can do, by the way in which it calls."""
    if isinstance(caller, Bearer):
        return "get a new token for this API, and set HBI_TOKEN"
    if isinstance(caller, SignedByAws):
        return "use credentials that may execute-api:Invoke (AWS_PROFILE), and the API's region (AWS_REGION)"
    return "call as another (a deployed API takes --auth bearer or --auth iam)"
