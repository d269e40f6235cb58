from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.api_host_views_get_host_views_fields import ApiHostViewsGetHostViewsFields
from ...models.api_host_views_get_host_views_filter import ApiHostViewsGetHostViewsFilter
from ...models.api_host_views_get_host_views_order_by import ApiHostViewsGetHostViewsOrderBy
from ...models.api_host_views_get_host_views_order_how import ApiHostViewsGetHostViewsOrderHow
from ...models.api_host_views_get_host_views_provider_type import ApiHostViewsGetHostViewsProviderType
from ...models.api_host_views_get_host_views_registered_with_item import ApiHostViewsGetHostViewsRegisteredWithItem
from ...models.api_host_views_get_host_views_staleness_item import ApiHostViewsGetHostViewsStalenessItem
from ...models.api_host_views_get_host_views_system_type_item import ApiHostViewsGetHostViewsSystemTypeItem
from ...models.error import Error
from ...models.host_view_query_output import HostViewQueryOutput
from ...types import UNSET, Unset
from typing import cast
from uuid import UUID
import datetime



def _get_kwargs(
    *,
    display_name: str | Unset = UNSET,
    fqdn: str | Unset = UNSET,
    hostname_or_id: str | Unset = UNSET,
    insights_id: UUID | Unset = UNSET,
    subscription_manager_id: UUID | Unset = UNSET,
    provider_id: str | Unset = UNSET,
    provider_type: ApiHostViewsGetHostViewsProviderType | Unset = UNSET,
    updated_start: datetime.datetime | Unset = UNSET,
    updated_end: datetime.datetime | Unset = UNSET,
    last_check_in_start: datetime.datetime | Unset = UNSET,
    last_check_in_end: datetime.datetime | Unset = UNSET,
    workspace_name: list[str] | Unset = UNSET,
    workspace_id: list[UUID] | Unset = UNSET,
    staleness: list[ApiHostViewsGetHostViewsStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiHostViewsGetHostViewsRegisteredWithItem] | Unset = UNSET,
    system_type: list[ApiHostViewsGetHostViewsSystemTypeItem] | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    branch_id: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    count_only: bool | Unset = False,
    get_total: bool | Unset = True,
    order_by: ApiHostViewsGetHostViewsOrderBy | Unset = UNSET,
    order_how: ApiHostViewsGetHostViewsOrderHow | Unset = UNSET,
    filter_: ApiHostViewsGetHostViewsFilter | Unset = UNSET,
    fields: ApiHostViewsGetHostViewsFields | Unset = UNSET,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    params["display_name"] = display_name

    params["fqdn"] = fqdn

    params["hostname_or_id"] = hostname_or_id

    json_insights_id: str | Unset = UNSET
    if not isinstance(insights_id, Unset):
        json_insights_id = str(insights_id)
    params["insights_id"] = json_insights_id

    json_subscription_manager_id: str | Unset = UNSET
    if not isinstance(subscription_manager_id, Unset):
        json_subscription_manager_id = str(subscription_manager_id)
    params["subscription_manager_id"] = json_subscription_manager_id

    params["provider_id"] = provider_id

    json_provider_type: str | Unset = UNSET
    if not isinstance(provider_type, Unset):
        json_provider_type = provider_type.value

    params["provider_type"] = json_provider_type

    json_updated_start: str | Unset = UNSET
    if not isinstance(updated_start, Unset):
        json_updated_start = updated_start.isoformat()
    params["updated_start"] = json_updated_start

    json_updated_end: str | Unset = UNSET
    if not isinstance(updated_end, Unset):
        json_updated_end = updated_end.isoformat()
    params["updated_end"] = json_updated_end

    json_last_check_in_start: str | Unset = UNSET
    if not isinstance(last_check_in_start, Unset):
        json_last_check_in_start = last_check_in_start.isoformat()
    params["last_check_in_start"] = json_last_check_in_start

    json_last_check_in_end: str | Unset = UNSET
    if not isinstance(last_check_in_end, Unset):
        json_last_check_in_end = last_check_in_end.isoformat()
    params["last_check_in_end"] = json_last_check_in_end

    json_workspace_name: list[str] | Unset = UNSET
    if not isinstance(workspace_name, Unset):
        json_workspace_name = workspace_name


    params["workspace_name"] = json_workspace_name

    json_workspace_id: list[str] | Unset = UNSET
    if not isinstance(workspace_id, Unset):
        json_workspace_id = []
        for workspace_id_item_data in workspace_id:
            workspace_id_item = str(workspace_id_item_data)
            json_workspace_id.append(workspace_id_item)


    params["workspace_id"] = json_workspace_id

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

    json_system_type: list[str] | Unset = UNSET
    if not isinstance(system_type, Unset):
        json_system_type = []
        for system_type_item_data in system_type:
            system_type_item = system_type_item_data.value
            json_system_type.append(system_type_item)


    params["system_type"] = json_system_type

    params["per_page"] = per_page

    params["page"] = page

    params["branch_id"] = branch_id

    params["cursor"] = cursor

    params["count_only"] = count_only

    params["get_total"] = get_total

    json_order_by: str | Unset = UNSET
    if not isinstance(order_by, Unset):
        json_order_by = order_by.value

    params["order_by"] = json_order_by

    json_order_how: str | Unset = UNSET
    if not isinstance(order_how, Unset):
        json_order_how = order_how.value

    params["order_how"] = json_order_how

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
        "url": "/beta/hosts-view",
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | HostViewQueryOutput:
    if response.status_code == 200:
        response_200 = HostViewQueryOutput.from_dict(response.json())



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



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | HostViewQueryOutput]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    display_name: str | Unset = UNSET,
    fqdn: str | Unset = UNSET,
    hostname_or_id: str | Unset = UNSET,
    insights_id: UUID | Unset = UNSET,
    subscription_manager_id: UUID | Unset = UNSET,
    provider_id: str | Unset = UNSET,
    provider_type: ApiHostViewsGetHostViewsProviderType | Unset = UNSET,
    updated_start: datetime.datetime | Unset = UNSET,
    updated_end: datetime.datetime | Unset = UNSET,
    last_check_in_start: datetime.datetime | Unset = UNSET,
    last_check_in_end: datetime.datetime | Unset = UNSET,
    workspace_name: list[str] | Unset = UNSET,
    workspace_id: list[UUID] | Unset = UNSET,
    staleness: list[ApiHostViewsGetHostViewsStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiHostViewsGetHostViewsRegisteredWithItem] | Unset = UNSET,
    system_type: list[ApiHostViewsGetHostViewsSystemTypeItem] | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    branch_id: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    count_only: bool | Unset = False,
    get_total: bool | Unset = True,
    order_by: ApiHostViewsGetHostViewsOrderBy | Unset = UNSET,
    order_how: ApiHostViewsGetHostViewsOrderHow | Unset = UNSET,
    filter_: ApiHostViewsGetHostViewsFilter | Unset = UNSET,
    fields: ApiHostViewsGetHostViewsFields | Unset = UNSET,

) -> Response[Error | HostViewQueryOutput]:
    """ Hosts that match all given parameters, with what other applications know about them

     Needs the permission `inventory:hosts:read`.

    Args:
        display_name (str | Unset):
        fqdn (str | Unset):
        hostname_or_id (str | Unset):
        insights_id (UUID | Unset):
        subscription_manager_id (UUID | Unset):
        provider_id (str | Unset):
        provider_type (ApiHostViewsGetHostViewsProviderType | Unset):
        updated_start (datetime.datetime | Unset):
        updated_end (datetime.datetime | Unset):
        last_check_in_start (datetime.datetime | Unset):
        last_check_in_end (datetime.datetime | Unset):
        workspace_name (list[str] | Unset):
        workspace_id (list[UUID] | Unset):
        staleness (list[ApiHostViewsGetHostViewsStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiHostViewsGetHostViewsRegisteredWithItem] | Unset):
        system_type (list[ApiHostViewsGetHostViewsSystemTypeItem] | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        branch_id (str | Unset):
        cursor (str | Unset):
        count_only (bool | Unset):  Default: False.
        get_total (bool | Unset):  Default: True.
        order_by (ApiHostViewsGetHostViewsOrderBy | Unset):
        order_how (ApiHostViewsGetHostViewsOrderHow | Unset):
        filter_ (ApiHostViewsGetHostViewsFilter | Unset):
        fields (ApiHostViewsGetHostViewsFields | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | HostViewQueryOutput]
     """


    kwargs = _get_kwargs(
        display_name=display_name,
fqdn=fqdn,
hostname_or_id=hostname_or_id,
insights_id=insights_id,
subscription_manager_id=subscription_manager_id,
provider_id=provider_id,
provider_type=provider_type,
updated_start=updated_start,
updated_end=updated_end,
last_check_in_start=last_check_in_start,
last_check_in_end=last_check_in_end,
workspace_name=workspace_name,
workspace_id=workspace_id,
staleness=staleness,
tags=tags,
registered_with=registered_with,
system_type=system_type,
per_page=per_page,
page=page,
branch_id=branch_id,
cursor=cursor,
count_only=count_only,
get_total=get_total,
order_by=order_by,
order_how=order_how,
filter_=filter_,
fields=fields,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient | Client,
    display_name: str | Unset = UNSET,
    fqdn: str | Unset = UNSET,
    hostname_or_id: str | Unset = UNSET,
    insights_id: UUID | Unset = UNSET,
    subscription_manager_id: UUID | Unset = UNSET,
    provider_id: str | Unset = UNSET,
    provider_type: ApiHostViewsGetHostViewsProviderType | Unset = UNSET,
    updated_start: datetime.datetime | Unset = UNSET,
    updated_end: datetime.datetime | Unset = UNSET,
    last_check_in_start: datetime.datetime | Unset = UNSET,
    last_check_in_end: datetime.datetime | Unset = UNSET,
    workspace_name: list[str] | Unset = UNSET,
    workspace_id: list[UUID] | Unset = UNSET,
    staleness: list[ApiHostViewsGetHostViewsStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiHostViewsGetHostViewsRegisteredWithItem] | Unset = UNSET,
    system_type: list[ApiHostViewsGetHostViewsSystemTypeItem] | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    branch_id: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    count_only: bool | Unset = False,
    get_total: bool | Unset = True,
    order_by: ApiHostViewsGetHostViewsOrderBy | Unset = UNSET,
    order_how: ApiHostViewsGetHostViewsOrderHow | Unset = UNSET,
    filter_: ApiHostViewsGetHostViewsFilter | Unset = UNSET,
    fields: ApiHostViewsGetHostViewsFields | Unset = UNSET,

) -> Error | HostViewQueryOutput | None:
    """ Hosts that match all given parameters, with what other applications know about them

     Needs the permission `inventory:hosts:read`.

    Args:
        display_name (str | Unset):
        fqdn (str | Unset):
        hostname_or_id (str | Unset):
        insights_id (UUID | Unset):
        subscription_manager_id (UUID | Unset):
        provider_id (str | Unset):
        provider_type (ApiHostViewsGetHostViewsProviderType | Unset):
        updated_start (datetime.datetime | Unset):
        updated_end (datetime.datetime | Unset):
        last_check_in_start (datetime.datetime | Unset):
        last_check_in_end (datetime.datetime | Unset):
        workspace_name (list[str] | Unset):
        workspace_id (list[UUID] | Unset):
        staleness (list[ApiHostViewsGetHostViewsStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiHostViewsGetHostViewsRegisteredWithItem] | Unset):
        system_type (list[ApiHostViewsGetHostViewsSystemTypeItem] | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        branch_id (str | Unset):
        cursor (str | Unset):
        count_only (bool | Unset):  Default: False.
        get_total (bool | Unset):  Default: True.
        order_by (ApiHostViewsGetHostViewsOrderBy | Unset):
        order_how (ApiHostViewsGetHostViewsOrderHow | Unset):
        filter_ (ApiHostViewsGetHostViewsFilter | Unset):
        fields (ApiHostViewsGetHostViewsFields | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | HostViewQueryOutput
     """


    return sync_detailed(
        client=client,
display_name=display_name,
fqdn=fqdn,
hostname_or_id=hostname_or_id,
insights_id=insights_id,
subscription_manager_id=subscription_manager_id,
provider_id=provider_id,
provider_type=provider_type,
updated_start=updated_start,
updated_end=updated_end,
last_check_in_start=last_check_in_start,
last_check_in_end=last_check_in_end,
workspace_name=workspace_name,
workspace_id=workspace_id,
staleness=staleness,
tags=tags,
registered_with=registered_with,
system_type=system_type,
per_page=per_page,
page=page,
branch_id=branch_id,
cursor=cursor,
count_only=count_only,
get_total=get_total,
order_by=order_by,
order_how=order_how,
filter_=filter_,
fields=fields,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    display_name: str | Unset = UNSET,
    fqdn: str | Unset = UNSET,
    hostname_or_id: str | Unset = UNSET,
    insights_id: UUID | Unset = UNSET,
    subscription_manager_id: UUID | Unset = UNSET,
    provider_id: str | Unset = UNSET,
    provider_type: ApiHostViewsGetHostViewsProviderType | Unset = UNSET,
    updated_start: datetime.datetime | Unset = UNSET,
    updated_end: datetime.datetime | Unset = UNSET,
    last_check_in_start: datetime.datetime | Unset = UNSET,
    last_check_in_end: datetime.datetime | Unset = UNSET,
    workspace_name: list[str] | Unset = UNSET,
    workspace_id: list[UUID] | Unset = UNSET,
    staleness: list[ApiHostViewsGetHostViewsStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiHostViewsGetHostViewsRegisteredWithItem] | Unset = UNSET,
    system_type: list[ApiHostViewsGetHostViewsSystemTypeItem] | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    branch_id: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    count_only: bool | Unset = False,
    get_total: bool | Unset = True,
    order_by: ApiHostViewsGetHostViewsOrderBy | Unset = UNSET,
    order_how: ApiHostViewsGetHostViewsOrderHow | Unset = UNSET,
    filter_: ApiHostViewsGetHostViewsFilter | Unset = UNSET,
    fields: ApiHostViewsGetHostViewsFields | Unset = UNSET,

) -> Response[Error | HostViewQueryOutput]:
    """ Hosts that match all given parameters, with what other applications know about them

     Needs the permission `inventory:hosts:read`.

    Args:
        display_name (str | Unset):
        fqdn (str | Unset):
        hostname_or_id (str | Unset):
        insights_id (UUID | Unset):
        subscription_manager_id (UUID | Unset):
        provider_id (str | Unset):
        provider_type (ApiHostViewsGetHostViewsProviderType | Unset):
        updated_start (datetime.datetime | Unset):
        updated_end (datetime.datetime | Unset):
        last_check_in_start (datetime.datetime | Unset):
        last_check_in_end (datetime.datetime | Unset):
        workspace_name (list[str] | Unset):
        workspace_id (list[UUID] | Unset):
        staleness (list[ApiHostViewsGetHostViewsStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiHostViewsGetHostViewsRegisteredWithItem] | Unset):
        system_type (list[ApiHostViewsGetHostViewsSystemTypeItem] | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        branch_id (str | Unset):
        cursor (str | Unset):
        count_only (bool | Unset):  Default: False.
        get_total (bool | Unset):  Default: True.
        order_by (ApiHostViewsGetHostViewsOrderBy | Unset):
        order_how (ApiHostViewsGetHostViewsOrderHow | Unset):
        filter_ (ApiHostViewsGetHostViewsFilter | Unset):
        fields (ApiHostViewsGetHostViewsFields | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | HostViewQueryOutput]
     """


    kwargs = _get_kwargs(
        display_name=display_name,
fqdn=fqdn,
hostname_or_id=hostname_or_id,
insights_id=insights_id,
subscription_manager_id=subscription_manager_id,
provider_id=provider_id,
provider_type=provider_type,
updated_start=updated_start,
updated_end=updated_end,
last_check_in_start=last_check_in_start,
last_check_in_end=last_check_in_end,
workspace_name=workspace_name,
workspace_id=workspace_id,
staleness=staleness,
tags=tags,
registered_with=registered_with,
system_type=system_type,
per_page=per_page,
page=page,
branch_id=branch_id,
cursor=cursor,
count_only=count_only,
get_total=get_total,
order_by=order_by,
order_how=order_how,
filter_=filter_,
fields=fields,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    display_name: str | Unset = UNSET,
    fqdn: str | Unset = UNSET,
    hostname_or_id: str | Unset = UNSET,
    insights_id: UUID | Unset = UNSET,
    subscription_manager_id: UUID | Unset = UNSET,
    provider_id: str | Unset = UNSET,
    provider_type: ApiHostViewsGetHostViewsProviderType | Unset = UNSET,
    updated_start: datetime.datetime | Unset = UNSET,
    updated_end: datetime.datetime | Unset = UNSET,
    last_check_in_start: datetime.datetime | Unset = UNSET,
    last_check_in_end: datetime.datetime | Unset = UNSET,
    workspace_name: list[str] | Unset = UNSET,
    workspace_id: list[UUID] | Unset = UNSET,
    staleness: list[ApiHostViewsGetHostViewsStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiHostViewsGetHostViewsRegisteredWithItem] | Unset = UNSET,
    system_type: list[ApiHostViewsGetHostViewsSystemTypeItem] | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    branch_id: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    count_only: bool | Unset = False,
    get_total: bool | Unset = True,
    order_by: ApiHostViewsGetHostViewsOrderBy | Unset = UNSET,
    order_how: ApiHostViewsGetHostViewsOrderHow | Unset = UNSET,
    filter_: ApiHostViewsGetHostViewsFilter | Unset = UNSET,
    fields: ApiHostViewsGetHostViewsFields | Unset = UNSET,

) -> Error | HostViewQueryOutput | None:
    """ Hosts that match all given parameters, with what other applications know about them

     Needs the permission `inventory:hosts:read`.

    Args:
        display_name (str | Unset):
        fqdn (str | Unset):
        hostname_or_id (str | Unset):
        insights_id (UUID | Unset):
        subscription_manager_id (UUID | Unset):
        provider_id (str | Unset):
        provider_type (ApiHostViewsGetHostViewsProviderType | Unset):
        updated_start (datetime.datetime | Unset):
        updated_end (datetime.datetime | Unset):
        last_check_in_start (datetime.datetime | Unset):
        last_check_in_end (datetime.datetime | Unset):
        workspace_name (list[str] | Unset):
        workspace_id (list[UUID] | Unset):
        staleness (list[ApiHostViewsGetHostViewsStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiHostViewsGetHostViewsRegisteredWithItem] | Unset):
        system_type (list[ApiHostViewsGetHostViewsSystemTypeItem] | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        branch_id (str | Unset):
        cursor (str | Unset):
        count_only (bool | Unset):  Default: False.
        get_total (bool | Unset):  Default: True.
        order_by (ApiHostViewsGetHostViewsOrderBy | Unset):
        order_how (ApiHostViewsGetHostViewsOrderHow | Unset):
        filter_ (ApiHostViewsGetHostViewsFilter | Unset):
        fields (ApiHostViewsGetHostViewsFields | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | HostViewQueryOutput
     """


    return (await asyncio_detailed(
        client=client,
display_name=display_name,
fqdn=fqdn,
hostname_or_id=hostname_or_id,
insights_id=insights_id,
subscription_manager_id=subscription_manager_id,
provider_id=provider_id,
provider_type=provider_type,
updated_start=updated_start,
updated_end=updated_end,
last_check_in_start=last_check_in_start,
last_check_in_end=last_check_in_end,
workspace_name=workspace_name,
workspace_id=workspace_id,
staleness=staleness,
tags=tags,
registered_with=registered_with,
system_type=system_type,
per_page=per_page,
page=page,
branch_id=branch_id,
cursor=cursor,
count_only=count_only,
get_total=get_total,
order_by=order_by,
order_how=order_how,
filter_=filter_,
fields=fields,

    )).parsed
