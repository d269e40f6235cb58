from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.api_system_profile_get_operating_system_filter import ApiSystemProfileGetOperatingSystemFilter
from ...models.api_system_profile_get_operating_system_registered_with_item import ApiSystemProfileGetOperatingSystemRegisteredWithItem
from ...models.api_system_profile_get_operating_system_staleness_item import ApiSystemProfileGetOperatingSystemStalenessItem
from ...models.error import Error
from ...models.operating_systems import OperatingSystems
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    staleness: list[ApiSystemProfileGetOperatingSystemStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiSystemProfileGetOperatingSystemRegisteredWithItem] | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    filter_: ApiSystemProfileGetOperatingSystemFilter | Unset = UNSET,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    json_staleness: list[str] | Unset = UNSET
    if not isinstance(staleness, Unset):
        json_staleness = []
        for staleness_item_data in staleness:
            staleness_item = staleness_item_data.value
            json_staleness.append(staleness_item)


    params["staleness"] = json_staleness

    json_tags: list[str] | Unset = UNSET
    if not isinstance(tags, Unset):
        json_tags = tags


    params["tags"] = json_tags

    json_registered_with: list[str] | Unset = UNSET
    if not isinstance(registered_with, Unset):
        json_registered_with = []
        for registered_with_item_data in registered_with:
            registered_with_item = registered_with_item_data.value
            json_registered_with.append(registered_with_item)


    params["registered_with"] = json_registered_with

    params["per_page"] = per_page

    params["page"] = page

    json_filter_: dict[str, Any] | Unset = UNSET
    if not isinstance(filter_, Unset):
        json_filter_ = filter_.to_dict()
    if not isinstance(json_filter_, Unset):
        params.update(json_filter_)



    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/system_profile/operating_system",
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | OperatingSystems:
    if response.status_code == 200:
        response_200 = OperatingSystems.from_dict(response.json())



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



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | OperatingSystems]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    staleness: list[ApiSystemProfileGetOperatingSystemStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiSystemProfileGetOperatingSystemRegisteredWithItem] | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    filter_: ApiSystemProfileGetOperatingSystemFilter | Unset = UNSET,

) -> Response[Error | OperatingSystems]:
    """ Operating systems, with the number of their hosts

     Needs the permission `inventory:hosts:read`.

    Args:
        staleness (list[ApiSystemProfileGetOperatingSystemStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiSystemProfileGetOperatingSystemRegisteredWithItem] | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        filter_ (ApiSystemProfileGetOperatingSystemFilter | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | OperatingSystems]
     """


    kwargs = _get_kwargs(
        staleness=staleness,
tags=tags,
registered_with=registered_with,
per_page=per_page,
page=page,
filter_=filter_,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient | Client,
    staleness: list[ApiSystemProfileGetOperatingSystemStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiSystemProfileGetOperatingSystemRegisteredWithItem] | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    filter_: ApiSystemProfileGetOperatingSystemFilter | Unset = UNSET,

) -> Error | OperatingSystems | None:
    """ Operating systems, with the number of their hosts

     Needs the permission `inventory:hosts:read`.

    Args:
        staleness (list[ApiSystemProfileGetOperatingSystemStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiSystemProfileGetOperatingSystemRegisteredWithItem] | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        filter_ (ApiSystemProfileGetOperatingSystemFilter | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | OperatingSystems
     """


    return sync_detailed(
        client=client,
staleness=staleness,
tags=tags,
registered_with=registered_with,
per_page=per_page,
page=page,
filter_=filter_,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    staleness: list[ApiSystemProfileGetOperatingSystemStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiSystemProfileGetOperatingSystemRegisteredWithItem] | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    filter_: ApiSystemProfileGetOperatingSystemFilter | Unset = UNSET,

) -> Response[Error | OperatingSystems]:
    """ Operating systems, with the number of their hosts

     Needs the permission `inventory:hosts:read`.

    Args:
        staleness (list[ApiSystemProfileGetOperatingSystemStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiSystemProfileGetOperatingSystemRegisteredWithItem] | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        filter_ (ApiSystemProfileGetOperatingSystemFilter | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | OperatingSystems]
     """


    kwargs = _get_kwargs(
        staleness=staleness,
tags=tags,
registered_with=registered_with,
per_page=per_page,
page=page,
filter_=filter_,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    staleness: list[ApiSystemProfileGetOperatingSystemStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiSystemProfileGetOperatingSystemRegisteredWithItem] | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    filter_: ApiSystemProfileGetOperatingSystemFilter | Unset = UNSET,

) -> Error | OperatingSystems | None:
    """ Operating systems, with the number of their hosts

     Needs the permission `inventory:hosts:read`.

    Args:
        staleness (list[ApiSystemProfileGetOperatingSystemStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiSystemProfileGetOperatingSystemRegisteredWithItem] | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        filter_ (ApiSystemProfileGetOperatingSystemFilter | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | OperatingSystems
     """


    return (await asyncio_detailed(
        client=client,
staleness=staleness,
tags=tags,
registered_with=registered_with,
per_page=per_page,
page=page,
filter_=filter_,

    )).parsed
