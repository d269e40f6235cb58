from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.error import Error
from ...models.resource_types_groups_query_output import ResourceTypesGroupsQueryOutput
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    per_page: int | Unset = 10,
    page: int | Unset = 1,
    name: str | Unset = UNSET,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    params["per_page"] = per_page

    params["page"] = page

    params["name"] = name


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/resource-types/inventory-groups",
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | ResourceTypesGroupsQueryOutput:
    if response.status_code == 200:
        response_200 = ResourceTypesGroupsQueryOutput.from_dict(response.json())



        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())



        return response_401

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())



        return response_403

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())



        return response_503

    response_default = Error.from_dict(response.json())



    return response_default



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | ResourceTypesGroupsQueryOutput]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 10,
    page: int | Unset = 1,
    name: str | Unset = UNSET,

) -> Response[Error | ResourceTypesGroupsQueryOutput]:
    """ Groups that people made, by name

     Needs the permission `rbac:*:*`.

    Args:
        per_page (int | Unset):  Default: 10.
        page (int | Unset):  Default: 1.
        name (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ResourceTypesGroupsQueryOutput]
     """


    kwargs = _get_kwargs(
        per_page=per_page,
page=page,
name=name,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 10,
    page: int | Unset = 1,
    name: str | Unset = UNSET,

) -> Error | ResourceTypesGroupsQueryOutput | None:
    """ Groups that people made, by name

     Needs the permission `rbac:*:*`.

    Args:
        per_page (int | Unset):  Default: 10.
        page (int | Unset):  Default: 1.
        name (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ResourceTypesGroupsQueryOutput
     """


    return sync_detailed(
        client=client,
per_page=per_page,
page=page,
name=name,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 10,
    page: int | Unset = 1,
    name: str | Unset = UNSET,

) -> Response[Error | ResourceTypesGroupsQueryOutput]:
    """ Groups that people made, by name

     Needs the permission `rbac:*:*`.

    Args:
        per_page (int | Unset):  Default: 10.
        page (int | Unset):  Default: 1.
        name (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ResourceTypesGroupsQueryOutput]
     """


    kwargs = _get_kwargs(
        per_page=per_page,
page=page,
name=name,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 10,
    page: int | Unset = 1,
    name: str | Unset = UNSET,

) -> Error | ResourceTypesGroupsQueryOutput | None:
    """ Groups that people made, by name

     Needs the permission `rbac:*:*`.

    Args:
        per_page (int | Unset):  Default: 10.
        page (int | Unset):  Default: 1.
        name (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ResourceTypesGroupsQueryOutput
     """


    return (await asyncio_detailed(
        client=client,
per_page=per_page,
page=page,
name=name,

    )).parsed
