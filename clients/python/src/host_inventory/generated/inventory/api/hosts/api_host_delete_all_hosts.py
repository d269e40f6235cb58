from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.bulk_deletion import BulkDeletion
from ...models.error import Error
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    confirm_delete_all: bool | Unset = False,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    params["confirm_delete_all"] = confirm_delete_all


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/hosts/all",
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> BulkDeletion | Error:
    if response.status_code == 202:
        response_202 = BulkDeletion.from_dict(response.json())



        return response_202

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



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[BulkDeletion | Error]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    confirm_delete_all: bool | Unset = False,

) -> Response[BulkDeletion | Error]:
    """ Deletes all hosts of the organisation

     Needs the permission `inventory:hosts:write`.

    Args:
        confirm_delete_all (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BulkDeletion | Error]
     """


    kwargs = _get_kwargs(
        confirm_delete_all=confirm_delete_all,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient | Client,
    confirm_delete_all: bool | Unset = False,

) -> BulkDeletion | Error | None:
    """ Deletes all hosts of the organisation

     Needs the permission `inventory:hosts:write`.

    Args:
        confirm_delete_all (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BulkDeletion | Error
     """


    return sync_detailed(
        client=client,
confirm_delete_all=confirm_delete_all,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    confirm_delete_all: bool | Unset = False,

) -> Response[BulkDeletion | Error]:
    """ Deletes all hosts of the organisation

     Needs the permission `inventory:hosts:write`.

    Args:
        confirm_delete_all (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BulkDeletion | Error]
     """


    kwargs = _get_kwargs(
        confirm_delete_all=confirm_delete_all,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    confirm_delete_all: bool | Unset = False,

) -> BulkDeletion | Error | None:
    """ Deletes all hosts of the organisation

     Needs the permission `inventory:hosts:write`.

    Args:
        confirm_delete_all (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BulkDeletion | Error
     """


    return (await asyncio_detailed(
        client=client,
confirm_delete_all=confirm_delete_all,

    )).parsed
