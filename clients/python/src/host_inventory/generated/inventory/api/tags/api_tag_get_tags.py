from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.active_tags import ActiveTags
from ...models.api_tag_get_tags_filter import ApiTagGetTagsFilter
from ...models.api_tag_get_tags_order_by import ApiTagGetTagsOrderBy
from ...models.api_tag_get_tags_order_how import ApiTagGetTagsOrderHow
from ...models.api_tag_get_tags_provider_type import ApiTagGetTagsProviderType
from ...models.api_tag_get_tags_registered_with_item import ApiTagGetTagsRegisteredWithItem
from ...models.api_tag_get_tags_staleness_item import ApiTagGetTagsStalenessItem
from ...models.api_tag_get_tags_system_type_item import ApiTagGetTagsSystemTypeItem
from ...models.error import Error
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
    provider_id: str | Unset = UNSET,
    provider_type: ApiTagGetTagsProviderType | Unset = UNSET,
    updated_start: datetime.datetime | Unset = UNSET,
    updated_end: datetime.datetime | Unset = UNSET,
    last_check_in_start: datetime.datetime | Unset = UNSET,
    last_check_in_end: datetime.datetime | Unset = UNSET,
    group_name: list[str] | Unset = UNSET,
    workspace_name: list[str] | Unset = UNSET,
    group_id: list[UUID] | Unset = UNSET,
    workspace_id: list[UUID] | Unset = UNSET,
    staleness: list[ApiTagGetTagsStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiTagGetTagsRegisteredWithItem] | Unset = UNSET,
    system_type: list[ApiTagGetTagsSystemTypeItem] | Unset = UNSET,
    order_by: ApiTagGetTagsOrderBy | Unset = ApiTagGetTagsOrderBy.TAG,
    order_how: ApiTagGetTagsOrderHow | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    search: str | Unset = UNSET,
    filter_: ApiTagGetTagsFilter | Unset = UNSET,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    params["display_name"] = display_name

    params["fqdn"] = fqdn

    params["hostname_or_id"] = hostname_or_id

    json_insights_id: str | Unset = UNSET
    if not isinstance(insights_id, Unset):
        json_insights_id = str(insights_id)
    params["insights_id"] = json_insights_id

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

    json_group_name: list[str] | Unset = UNSET
    if not isinstance(group_name, Unset):
        json_group_name = group_name


    params["group_name"] = json_group_name

    json_workspace_name: list[str] | Unset = UNSET
    if not isinstance(workspace_name, Unset):
        json_workspace_name = workspace_name


    params["workspace_name"] = json_workspace_name

    json_group_id: list[str] | Unset = UNSET
    if not isinstance(group_id, Unset):
        json_group_id = []
        for group_id_item_data in group_id:
            group_id_item = str(group_id_item_data)
            json_group_id.append(group_id_item)


    params["group_id"] = json_group_id

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

    params["search"] = search

    json_filter_: dict[str, Any] | Unset = UNSET
    if not isinstance(filter_, Unset):
        json_filter_ = filter_.to_dict()
    if not isinstance(json_filter_, Unset):
        params.update(json_filter_)



    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/tags",
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ActiveTags | Error:
    if response.status_code == 200:
        response_200 = ActiveTags.from_dict(response.json())



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



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ActiveTags | Error]:
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
    provider_id: str | Unset = UNSET,
    provider_type: ApiTagGetTagsProviderType | Unset = UNSET,
    updated_start: datetime.datetime | Unset = UNSET,
    updated_end: datetime.datetime | Unset = UNSET,
    last_check_in_start: datetime.datetime | Unset = UNSET,
    last_check_in_end: datetime.datetime | Unset = UNSET,
    group_name: list[str] | Unset = UNSET,
    workspace_name: list[str] | Unset = UNSET,
    group_id: list[UUID] | Unset = UNSET,
    workspace_id: list[UUID] | Unset = UNSET,
    staleness: list[ApiTagGetTagsStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiTagGetTagsRegisteredWithItem] | Unset = UNSET,
    system_type: list[ApiTagGetTagsSystemTypeItem] | Unset = UNSET,
    order_by: ApiTagGetTagsOrderBy | Unset = ApiTagGetTagsOrderBy.TAG,
    order_how: ApiTagGetTagsOrderHow | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    search: str | Unset = UNSET,
    filter_: ApiTagGetTagsFilter | Unset = UNSET,

) -> Response[ActiveTags | Error]:
    """ Tags of the hosts that match all given parameters, with the number of hosts that have each

     Needs the permission `inventory:hosts:read`.

    Args:
        display_name (str | Unset):
        fqdn (str | Unset):
        hostname_or_id (str | Unset):
        insights_id (UUID | Unset):
        provider_id (str | Unset):
        provider_type (ApiTagGetTagsProviderType | Unset):
        updated_start (datetime.datetime | Unset):
        updated_end (datetime.datetime | Unset):
        last_check_in_start (datetime.datetime | Unset):
        last_check_in_end (datetime.datetime | Unset):
        group_name (list[str] | Unset):
        workspace_name (list[str] | Unset):
        group_id (list[UUID] | Unset):
        workspace_id (list[UUID] | Unset):
        staleness (list[ApiTagGetTagsStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiTagGetTagsRegisteredWithItem] | Unset):
        system_type (list[ApiTagGetTagsSystemTypeItem] | Unset):
        order_by (ApiTagGetTagsOrderBy | Unset):  Default: ApiTagGetTagsOrderBy.TAG.
        order_how (ApiTagGetTagsOrderHow | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        search (str | Unset):
        filter_ (ApiTagGetTagsFilter | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ActiveTags | Error]
     """


    kwargs = _get_kwargs(
        display_name=display_name,
fqdn=fqdn,
hostname_or_id=hostname_or_id,
insights_id=insights_id,
provider_id=provider_id,
provider_type=provider_type,
updated_start=updated_start,
updated_end=updated_end,
last_check_in_start=last_check_in_start,
last_check_in_end=last_check_in_end,
group_name=group_name,
workspace_name=workspace_name,
group_id=group_id,
workspace_id=workspace_id,
staleness=staleness,
tags=tags,
registered_with=registered_with,
system_type=system_type,
order_by=order_by,
order_how=order_how,
per_page=per_page,
page=page,
search=search,
filter_=filter_,

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
    provider_id: str | Unset = UNSET,
    provider_type: ApiTagGetTagsProviderType | Unset = UNSET,
    updated_start: datetime.datetime | Unset = UNSET,
    updated_end: datetime.datetime | Unset = UNSET,
    last_check_in_start: datetime.datetime | Unset = UNSET,
    last_check_in_end: datetime.datetime | Unset = UNSET,
    group_name: list[str] | Unset = UNSET,
    workspace_name: list[str] | Unset = UNSET,
    group_id: list[UUID] | Unset = UNSET,
    workspace_id: list[UUID] | Unset = UNSET,
    staleness: list[ApiTagGetTagsStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiTagGetTagsRegisteredWithItem] | Unset = UNSET,
    system_type: list[ApiTagGetTagsSystemTypeItem] | Unset = UNSET,
    order_by: ApiTagGetTagsOrderBy | Unset = ApiTagGetTagsOrderBy.TAG,
    order_how: ApiTagGetTagsOrderHow | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    search: str | Unset = UNSET,
    filter_: ApiTagGetTagsFilter | Unset = UNSET,

) -> ActiveTags | Error | None:
    """ Tags of the hosts that match all given parameters, with the number of hosts that have each

     Needs the permission `inventory:hosts:read`.

    Args:
        display_name (str | Unset):
        fqdn (str | Unset):
        hostname_or_id (str | Unset):
        insights_id (UUID | Unset):
        provider_id (str | Unset):
        provider_type (ApiTagGetTagsProviderType | Unset):
        updated_start (datetime.datetime | Unset):
        updated_end (datetime.datetime | Unset):
        last_check_in_start (datetime.datetime | Unset):
        last_check_in_end (datetime.datetime | Unset):
        group_name (list[str] | Unset):
        workspace_name (list[str] | Unset):
        group_id (list[UUID] | Unset):
        workspace_id (list[UUID] | Unset):
        staleness (list[ApiTagGetTagsStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiTagGetTagsRegisteredWithItem] | Unset):
        system_type (list[ApiTagGetTagsSystemTypeItem] | Unset):
        order_by (ApiTagGetTagsOrderBy | Unset):  Default: ApiTagGetTagsOrderBy.TAG.
        order_how (ApiTagGetTagsOrderHow | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        search (str | Unset):
        filter_ (ApiTagGetTagsFilter | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ActiveTags | Error
     """


    return sync_detailed(
        client=client,
display_name=display_name,
fqdn=fqdn,
hostname_or_id=hostname_or_id,
insights_id=insights_id,
provider_id=provider_id,
provider_type=provider_type,
updated_start=updated_start,
updated_end=updated_end,
last_check_in_start=last_check_in_start,
last_check_in_end=last_check_in_end,
group_name=group_name,
workspace_name=workspace_name,
group_id=group_id,
workspace_id=workspace_id,
staleness=staleness,
tags=tags,
registered_with=registered_with,
system_type=system_type,
order_by=order_by,
order_how=order_how,
per_page=per_page,
page=page,
search=search,
filter_=filter_,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    display_name: str | Unset = UNSET,
    fqdn: str | Unset = UNSET,
    hostname_or_id: str | Unset = UNSET,
    insights_id: UUID | Unset = UNSET,
    provider_id: str | Unset = UNSET,
    provider_type: ApiTagGetTagsProviderType | Unset = UNSET,
    updated_start: datetime.datetime | Unset = UNSET,
    updated_end: datetime.datetime | Unset = UNSET,
    last_check_in_start: datetime.datetime | Unset = UNSET,
    last_check_in_end: datetime.datetime | Unset = UNSET,
    group_name: list[str] | Unset = UNSET,
    workspace_name: list[str] | Unset = UNSET,
    group_id: list[UUID] | Unset = UNSET,
    workspace_id: list[UUID] | Unset = UNSET,
    staleness: list[ApiTagGetTagsStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiTagGetTagsRegisteredWithItem] | Unset = UNSET,
    system_type: list[ApiTagGetTagsSystemTypeItem] | Unset = UNSET,
    order_by: ApiTagGetTagsOrderBy | Unset = ApiTagGetTagsOrderBy.TAG,
    order_how: ApiTagGetTagsOrderHow | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    search: str | Unset = UNSET,
    filter_: ApiTagGetTagsFilter | Unset = UNSET,

) -> Response[ActiveTags | Error]:
    """ Tags of the hosts that match all given parameters, with the number of hosts that have each

     Needs the permission `inventory:hosts:read`.

    Args:
        display_name (str | Unset):
        fqdn (str | Unset):
        hostname_or_id (str | Unset):
        insights_id (UUID | Unset):
        provider_id (str | Unset):
        provider_type (ApiTagGetTagsProviderType | Unset):
        updated_start (datetime.datetime | Unset):
        updated_end (datetime.datetime | Unset):
        last_check_in_start (datetime.datetime | Unset):
        last_check_in_end (datetime.datetime | Unset):
        group_name (list[str] | Unset):
        workspace_name (list[str] | Unset):
        group_id (list[UUID] | Unset):
        workspace_id (list[UUID] | Unset):
        staleness (list[ApiTagGetTagsStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiTagGetTagsRegisteredWithItem] | Unset):
        system_type (list[ApiTagGetTagsSystemTypeItem] | Unset):
        order_by (ApiTagGetTagsOrderBy | Unset):  Default: ApiTagGetTagsOrderBy.TAG.
        order_how (ApiTagGetTagsOrderHow | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        search (str | Unset):
        filter_ (ApiTagGetTagsFilter | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ActiveTags | Error]
     """


    kwargs = _get_kwargs(
        display_name=display_name,
fqdn=fqdn,
hostname_or_id=hostname_or_id,
insights_id=insights_id,
provider_id=provider_id,
provider_type=provider_type,
updated_start=updated_start,
updated_end=updated_end,
last_check_in_start=last_check_in_start,
last_check_in_end=last_check_in_end,
group_name=group_name,
workspace_name=workspace_name,
group_id=group_id,
workspace_id=workspace_id,
staleness=staleness,
tags=tags,
registered_with=registered_with,
system_type=system_type,
order_by=order_by,
order_how=order_how,
per_page=per_page,
page=page,
search=search,
filter_=filter_,

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
    provider_id: str | Unset = UNSET,
    provider_type: ApiTagGetTagsProviderType | Unset = UNSET,
    updated_start: datetime.datetime | Unset = UNSET,
    updated_end: datetime.datetime | Unset = UNSET,
    last_check_in_start: datetime.datetime | Unset = UNSET,
    last_check_in_end: datetime.datetime | Unset = UNSET,
    group_name: list[str] | Unset = UNSET,
    workspace_name: list[str] | Unset = UNSET,
    group_id: list[UUID] | Unset = UNSET,
    workspace_id: list[UUID] | Unset = UNSET,
    staleness: list[ApiTagGetTagsStalenessItem] | Unset = UNSET,
    tags: list[str] | Unset = UNSET,
    registered_with: list[ApiTagGetTagsRegisteredWithItem] | Unset = UNSET,
    system_type: list[ApiTagGetTagsSystemTypeItem] | Unset = UNSET,
    order_by: ApiTagGetTagsOrderBy | Unset = ApiTagGetTagsOrderBy.TAG,
    order_how: ApiTagGetTagsOrderHow | Unset = UNSET,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    search: str | Unset = UNSET,
    filter_: ApiTagGetTagsFilter | Unset = UNSET,

) -> ActiveTags | Error | None:
    """ Tags of the hosts that match all given parameters, with the number of hosts that have each

     Needs the permission `inventory:hosts:read`.

    Args:
        display_name (str | Unset):
        fqdn (str | Unset):
        hostname_or_id (str | Unset):
        insights_id (UUID | Unset):
        provider_id (str | Unset):
        provider_type (ApiTagGetTagsProviderType | Unset):
        updated_start (datetime.datetime | Unset):
        updated_end (datetime.datetime | Unset):
        last_check_in_start (datetime.datetime | Unset):
        last_check_in_end (datetime.datetime | Unset):
        group_name (list[str] | Unset):
        workspace_name (list[str] | Unset):
        group_id (list[UUID] | Unset):
        workspace_id (list[UUID] | Unset):
        staleness (list[ApiTagGetTagsStalenessItem] | Unset):
        tags (list[str] | Unset):
        registered_with (list[ApiTagGetTagsRegisteredWithItem] | Unset):
        system_type (list[ApiTagGetTagsSystemTypeItem] | Unset):
        order_by (ApiTagGetTagsOrderBy | Unset):  Default: ApiTagGetTagsOrderBy.TAG.
        order_how (ApiTagGetTagsOrderHow | Unset):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        search (str | Unset):
        filter_ (ApiTagGetTagsFilter | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ActiveTags | Error
     """


    return (await asyncio_detailed(
        client=client,
display_name=display_name,
fqdn=fqdn,
hostname_or_id=hostname_or_id,
insights_id=insights_id,
provider_id=provider_id,
provider_type=provider_type,
updated_start=updated_start,
updated_end=updated_end,
last_check_in_start=last_check_in_start,
last_check_in_end=last_check_in_end,
group_name=group_name,
workspace_name=workspace_name,
group_id=group_id,
workspace_id=workspace_id,
staleness=staleness,
tags=tags,
registered_with=registered_with,
system_type=system_type,
order_by=order_by,
order_how=order_how,
per_page=per_page,
page=page,
search=search,
filter_=filter_,

    )).parsed
