from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.api_host_group_get_host_list_by_group_fields import ApiHostGroupGetHostListByGroupFields
from ...models.api_host_group_get_host_list_by_group_filter import ApiHostGroupGetHostListByGroupFilter
from ...models.api_host_group_get_host_list_by_group_order_by import ApiHostGroupGetHostListByGroupOrderBy
from ...models.api_host_group_get_host_list_by_group_order_how import ApiHostGroupGetHostListByGroupOrderHow
from ...models.api_host_group_get_host_list_by_group_registered_with_item import ApiHostGroupGetHostListByGroupRegisteredWithItem
from ...models.api_host_group_get_host_list_by_group_staleness_item import ApiHostGroupGetHostListByGroupStalenessItem
from ...models.error import Error
from ...models.host_query_output import HostQueryOutput
from ...types import UNSET, Unset
from typing import cast
from uuid import UUID



def _get_kwargs(
    group_id: UUID,
    *,
    display_name: str | Unset = UNSET,
    fqdn: str | Unset = UNSET,
    hostname_or_id: str | Unset = UNSET,
    insights_id: UUID | Unset = UNSET,
    staleness: list[ApiHostGroupGetHostListByGroupStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiHostGroupGetHostListByGroupRegisteredWithItem] | Unset = UNSET,
    order_by: ApiHostGroupGetHostListByGroupOrderBy | Unset = UNSET,
    order_how: ApiHostGroupGetHostListByGroupOrderHow | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    cursor: str | Unset = UNSET,
    count_only: bool | Unset = False,
    filter_: ApiHostGroupGetHostListByGroupFilter | Unset = UNSET,
    fields: ApiHostGroupGetHostListByGroupFields | Unset = UNSET,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    params["display_name"] = display_name

    params["fqdn"] = fqdn

    params["hostname_or_id"] = hostname_or_id

    json_insights_id: str | Unset = UNSET
    if not isinstance(insights_id, Unset):
        json_insights_id = str(insights_id)
    params["insights_id"] = json_insights_id

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

    json_order_by: str | Unset = UNSET
    if not isinstance(order_by, Unset):
        json_order_by = order_by.value

    params["order_by"] = json_order_by

    json_order_how: str | Unset = UNSET
    if not isinstance(order_how, Unset):
        json_order_how = order_how.value

    params["order_how"] = json_order_how

    params["per_page"] = per_page

    params["page"] = page

    params["cursor"] = cursor

    params["count_only"] = count_only

    json_filter_: dict[str, Any] | Unset = UNSET
    if not isinstance(filter_, Unset):
        json_filter_ = filter_.to_dict()
    if not isinstance(json_filter_, Unset):
        params.update(json_filter_)


    json_fields: dict[str, Any] | Unset = UNSET
    if not isinstance(fields, Unset):
        json_fields = fields.to_dict()
    if not isinstance(json_fields, Unset):
        params.update(json_fields)



    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/groups/{group_id}/hosts".format(group_id=quote(str(group_id), safe=""),),
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | HostQueryOutput:
    if response.status_code == 200:
        response_200 = HostQueryOutput.from_dict(response.json())



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



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | HostQueryOutput]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    group_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    display_name: str | Unset = UNSET,
    fqdn: str | Unset = UNSET,
    hostname_or_id: str | Unset = UNSET,
    insights_id: UUID | Unset = UNSET,
    staleness: list[ApiHostGroupGetHostListByGroupStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiHostGroupGetHostListByGroupRegisteredWithItem] | Unset = UNSET,
    order_by: ApiHostGroupGetHostListByGroupOrderBy | Unset = UNSET,
    order_how: ApiHostGroupGetHostListByGroupOrderHow | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    cursor: str | Unset = UNSET,
    count_only: bool | Unset = False,
    filter_: ApiHostGroupGetHostListByGroupFilter | Unset = UNSET,
    fields: ApiHostGroupGetHostListByGroupFields | Unset = UNSET,

) -> Response[Error | HostQueryOutput]:
    """ Hosts of a group that match all given parameters

     Needs the permission `inventory:hosts:read`.

    Args:
        group_id (UUID):
        display_name (str | Unset):
        fqdn (str | Unset):
        hostname_or_id (str | Unset):
        insights_id (UUID | Unset):
        staleness (list[ApiHostGroupGetHostListByGroupStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiHostGroupGetHostListByGroupRegisteredWithItem] | Unset):
        order_by (ApiHostGroupGetHostListByGroupOrderBy | Unset):
        order_how (ApiHostGroupGetHostListByGroupOrderHow | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        cursor (str | Unset):
        count_only (bool | Unset):  Default: False.
        filter_ (ApiHostGroupGetHostListByGroupFilter | Unset):
        fields (ApiHostGroupGetHostListByGroupFields | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | HostQueryOutput]
     """


    kwargs = _get_kwargs(
        group_id=group_id,
display_name=display_name,
fqdn=fqdn,
hostname_or_id=hostname_or_id,
insights_id=insights_id,
staleness=staleness,
tags=tags,
registered_with=registered_with,
order_by=order_by,
order_how=order_how,
per_page=per_page,
page=page,
cursor=cursor,
count_only=count_only,
filter_=filter_,
fields=fields,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    group_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    display_name: str | Unset = UNSET,
    fqdn: str | Unset = UNSET,
    hostname_or_id: str | Unset = UNSET,
    insights_id: UUID | Unset = UNSET,
    staleness: list[ApiHostGroupGetHostListByGroupStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiHostGroupGetHostListByGroupRegisteredWithItem] | Unset = UNSET,
    order_by: ApiHostGroupGetHostListByGroupOrderBy | Unset = UNSET,
    order_how: ApiHostGroupGetHostListByGroupOrderHow | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    cursor: str | Unset = UNSET,
    count_only: bool | Unset = False,
    filter_: ApiHostGroupGetHostListByGroupFilter | Unset = UNSET,
    fields: ApiHostGroupGetHostListByGroupFields | Unset = UNSET,

) -> Error | HostQueryOutput | None:
    """ Hosts of a group that match all given parameters

     Needs the permission `inventory:hosts:read`.

    Args:
        group_id (UUID):
        display_name (str | Unset):
        fqdn (str | Unset):
        hostname_or_id (str | Unset):
        insights_id (UUID | Unset):
        staleness (list[ApiHostGroupGetHostListByGroupStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiHostGroupGetHostListByGroupRegisteredWithItem] | Unset):
        order_by (ApiHostGroupGetHostListByGroupOrderBy | Unset):
        order_how (ApiHostGroupGetHostListByGroupOrderHow | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        cursor (str | Unset):
        count_only (bool | Unset):  Default: False.
        filter_ (ApiHostGroupGetHostListByGroupFilter | Unset):
        fields (ApiHostGroupGetHostListByGroupFields | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | HostQueryOutput
     """


    return sync_detailed(
        group_id=group_id,
client=client,
display_name=display_name,
fqdn=fqdn,
hostname_or_id=hostname_or_id,
insights_id=insights_id,
staleness=staleness,
tags=tags,
registered_with=registered_with,
order_by=order_by,
order_how=order_how,
per_page=per_page,
page=page,
cursor=cursor,
count_only=count_only,
filter_=filter_,
fields=fields,

    ).parsed

