from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.empty import Empty
from ...models.error import Error
from ...types import UNSET, Unset
from typing import cast
from uuid import UUID



def _get_kwargs(
    host_id_list: list[UUID],
    *,
    branch_id: str | Unset = UNSET,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    params["branch_id"] = branch_id


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/hosts/{host_id_list}".format(host_id_list=quote(str(host_id_list), safe=""),),
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Empty | Error:
    if response.status_code == 200:
        response_200 = Empty.from_dict(response.json())



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

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())



        return response_404

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())



        return response_503

    response_default = Error.from_dict(response.json())



    return response_default



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Empty | Error]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    host_id_list: list[UUID],
    *,
    client: AuthenticatedClient | Client,
    branch_id: str | Unset = UNSET,

) -> Response[Empty | Error]:
    """ Deletes hosts with all that belongs to them

     Needs the permission `inventory:hosts:write`.

    Args:
        host_id_list (list[UUID]):
        branch_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Empty | Error]
     """


    kwargs = _get_kwargs(
        host_id_list=host_id_list,
branch_id=branch_id,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    host_id_list: list[UUID],
    *,
    client: AuthenticatedClient | Client,
    branch_id: str | Unset = UNSET,

) -> Empty | Error | None:
    """ Deletes hosts with all that belongs to them

     Needs the permission `inventory:hosts:write`.

    Args:
        host_id_list (list[UUID]):
        branch_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Empty | Error
     """


    return sync_detailed(
        host_id_list=host_id_list,
client=client,
branch_id=branch_id,

    ).parsed

async def asyncio_detailed(
    host_id_list: list[UUID],
    *,
    client: AuthenticatedClient | Client,
    branch_id: str | Unset = UNSET,

) -> Response[Empty | Error]:
    """ Deletes hosts with all that belongs to them

     Needs the permission `inventory:hosts:write`.

    Args:
        host_id_list (list[UUID]):
        branch_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Empty | Error]
     """


    kwargs = _get_kwargs(
        host_id_list=host_id_list,
branch_id=branch_id,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    host_id_list: list[UUID],
    *,
    client: AuthenticatedClient | Client,
    branch_id: str | Unset = UNSET,

) -> Empty | Error | None:
    """ Deletes hosts with all that belongs to them

     Needs the permission `inventory:hosts:write`.

    Args:
        host_id_list (list[UUID]):
        branch_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Empty | Error
     """


    return (await asyncio_detailed(
        host_id_list=host_id_list,
client=client,
branch_id=branch_id,

    )).parsed
