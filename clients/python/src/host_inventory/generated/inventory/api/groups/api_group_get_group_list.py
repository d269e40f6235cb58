from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.api_group_get_group_list_group_type import ApiGroupGetGroupListGroupType
from ...models.api_group_get_group_list_order_by import ApiGroupGetGroupListOrderBy
from ...models.api_group_get_group_list_order_how import ApiGroupGetGroupListOrderHow
from ...models.error import Error
from ...models.group_query_output import GroupQueryOutput
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiGroupGetGroupListOrderBy | Unset = UNSET,
    order_how: ApiGroupGetGroupListOrderHow | Unset = UNSET,
    name: str | Unset = UNSET,
    group_type: ApiGroupGetGroupListGroupType | Unset = ApiGroupGetGroupListGroupType.STANDARD,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    params["per_page"] = per_page

    params["page"] = page

    json_order_by: str | Unset = UNSET
    if not isinstance(order_by, Unset):
        json_order_by = order_by.value

    params["order_by"] = json_order_by

    json_order_how: str | Unset = UNSET
    if not isinstance(order_how, Unset):
        json_order_how = order_how.value

    params["order_how"] = json_order_how

    params["name"] = name

    json_group_type: str | Unset = UNSET
    if not isinstance(group_type, Unset):
        json_group_type = group_type.value

    params["group_type"] = json_group_type


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/groups",
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | GroupQueryOutput:
    if response.status_code == 200:
        response_200 = GroupQueryOutput.from_dict(response.json())



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



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | GroupQueryOutput]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiGroupGetGroupListOrderBy | Unset = UNSET,
    order_how: ApiGroupGetGroupListOrderHow | Unset = UNSET,
    name: str | Unset = UNSET,
    group_type: ApiGroupGetGroupListGroupType | Unset = ApiGroupGetGroupListGroupType.STANDARD,

) -> Response[Error | GroupQueryOutput]:
    """ Groups whose name contains a text

     Needs the permission `inventory:groups:read`.

    Args:
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        order_by (ApiGroupGetGroupListOrderBy | Unset):
        order_how (ApiGroupGetGroupListOrderHow | Unset):
        name (str | Unset):
        group_type (ApiGroupGetGroupListGroupType | Unset):  Default:
            ApiGroupGetGroupListGroupType.STANDARD.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | GroupQueryOutput]
     """


    kwargs = _get_kwargs(
        per_page=per_page,
page=page,
order_by=order_by,
order_how=order_how,
name=name,
group_type=group_type,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiGroupGetGroupListOrderBy | Unset = UNSET,
    order_how: ApiGroupGetGroupListOrderHow | Unset = UNSET,
    name: str | Unset = UNSET,
    group_type: ApiGroupGetGroupListGroupType | Unset = ApiGroupGetGroupListGroupType.STANDARD,

) -> Error | GroupQueryOutput | None:
    """ Groups whose name contains a text

     Needs the permission `inventory:groups:read`.

    Args:
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        order_by (ApiGroupGetGroupListOrderBy | Unset):
        order_how (ApiGroupGetGroupListOrderHow | Unset):
        name (str | Unset):
        group_type (ApiGroupGetGroupListGroupType | Unset):  Default:
            ApiGroupGetGroupListGroupType.STANDARD.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | GroupQueryOutput
     """


    return sync_detailed(
        client=client,
per_page=per_page,
page=page,
order_by=order_by,
order_how=order_how,
name=name,
group_type=group_type,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiGroupGetGroupListOrderBy | Unset = UNSET,
    order_how: ApiGroupGetGroupListOrderHow | Unset = UNSET,
    name: str | Unset = UNSET,
    group_type: ApiGroupGetGroupListGroupType | Unset = ApiGroupGetGroupListGroupType.STANDARD,

) -> Response[Error | GroupQueryOutput]:
    """ Groups whose name contains a text

     Needs the permission `inventory:groups:read`.

    Args:
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        order_by (ApiGroupGetGroupListOrderBy | Unset):
        order_how (ApiGroupGetGroupListOrderHow | Unset):
        name (str | Unset):
        group_type (ApiGroupGetGroupListGroupType | Unset):  Default:
            ApiGroupGetGroupListGroupType.STANDARD.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | GroupQueryOutput]
     """


    kwargs = _get_kwargs(
        per_page=per_page,
page=page,
order_by=order_by,
order_how=order_how,
name=name,
group_type=group_type,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiGroupGetGroupListOrderBy | Unset = UNSET,
    order_how: ApiGroupGetGroupListOrderHow | Unset = UNSET,
    name: str | Unset = UNSET,
    group_type: ApiGroupGetGroupListGroupType | Unset = ApiGroupGetGroupListGroupType.STANDARD,

) -> Error | GroupQueryOutput | None:
    """ Groups whose name contains a text

     Needs the permission `inventory:groups:read`.

    Args:
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        order_by (ApiGroupGetGroupListOrderBy | Unset):
        order_how (ApiGroupGetGroupListOrderHow | Unset):
        name (str | Unset):
        group_type (ApiGroupGetGroupListGroupType | Unset):  Default:
            ApiGroupGetGroupListGroupType.STANDARD.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | GroupQueryOutput
     """


    return (await asyncio_detailed(
        client=client,
per_page=per_page,
page=page,
order_by=order_by,
order_how=order_how,
name=name,
group_type=group_type,

    )).parsed
