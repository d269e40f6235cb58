from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.error import Error
from ...models.view_out import ViewOut
from typing import cast
from uuid import UUID



def _get_kwargs(
    view_id: UUID,

) -> dict[str, Any]:
    

    

    

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/beta/views/{view_id}/clone".format(view_id=quote(str(view_id), safe=""),),
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | ViewOut:
    if response.status_code == 201:
        response_201 = ViewOut.from_dict(response.json())



        return response_201

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



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | ViewOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    view_id: UUID,
    *,
    client: AuthenticatedClient | Client,

) -> Response[Error | ViewOut]:
    """ Saves a copy of a view that the caller sees

    Args:
        view_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ViewOut]
     """


    kwargs = _get_kwargs(
        view_id=view_id,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    view_id: UUID,
    *,
    client: AuthenticatedClient | Client,

) -> Error | ViewOut | None:
    """ Saves a copy of a view that the caller sees

    Args:
        view_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ViewOut
     """


    return sync_detailed(
        view_id=view_id,
client=client,

    ).parsed

async def asyncio_detailed(
    view_id: UUID,
    *,
    client: AuthenticatedClient | Client,

) -> Response[Error | ViewOut]:
    """ Saves a copy of a view that the caller sees

    Args:
        view_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ViewOut]
     """


    kwargs = _get_kwargs(
        view_id=view_id,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    view_id: UUID,
    *,
    client: AuthenticatedClient | Client,

) -> Error | ViewOut | None:
    """ Saves a copy of a view that the caller sees

    Args:
        view_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ViewOut
     """


    return (await asyncio_detailed(
        view_id=view_id,
client=client,

    )).parsed
