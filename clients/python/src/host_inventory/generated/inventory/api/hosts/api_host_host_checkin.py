from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.checked_in_host import CheckedInHost
from ...models.error import Error
from ...models.host_check_in import HostCheckIn
from typing import cast



def _get_kwargs(
    *,
    body: HostCheckIn,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}


    

    

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/hosts/checkin",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CheckedInHost | Error:
    if response.status_code == 201:
        response_201 = CheckedInHost.from_dict(response.json())



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

    if response.status_code == 415:
        response_415 = Error.from_dict(response.json())



        return response_415

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())



        return response_503

    response_default = Error.from_dict(response.json())



    return response_default



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CheckedInHost | Error]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: HostCheckIn,

) -> Response[CheckedInHost | Error]:
    """ Notes that a host is there

     Needs the permission `inventory:hosts:write`.

    Args:
        body (HostCheckIn): Must hold at least one of: insights_id; subscription_manager_id;
            satellite_id; bios_uuid; ip_addresses; fqdn; mac_addresses; provider_id, provider_type.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CheckedInHost | Error]
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
    body: HostCheckIn,

) -> CheckedInHost | Error | None:
    """ Notes that a host is there

     Needs the permission `inventory:hosts:write`.

    Args:
        body (HostCheckIn): Must hold at least one of: insights_id; subscription_manager_id;
            satellite_id; bios_uuid; ip_addresses; fqdn; mac_addresses; provider_id, provider_type.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CheckedInHost | Error
     """


    return sync_detailed(
        client=client,
body=body,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: HostCheckIn,

) -> Response[CheckedInHost | Error]:
    """ Notes that a host is there

     Needs the permission `inventory:hosts:write`.

    Args:
        body (HostCheckIn): Must hold at least one of: insights_id; subscription_manager_id;
            satellite_id; bios_uuid; ip_addresses; fqdn; mac_addresses; provider_id, provider_type.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CheckedInHost | Error]
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
    body: HostCheckIn,

) -> CheckedInHost | Error | None:
    """ Notes that a host is there

     Needs the permission `inventory:hosts:write`.

    Args:
        body (HostCheckIn): Must hold at least one of: insights_id; subscription_manager_id;
            satellite_id; bios_uuid; ip_addresses; fqdn; mac_addresses; provider_id, provider_type.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CheckedInHost | Error
     """


    return (await asyncio_detailed(
        client=client,
body=body,

    )).parsed
