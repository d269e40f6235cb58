from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.api_group_get_groups_by_id_order_by import ApiGroupGetGroupsByIdOrderBy
from ...models.api_group_get_groups_by_id_order_how import ApiGroupGetGroupsByIdOrderHow
from ...models.error import Error
from ...models.group_query_output import GroupQueryOutput
from ...types import UNSET, Unset
from typing import cast
from uuid import UUID



def _get_kwargs(
    group_id_list: list[UUID],
    *,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiGroupGetGroupsByIdOrderBy | Unset = UNSET,
    order_how: ApiGroupGetGroupsByIdOrderHow | Unset = UNSET,

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


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/groups/{group_id_list}".format(group_id_list=quote(str(group_id_list), safe=""),),
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

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())



        return response_404

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
    group_id_list: list[UUID],
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiGroupGetGroupsByIdOrderBy | Unset = UNSET,
    order_how: ApiGroupGetGroupsByIdOrderHow | Unset = UNSET,

) -> Response[Error | GroupQueryOutput]:
    """ Groups by their ids

     Needs the permission `inventory:groups:read`.

    Args:
        group_id_list (list[UUID]):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        order_by (ApiGroupGetGroupsByIdOrderBy | Unset):
        order_how (ApiGroupGetGroupsByIdOrderHow | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | GroupQueryOutput]
     """


    kwargs = _get_kwargs(
        group_id_list=group_id_list,
per_page=per_page,
page=page,
order_by=order_by,
order_how=order_how,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    group_id_list: list[UUID],
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiGroupGetGroupsByIdOrderBy | Unset = UNSET,
    order_how: ApiGroupGetGroupsByIdOrderHow | Unset = UNSET,

) -> Error | GroupQueryOutput | None:
    """ Groups by their ids

     Needs the permission `inventory:groups:read`.

    Args:
        group_id_list (list[UUID]):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        order_by (ApiGroupGetGroupsByIdOrderBy | Unset):
        order_how (ApiGroupGetGroupsByIdOrderHow | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | GroupQueryOutput
     """


    return sync_detailed(
        group_id_list=group_id_list,
client=client,
per_page=per_page,
page=page,
order_by=order_by,
order_how=order_how,

    ).parsed

async def asyncio_detailed(
    group_id_list: list[UUID],
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiGroupGetGroupsByIdOrderBy | Unset = UNSET,
    order_how: ApiGroupGetGroupsByIdOrderHow | Unset = UNSET,

) -> Response[Error | GroupQueryOutput]:
    """ Groups by their ids

     Needs the permission `inventory:groups:read`.

    Args:
        group_id_list (list[UUID]):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        order_by (ApiGroupGetGroupsByIdOrderBy | Unset):
        order_how (ApiGroupGetGroupsByIdOrderHow | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | GroupQueryOutput]
     """


    kwargs = _get_kwargs(
        group_id_list=group_id_list,
per_page=per_page,
page=page,
order_by=order_by,
order_how=order_how,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    group_id_list: list[UUID],
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiGroupGetGroupsByIdOrderBy | Unset = UNSET,
    order_how: ApiGroupGetGroupsByIdOrderHow | Unset = UNSET,

) -> Error | GroupQueryOutput | None:
    """ Groups by their ids

     Needs the permission `inventory:groups:read`.

    Args:
        group_id_list (list[UUID]):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        order_by (ApiGroupGetGroupsByIdOrderBy | Unset):
        order_how (ApiGroupGetGroupsByIdOrderHow | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | GroupQueryOutput
     """


    return (await asyncio_detailed(
        group_id_list=group_id_list,
client=client,
per_page=per_page,
page=page,
order_by=order_by,
order_how=order_how,

    )).parsed
