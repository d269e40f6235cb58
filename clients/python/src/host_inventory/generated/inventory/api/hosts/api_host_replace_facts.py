from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.error import Error
from ...models.facts_in import FactsIn
from ...models.facts_written import FactsWritten
from ...types import UNSET, Unset
from typing import cast
from uuid import UUID



def _get_kwargs(
    host_id_list: list[UUID],
    namespace: str,
    *,
    body: FactsIn,
    branch_id: str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}


    

    params: dict[str, Any] = {}

    params["branch_id"] = branch_id


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/hosts/{host_id_list}/facts/{namespace}".format(host_id_list=quote(str(host_id_list), safe=""),namespace=quote(str(namespace), safe=""),),
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | Error | str | FactsWritten | str:
    if response.status_code == 200:
        response_200 = FactsWritten(response.json())



        return response_200

    if response.status_code == 400:
        response_400 = cast(str, response.json())
        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())



        return response_401

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())



        return response_403

    if response.status_code == 404:
        def _parse_response_404(data: object) -> Error | str:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_404_type_1 = Error.from_dict(data)



                return response_404_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Error | str, data)

        response_404 = _parse_response_404(response.json())

        return response_404

    if response.status_code == 415:
        response_415 = Error.from_dict(response.json())



        return response_415

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())



        return response_503

    response_default = Error.from_dict(response.json())



    return response_default



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | Error | str | FactsWritten | str]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    host_id_list: list[UUID],
    namespace: str,
    *,
    client: AuthenticatedClient | Client,
    body: FactsIn,
    branch_id: str | Unset = UNSET,

) -> Response[Error | Error | str | FactsWritten | str]:
    """ Replaces all facts of a namespace of hosts

     Needs the permission `inventory:hosts:write`.

    Args:
        host_id_list (list[UUID]):
        namespace (str):
        branch_id (str | Unset):
        body (FactsIn):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Error | str | FactsWritten | str]
     """


    kwargs = _get_kwargs(
        host_id_list=host_id_list,
namespace=namespace,
body=body,
branch_id=branch_id,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    host_id_list: list[UUID],
    namespace: str,
    *,
    client: AuthenticatedClient | Client,
    body: FactsIn,
    branch_id: str | Unset = UNSET,

) -> Error | Error | str | FactsWritten | str | None:
    """ Replaces all facts of a namespace of hosts

     Needs the permission `inventory:hosts:write`.

    Args:
        host_id_list (list[UUID]):
        namespace (str):
        branch_id (str | Unset):
        body (FactsIn):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Error | str | FactsWritten | str
     """


    return sync_detailed(
        host_id_list=host_id_list,
namespace=namespace,
client=client,
body=body,
branch_id=branch_id,

    ).parsed

async def asyncio_detailed(
    host_id_list: list[UUID],
    namespace: str,
    *,
    client: AuthenticatedClient | Client,
    body: FactsIn,
    branch_id: str | Unset = UNSET,

) -> Response[Error | Error | str | FactsWritten | str]:
    """ Replaces all facts of a namespace of hosts

     Needs the permission `inventory:hosts:write`.

    Args:
        host_id_list (list[UUID]):
        namespace (str):
        branch_id (str | Unset):
        body (FactsIn):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Error | str | FactsWritten | str]
     """


    kwargs = _get_kwargs(
        host_id_list=host_id_list,
namespace=namespace,
body=body,
branch_id=branch_id,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    host_id_list: list[UUID],
    namespace: str,
    *,
    client: AuthenticatedClient | Client,
    body: FactsIn,
    branch_id: str | Unset = UNSET,

) -> Error | Error | str | FactsWritten | str | None:
    """ Replaces all facts of a namespace of hosts

     Needs the permission `inventory:hosts:write`.

    Args:
        host_id_list (list[UUID]):
        namespace (str):
        branch_id (str | Unset):
        body (FactsIn):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Error | str | FactsWritten | str
     """


    return (await asyncio_detailed(
        host_id_list=host_id_list,
namespace=namespace,
client=client,
body=body,
branch_id=branch_id,

    )).parsed