async def asyncio_detailed(
    group_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    display_name: str | Unset = UNSET,
    fqdn: str | Unset = UNSET,
    hostname_or_id: str | Unset = UNSET,
    insights_id: UUID | Unset = UNSET,
    staleness: list[ApiHostGroupGetHostListByGroupStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiHostGroupGetHostListByGroupRegisteredWithItem] | Unset = UNSET,
    order_by: ApiHostGroupGetHostListByGroupOrderBy | Unset = UNSET,
    order_how: ApiHostGroupGetHostListByGroupOrderHow | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    cursor: str | Unset = UNSET,
    count_only: bool | Unset = False,
    filter_: ApiHostGroupGetHostListByGroupFilter | Unset = UNSET,
    fields: ApiHostGroupGetHostListByGroupFields | Unset = UNSET,

) -> Response[Error | HostQueryOutput]:
    """ Hosts of a group that match all given parameters

     Needs the permission `inventory:hosts:read`.

    Args:
        group_id (UUID):
        display_name (str | Unset):
        fqdn (str | Unset):
        hostname_or_id (str | Unset):
        insights_id (UUID | Unset):
        staleness (list[ApiHostGroupGetHostListByGroupStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiHostGroupGetHostListByGroupRegisteredWithItem] | Unset):
        order_by (ApiHostGroupGetHostListByGroupOrderBy | Unset):
        order_how (ApiHostGroupGetHostListByGroupOrderHow | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        cursor (str | Unset):
        count_only (bool | Unset):  Default: False.
        filter_ (ApiHostGroupGetHostListByGroupFilter | Unset):
        fields (ApiHostGroupGetHostListByGroupFields | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | HostQueryOutput]
     """


    kwargs = _get_kwargs(
        group_id=group_id,
display_name=display_name,
fqdn=fqdn,
hostname_or_id=hostname_or_id,
insights_id=insights_id,
staleness=staleness,
tags=tags,
registered_with=registered_with,
order_by=order_by,
order_how=order_how,
per_page=per_page,
page=page,
cursor=cursor,
count_only=count_only,
filter_=filter_,
fields=fields,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    group_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    display_name: str | Unset = UNSET,
    fqdn: str | Unset = UNSET,
    hostname_or_id: str | Unset = UNSET,
    insights_id: UUID | Unset = UNSET,
    staleness: list[ApiHostGroupGetHostListByGroupStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiHostGroupGetHostListByGroupRegisteredWithItem] | Unset = UNSET,
    order_by: ApiHostGroupGetHostListByGroupOrderBy | Unset = UNSET,
    order_how: ApiHostGroupGetHostListByGroupOrderHow | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    cursor: str | Unset = UNSET,
    count_only: bool | Unset = False,
    filter_: ApiHostGroupGetHostListByGroupFilter | Unset = UNSET,
    fields: ApiHostGroupGetHostListByGroupFields | Unset = UNSET,

) -> Error | HostQueryOutput | None:
    """ Hosts of a group that match all given parameters

     Needs the permission `inventory:hosts:read`.

    Args:
        group_id (UUID):
        display_name (str | Unset):
        fqdn (str | Unset):
        hostname_or_id (str | Unset):
        insights_id (UUID | Unset):
        staleness (list[ApiHostGroupGetHostListByGroupStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiHostGroupGetHostListByGroupRegisteredWithItem] | Unset):
        order_by (ApiHostGroupGetHostListByGroupOrderBy | Unset):
        order_how (ApiHostGroupGetHostListByGroupOrderHow | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        cursor (str | Unset):
        count_only (bool | Unset):  Default: False.
        filter_ (ApiHostGroupGetHostListByGroupFilter | Unset):
        fields (ApiHostGroupGetHostListByGroupFields | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | HostQueryOutput
     """


    return (await asyncio_detailed(
        group_id=group_id,
client=client,
display_name=display_name,
fqdn=fqdn,
hostname_or_id=hostname_or_id,
insights_id=insights_id,
staleness=staleness,
tags=tags,
registered_with=registered_with,
order_by=order_by,
order_how=order_how,
per_page=per_page,
page=page,
cursor=cursor,
count_only=count_only,
filter_=filter_,
fields=fields,

    )).parsed
