from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.error import Error
from ...models.titled_error import TitledError
from ...models.view_out import ViewOut
from ...models.view_patch import ViewPatch
from typing import cast
from uuid import UUID



def _get_kwargs(
    view_id: UUID,
    *,
    body: ViewPatch,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}


    

    

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/beta/views/{view_id}".format(view_id=quote(str(view_id), safe=""),),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | TitledError | ViewOut:
    if response.status_code == 200:
        response_200 = ViewOut.from_dict(response.json())



        return response_200

    if response.status_code == 400:
        response_400 = TitledError.from_dict(response.json())



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

    if response.status_code == 415:
        response_415 = Error.from_dict(response.json())



        return response_415

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())



        return response_503

    response_default = Error.from_dict(response.json())



    return response_default



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | TitledError | ViewOut]:
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
    body: ViewPatch,

) -> Response[Error | TitledError | ViewOut]:
    """ Changes a view; its creator may

    Args:
        view_id (UUID):
        body (ViewPatch):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | TitledError | ViewOut]
     """


    kwargs = _get_kwargs(
        view_id=view_id,
body=body,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    view_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: ViewPatch,

) -> Error | TitledError | ViewOut | None:
    """ Changes a view; its creator may

    Args:
        view_id (UUID):
        body (ViewPatch):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | TitledError | ViewOut
     """


    return sync_detailed(
        view_id=view_id,
client=client,
body=body,

    ).parsed

async def asyncio_detailed(
    view_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: ViewPatch,

) -> Response[Error | TitledError | ViewOut]:
    """ Changes a view; its creator may

    Args:
        view_id (UUID):
        body (ViewPatch):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | TitledError | ViewOut]
     """


    kwargs = _get_kwargs(
        view_id=view_id,
body=body,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    view_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: ViewPatch,

) -> Error | TitledError | ViewOut | None:
    """ Changes a view; its creator may

    Args:
        view_id (UUID):
        body (ViewPatch):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | TitledError | ViewOut
     """


    return (await asyncio_detailed(
        view_id=view_id,
client=client,
body=body,

    )).parsed
