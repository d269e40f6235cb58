from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.error import Error
from ...models.group_in import GroupIn
from ...models.group_out_with_host_count import GroupOutWithHostCount
from ...models.titled_error import TitledError
from typing import cast



def _get_kwargs(
    *,
    body: GroupIn,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}


    

    

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/groups",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | GroupOutWithHostCount | TitledError:
    if response.status_code == 201:
        response_201 = GroupOutWithHostCount.from_dict(response.json())



        return response_201

    if response.status_code == 400:
        response_400 = TitledError.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())



        return response_401

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())



        return response_403

    if response.status_code == 415:
        response_415 = Error.from_dict(response.json())



        return response_415

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())



        return response_503

    response_default = Error.from_dict(response.json())



    return response_default



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | GroupOutWithHostCount | TitledError]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: GroupIn,

) -> Response[Error | GroupOutWithHostCount | TitledError]:
    """ Makes a group, perhaps with hosts, which leave the groups that they are in

     Needs the permission `inventory:groups:write`.

    Args:
        body (GroupIn):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | GroupOutWithHostCount | TitledError]
     """


    kwargs = _get_kwargs(
        body=body,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient | Client,
    body: GroupIn,

) -> Error | GroupOutWithHostCount | TitledError | None:
    """ Makes a group, perhaps with hosts, which leave the groups that they are in

     Needs the permission `inventory:groups:write`.

    Args:
        body (GroupIn):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | GroupOutWithHostCount | TitledError
     """


    return sync_detailed(
        client=client,
body=body,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: GroupIn,

) -> Response[Error | GroupOutWithHostCount | TitledError]:
    """ Makes a group, perhaps with hosts, which leave the groups that they are in

     Needs the permission `inventory:groups:write`.

    Args:
        body (GroupIn):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | GroupOutWithHostCount | TitledError]
     """


    kwargs = _get_kwargs(
        body=body,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: GroupIn,

) -> Error | GroupOutWithHostCount | TitledError | None:
    """ Makes a group, perhaps with hosts, which leave the groups that they are in

     Needs the permission `inventory:groups:write`.

    Args:
        body (GroupIn):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | GroupOutWithHostCount | TitledError
     """


    return (await asyncio_detailed(
        client=client,
body=body,

    )).parsed
