from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.error import Error
from ...models.host_id import HostId
from typing import cast
from uuid import UUID



def _get_kwargs(
    *,
    insights_id: UUID,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    json_insights_id = str(insights_id)
    params["insights_id"] = json_insights_id


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/host_exists",
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | HostId:
    if response.status_code == 200:
        response_200 = HostId.from_dict(response.json())



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

    if response.status_code == 409:
        response_409 = Error.from_dict(response.json())



        return response_409

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())



        return response_503

    response_default = Error.from_dict(response.json())



    return response_default



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | HostId]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    insights_id: UUID,

) -> Response[Error | HostId]:
    """ Id of the host with an insights id. A culled host exists until it is purged

     Needs the permission `inventory:hosts:read`.

    Args:
        insights_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | HostId]
     """


    kwargs = _get_kwargs(
        insights_id=insights_id,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient | Client,
    insights_id: UUID,

) -> Error | HostId | None:
    """ Id of the host with an insights id. A culled host exists until it is purged

     Needs the permission `inventory:hosts:read`.

    Args:
        insights_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | HostId
     """


    return sync_detailed(
        client=client,
insights_id=insights_id,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    insights_id: UUID,

) -> Response[Error | HostId]:
    """ Id of the host with an insights id. A culled host exists until it is purged

     Needs the permission `inventory:hosts:read`.

    Args:
        insights_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | HostId]
     """


    kwargs = _get_kwargs(
        insights_id=insights_id,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    insights_id: UUID,

) -> Error | HostId | None:
    """ Id of the host with an insights id. A culled host exists until it is purged

     Needs the permission `inventory:hosts:read`.

    Args:
        insights_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | HostId
     """


    return (await asyncio_detailed(
        client=client,
insights_id=insights_id,

    )).parsed
