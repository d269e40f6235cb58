from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.api_export_get_exports_dir import ApiExportGetExportsDir
from ...models.api_export_get_exports_sort import ApiExportGetExportsSort
from ...models.error import Error
from ...models.export_list import ExportList
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    name: str | Unset = UNSET,
    status: str | Unset = UNSET,
    created_at: str | Unset = UNSET,
    expires_at: str | Unset = UNSET,
    application: str | Unset = UNSET,
    resource: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    sort: ApiExportGetExportsSort | Unset = UNSET,
    dir_: ApiExportGetExportsDir | Unset = UNSET,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    params["name"] = name

    params["status"] = status

    params["created_at"] = created_at

    params["expires_at"] = expires_at

    params["application"] = application

    params["resource"] = resource

    params["limit"] = limit

    params["offset"] = offset

    json_sort: str | Unset = UNSET
    if not isinstance(sort, Unset):
        json_sort = sort.value

    params["sort"] = json_sort

    json_dir_: str | Unset = UNSET
    if not isinstance(dir_, Unset):
        json_dir_ = dir_.value

    params["dir"] = json_dir_


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/exports",
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | ExportList:
    if response.status_code == 200:
        response_200 = ExportList.from_dict(response.json())



        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())



        return response_401

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())



        return response_503

    response_default = Error.from_dict(response.json())



    return response_default



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | ExportList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    name: str | Unset = UNSET,
    status: str | Unset = UNSET,
    created_at: str | Unset = UNSET,
    expires_at: str | Unset = UNSET,
    application: str | Unset = UNSET,
    resource: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    sort: ApiExportGetExportsSort | Unset = UNSET,
    dir_: ApiExportGetExportsDir | Unset = UNSET,

) -> Response[Error | ExportList]:
    """ The caller's own exports

    Args:
        name (str | Unset):
        status (str | Unset):
        created_at (str | Unset):
        expires_at (str | Unset):
        application (str | Unset):
        resource (str | Unset):
        limit (int | Unset):
        offset (int | Unset):
        sort (ApiExportGetExportsSort | Unset):
        dir_ (ApiExportGetExportsDir | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ExportList]
     """


    kwargs = _get_kwargs(
        name=name,
status=status,
created_at=created_at,
expires_at=expires_at,
application=application,
resource=resource,
limit=limit,
offset=offset,
sort=sort,
dir_=dir_,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient | Client,
    name: str | Unset = UNSET,
    status: str | Unset = UNSET,
    created_at: str | Unset = UNSET,
    expires_at: str | Unset = UNSET,
    application: str | Unset = UNSET,
    resource: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    sort: ApiExportGetExportsSort | Unset = UNSET,
    dir_: ApiExportGetExportsDir | Unset = UNSET,

) -> Error | ExportList | None:
    """ The caller's own exports

    Args:
        name (str | Unset):
        status (str | Unset):
        created_at (str | Unset):
        expires_at (str | Unset):
        application (str | Unset):
        resource (str | Unset):
        limit (int | Unset):
        offset (int | Unset):
        sort (ApiExportGetExportsSort | Unset):
        dir_ (ApiExportGetExportsDir | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ExportList
     """


    return sync_detailed(
        client=client,
name=name,
status=status,
created_at=created_at,
expires_at=expires_at,
application=application,
resource=resource,
limit=limit,
offset=offset,
sort=sort,
dir_=dir_,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    name: str | Unset = UNSET,
    status: str | Unset = UNSET,
    created_at: str | Unset = UNSET,
    expires_at: str | Unset = UNSET,
    application: str | Unset = UNSET,
    resource: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    sort: ApiExportGetExportsSort | Unset = UNSET,
    dir_: ApiExportGetExportsDir | Unset = UNSET,

) -> Response[Error | ExportList]:
    """ The caller's own exports

    Args:
        name (str | Unset):
        status (str | Unset):
        created_at (str | Unset):
        expires_at (str | Unset):
        application (str | Unset):
        resource (str | Unset):
        limit (int | Unset):
        offset (int | Unset):
        sort (ApiExportGetExportsSort | Unset):
        dir_ (ApiExportGetExportsDir | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ExportList]
     """


    kwargs = _get_kwargs(
        name=name,
status=status,
created_at=created_at,
expires_at=expires_at,
application=application,
resource=resource,
limit=limit,
offset=offset,
sort=sort,
dir_=dir_,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    name: str | Unset = UNSET,
    status: str | Unset = UNSET,
    created_at: str | Unset = UNSET,
    expires_at: str | Unset = UNSET,
    application: str | Unset = UNSET,
    resource: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    sort: ApiExportGetExportsSort | Unset = UNSET,
    dir_: ApiExportGetExportsDir | Unset = UNSET,

) -> Error | ExportList | None:
    """ The caller's own exports

    Args:
        name (str | Unset):
        status (str | Unset):
        created_at (str | Unset):
        expires_at (str | Unset):
        application (str | Unset):
        resource (str | Unset):
        limit (int | Unset):
        offset (int | Unset):
        sort (ApiExportGetExportsSort | Unset):
        dir_ (ApiExportGetExportsDir | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ExportList
     """


    return (await asyncio_detailed(
        client=client,
name=name,
status=status,
created_at=created_at,
expires_at=expires_at,
application=application,
resource=resource,
limit=limit,
offset=offset,
sort=sort,
dir_=dir_,

    )).parsed
