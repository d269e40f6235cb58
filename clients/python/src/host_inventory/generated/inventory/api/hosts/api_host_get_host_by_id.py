from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.api_host_get_host_by_id_fields import ApiHostGetHostByIdFields
from ...models.api_host_get_host_by_id_order_by import ApiHostGetHostByIdOrderBy
from ...models.api_host_get_host_by_id_order_how import ApiHostGetHostByIdOrderHow
from ...models.error import Error
from ...models.host_query_output import HostQueryOutput
from ...types import UNSET, Unset
from typing import cast
from uuid import UUID



def _get_kwargs(
    host_id_list: list[UUID],
    *,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiHostGetHostByIdOrderBy | Unset = UNSET,
    order_how: ApiHostGetHostByIdOrderHow | Unset = UNSET,
    branch_id: str | Unset = UNSET,
    fields: ApiHostGetHostByIdFields | Unset = UNSET,

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

    params["branch_id"] = branch_id

    json_fields: dict[str, Any] | Unset = UNSET
    if not isinstance(fields, Unset):
        json_fields = fields.to_dict()
    if not isinstance(json_fields, Unset):
        params.update(json_fields)



    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/hosts/{host_id_list}".format(host_id_list=quote(str(host_id_list), safe=""),),
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | Error | HostQueryOutput:
    if response.status_code == 200:
        response_200 = HostQueryOutput.from_dict(response.json())



        return response_200

    if response.status_code == 304:
        response_304 = cast(Any, None)
        return response_304

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



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | Error | HostQueryOutput]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    host_id_list: list[UUID],
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiHostGetHostByIdOrderBy | Unset = UNSET,
    order_how: ApiHostGetHostByIdOrderHow | Unset = UNSET,
    branch_id: str | Unset = UNSET,
    fields: ApiHostGetHostByIdFields | Unset = UNSET,

) -> Response[Any | Error | HostQueryOutput]:
    """ Hosts by their ids

     Needs the permission `inventory:hosts:read`.

    Args:
        host_id_list (list[UUID]):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        order_by (ApiHostGetHostByIdOrderBy | Unset):
        order_how (ApiHostGetHostByIdOrderHow | Unset):
        branch_id (str | Unset):
        fields (ApiHostGetHostByIdFields | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | HostQueryOutput]
     """


    kwargs = _get_kwargs(
        host_id_list=host_id_list,
per_page=per_page,
page=page,
order_by=order_by,
order_how=order_how,
branch_id=branch_id,
fields=fields,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    host_id_list: list[UUID],
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiHostGetHostByIdOrderBy | Unset = UNSET,
    order_how: ApiHostGetHostByIdOrderHow | Unset = UNSET,
    branch_id: str | Unset = UNSET,
    fields: ApiHostGetHostByIdFields | Unset = UNSET,

) -> Any | Error | HostQueryOutput | None:
    """ Hosts by their ids

     Needs the permission `inventory:hosts:read`.

    Args:
        host_id_list (list[UUID]):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        order_by (ApiHostGetHostByIdOrderBy | Unset):
        order_how (ApiHostGetHostByIdOrderHow | Unset):
        branch_id (str | Unset):
        fields (ApiHostGetHostByIdFields | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | HostQueryOutput
     """


    return sync_detailed(
        host_id_list=host_id_list,
client=client,
per_page=per_page,
page=page,
order_by=order_by,
order_how=order_how,
branch_id=branch_id,
fields=fields,

    ).parsed

async def asyncio_detailed(
    host_id_list: list[UUID],
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiHostGetHostByIdOrderBy | Unset = UNSET,
    order_how: ApiHostGetHostByIdOrderHow | Unset = UNSET,
    branch_id: str | Unset = UNSET,
    fields: ApiHostGetHostByIdFields | Unset = UNSET,

) -> Response[Any | Error | HostQueryOutput]:
    """ Hosts by their ids

     Needs the permission `inventory:hosts:read`.

    Args:
        host_id_list (list[UUID]):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        order_by (ApiHostGetHostByIdOrderBy | Unset):
        order_how (ApiHostGetHostByIdOrderHow | Unset):
        branch_id (str | Unset):
        fields (ApiHostGetHostByIdFields | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error | HostQueryOutput]
     """


    kwargs = _get_kwargs(
        host_id_list=host_id_list,
per_page=per_page,
page=page,
order_by=order_by,
order_how=order_how,
branch_id=branch_id,
fields=fields,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    host_id_list: list[UUID],
    *,
    client: AuthenticatedClient | Client,
    per_page: int | Unset = 50,
    page: int | Unset = 1,
    order_by: ApiHostGetHostByIdOrderBy | Unset = UNSET,
    order_how: ApiHostGetHostByIdOrderHow | Unset = UNSET,
    branch_id: str | Unset = UNSET,
    fields: ApiHostGetHostByIdFields | Unset = UNSET,

) -> Any | Error | HostQueryOutput | None:
    """ Hosts by their ids

     Needs the permission `inventory:hosts:read`.

    Args:
        host_id_list (list[UUID]):
        per_page (int | Unset):  Default: 50.
        page (int | Unset):  Default: 1.
        order_by (ApiHostGetHostByIdOrderBy | Unset):
        order_how (ApiHostGetHostByIdOrderHow | Unset):
        branch_id (str | Unset):
        fields (ApiHostGetHostByIdFields | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error | HostQueryOutput
     """


    return (await asyncio_detailed(
        host_id_list=host_id_list,
client=client,
per_page=per_page,
page=page,
order_by=order_by,
order_how=order_how,
branch_id=branch_id,
fields=fields,

    )).parsed
