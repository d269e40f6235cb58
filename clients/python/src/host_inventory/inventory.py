"""The calls that most programs need."""

import io
import json
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, Literal, Self
from uuid import UUID

import httpx

from host_inventory import paging, raw
from host_inventory.generated.exports import Client as ExportsClient
from host_inventory.generated.exports.api.exports import (
    api_export_get_export,
    api_export_get_export_status,
    api_export_post_export,
)
from host_inventory.generated.exports.models import ExportRequest, ExportRequestFormat, ExportRequestSourcesItem
from host_inventory.generated.inventory import Client as InventoryClient
from host_inventory.generated.inventory.api.groups import api_group_get_group_list
from host_inventory.generated.inventory.api.hosts import (
    api_host_delete_host_by_id,
    api_host_get_host_by_id,
    api_host_get_host_list,
    api_host_get_host_system_profile_by_id,
    api_host_get_host_tags,
    api_host_patch_host_by_id,
)
from host_inventory.generated.inventory.api.tags import api_tag_get_tags
from host_inventory.generated.inventory.models import (
    ApiHostGetHostListFields,
    ApiHostGetHostListFilter,
    GroupOut,
    HostOut,
    PatchHostIn,
    StructuredTag,
    SystemProfile,
)
from host_inventory.generated.inventory.types import UNSET
from host_inventory.refusals import ExportFailed, Refused, checked
from host_inventory.retries import Retries, RetryingTransport

INVENTORY_PATH = "/api/inventory/v1"
EXPORTS_PATH = "/api/export/v1"
_POLL_S = 0.5
_APPLICATION = "urn:redhat:application:inventory"


class Inventory:
    """An API with somebody who calls it. Use as a context manager, or call `close`."""

    def __init__(
        self,
        url: str,
        caller: httpx.Auth,
        *,
        retries: Retries | None = None,
        timeout_s: float = 35.0,
        verify_ssl: Any = True,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Connects at the first call.

        Args:
            url: the API's address, with or without `/api/inventory/v1`.
            caller: an `Identity`, `Bearer` or `SignedByAws`, or what else httpx takes.
            transport: replaces the network, in tests.
        """
        root = url.rstrip("/").removesuffix(INVENTORY_PATH)
        inner = transport or httpx.HTTPTransport(verify=verify_ssl)
        sender = RetryingTransport(inner, retries or Retries())
        common: dict[str, Any] = {
            "timeout": httpx.Timeout(timeout_s, connect=5.0),
            "httpx_args": {"auth": caller, "transport": sender},
        }
        self.client = InventoryClient(root + INVENTORY_PATH, **common)
        """For the functions in `host_inventory.generated.inventory.api`."""
        self.exports_client = ExportsClient(root + EXPORTS_PATH, **common)
        """For the functions in `host_inventory.generated.exports.api`."""
        self._verify_ssl = verify_ssl

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self.client.get_httpx_client().close()
        self.exports_client.get_httpx_client().close()

    def document(self, operation: ModuleType, *path: Any, **parameters: Any) -> Any:
        """The JSON that the API answers an operation with, as it is; see `host_inventory.raw.document`."""
        return raw.document(self._http_of(operation), operation, *path, **parameters)

    def entries(self, operation: ModuleType, *path: Any, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Entries of a list as the API answers with them; see `host_inventory.raw.entries`."""
        return raw.entries(self._http_of(operation), operation, *path, **parameters)

    def _http_of(self, operation: ModuleType) -> httpx.Client:
        is_of_exports = ".generated.exports." in operation.__name__
        return (self.exports_client if is_of_exports else self.client).get_httpx_client()

    def hosts(
        self,
        *,
        profile_filter: Mapping[str, str | Sequence[str]] | None = None,
        profile_fields: Iterable[str] = (),
        page_size: int = paging.PAGE_SIZE,
        **parameters: Any,
    ) -> Iterator[HostOut]:
        """Hosts of a list, asked for page by page while they are used.

        Args:
            profile_filter: the brackets of `filter[system_profile]…` → the value, or several:
                `{"[arch]": "x86_64", "[operating_system][RHEL][version][eq]": "9.4"}`.
            profile_fields: fields of profiles that hosts are given with.
            parameters: those of `api_host_get_host_list`, such as `staleness`, `tags`, `display_name`.
        Raises:
            Refused: the API refuses this.
        """
        parameters |= _filter(profile_filter or {}, profile_fields)

        def page(**asked: Any) -> tuple[Any, str | None]:
            answer = api_host_get_host_list.sync_detailed(client=self.client, **asked)
            return checked(answer), answer.headers.get("link")

        return paging.by_cursor(page, page_size, **parameters)

    def count(self, *, profile_filter: Mapping[str, str | Sequence[str]] | None = None, **parameters: Any) -> int:
        """Number of hosts of a list."""
        parameters |= _filter(profile_filter or {}, ())
        answer = api_host_get_host_list.sync_detailed(client=self.client, per_page=1, **parameters)
        return int(checked(answer).total)

    def host(self, host_id: UUID | str) -> HostOut:
        """One host; raises Refused with status 404 if there is none."""
        found = checked(api_host_get_host_by_id.sync_detailed(_named([host_id]), client=self.client))
        if not found.results:
            raise Refused(404, f"there is no host {host_id}")
        host: HostOut = found.results[0]
        return host

    def profile(self, host_id: UUID | str) -> SystemProfile:
        """The whole system profile of one host; raises Refused with status 404 if there is none."""
        found = checked(api_host_get_host_system_profile_by_id.sync_detailed(_named([host_id]), client=self.client))
        if not found.results:
            raise Refused(404, f"there is no host {host_id}")
        profile: SystemProfile = found.results[0].system_profile
        return profile

    def tags_of(self, host_ids: Sequence[UUID | str]) -> dict[str, list[StructuredTag]]:
        """Tags of hosts by their ids; of those that are gone there are none. They are asked for in parts."""
        found: dict[str, list[StructuredTag]] = {}
        for begin in range(0, len(host_ids), paging.PAGE_SIZE):
            part = _named(host_ids[begin : begin + paging.PAGE_SIZE])
            answer = api_host_get_host_tags.sync_detailed(part, client=self.client, per_page=paging.PAGE_SIZE)
            if answer.status_code != 404:
                found |= checked(answer).results.additional_properties
        return found

    def tags(self, **parameters: Any) -> Iterator[Any]:
        """Tags with the number of their hosts."""
        return paging.by_number(
            lambda **asked: checked(api_tag_get_tags.sync_detailed(client=self.client, **asked)), **parameters
        )

    def groups(self, **parameters: Any) -> Iterator[GroupOut]:
        """Groups (workspaces)."""
        return paging.by_number(
            lambda **asked: checked(api_group_get_group_list.sync_detailed(client=self.client, **asked)), **parameters
        )

    def rename(self, host_ids: Sequence[UUID | str], display_name: str) -> None:
        """Gives hosts a display name."""
        named, body = _named(host_ids), PatchHostIn(display_name=display_name)
        checked(api_host_patch_host_by_id.sync_detailed(named, client=self.client, body=body))

    def delete(self, host_ids: Sequence[UUID | str]) -> None:
        """Deletes hosts; raises Refused with status 404 if none of them exists."""
        checked(api_host_delete_host_by_id.sync_detailed(_named(host_ids), client=self.client))

    def export(
        self, file_format: Literal["csv", "json", "ndjson", "parquet"] = "json", *, patience_s: float = 900.0
    ) -> bytes:
        """Exports all hosts, waits for the file and downloads it.

        Raises:
            ExportFailed: it fails, or takes longer than `patience_s`.
            Refused: the API refuses this.
        """
        source = ExportRequestSourcesItem(application=_APPLICATION, resource=f"{_APPLICATION}:export:systems")
        request = ExportRequest(name="hosts", format_=ExportRequestFormat(file_format), sources=[source])
        status = checked(api_export_post_export.sync_detailed(client=self.exports_client, body=request))
        export_id, deadline = status.id, time.monotonic() + patience_s
        while status.status.value in {"pending", "running"}:
            if time.monotonic() > deadline:
                raise ExportFailed(f"export {export_id} is not complete after {patience_s:.0f} seconds")
            time.sleep(_POLL_S)
            status = checked(api_export_get_export_status.sync_detailed(export_id, client=self.exports_client))
        if status.status.value not in {"complete", "partial"}:
            raise ExportFailed(f"export {export_id} is {status.status.value}")
        return self._download(export_id)

    def _download(self, export_id: Any) -> bytes:
        kwargs = api_export_get_export._get_kwargs(export_id)
        answer = self.exports_client.get_httpx_client().request(**kwargs, follow_redirects=False)
        if answer.status_code != httpx.codes.FOUND:
            raise Refused(answer.status_code, answer.text[:500])
        # Whoever calls the API is nobody to the storage: the link itself is the permission.
        with httpx.Client(verify=self._verify_ssl) as storage:
            file = storage.get(answer.headers["location"])
        if file.status_code != httpx.codes.OK:
            raise Refused(file.status_code, "the storage refuses the link")
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            name = json.loads(archive.read("meta.json"))["file_meta"][0]["filename"]
            return archive.read(name)


def _named(host_ids: Sequence[UUID | str]) -> Any:
    """Ids for a path: the generated code asks for a list and would write it as Python shows one."""
    return ",".join(map(str, host_ids))


def _filter(profile_filter: Mapping[str, str | Sequence[str]], fields: Iterable[str]) -> dict[str, Any]:
    """Parameters as the API reads them: the generated code writes members of an object by their bare names."""
    written = {
        f"filter[system_profile]{brackets}{'' if isinstance(value, str) else '[]'}": value
        for brackets, value in profile_filter.items()
    }
    wanted = list(fields)
    return {
        "filter_": ApiHostGetHostListFilter.from_dict(written) if written else UNSET,
        "fields": ApiHostGetHostListFields.from_dict({"fields[system_profile][]": wanted}) if wanted else UNSET,
    }
