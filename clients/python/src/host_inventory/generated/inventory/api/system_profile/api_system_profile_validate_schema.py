from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.error import Error
from ...models.schema_trial import SchemaTrial
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    repo_branch: str,
    repo_fork: str | Unset = 'RedHatInsights',
    days: int | Unset = 1,
    max_messages: int | Unset = 10000,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    params["repo_branch"] = repo_branch

    params["repo_fork"] = repo_fork

    params["days"] = days

    params["max_messages"] = max_messages


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/system_profile/validate_schema",
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | SchemaTrial:
    if response.status_code == 200:
        response_200 = SchemaTrial.from_dict(response.json())



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



def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | SchemaTrial]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    repo_branch: str,
    repo_fork: str | Unset = 'RedHatInsights',
    days: int | Unset = 1,
    max_messages: int | Unset = 10000,

) -> Response[Error | SchemaTrial]:
    """ Counts, by reporter, the recent reports that a profile schema of another branch would take, and the
    others

     Needs the permission `inventory:hosts:read`.

    Args:
        repo_branch (str):
        repo_fork (str | Unset):  Default: 'RedHatInsights'.
        days (int | Unset):  Default: 1.
        max_messages (int | Unset):  Default: 10000.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | SchemaTrial]
     """


    kwargs = _get_kwargs(
        repo_branch=repo_branch,
repo_fork=repo_fork,
days=days,
max_messages=max_messages,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient | Client,
    repo_branch: str,
    repo_fork: str | Unset = 'RedHatInsights',
    days: int | Unset = 1,
    max_messages: int | Unset = 10000,

) -> Error | SchemaTrial | None:
    """ Counts, by reporter, the recent reports that a profile schema of another branch would take, and the
    others

     Needs the permission `inventory:hosts:read`.

    Args:
        repo_branch (str):
        repo_fork (str | Unset):  Default: 'RedHatInsights'.
        days (int | Unset):  Default: 1.
        max_messages (int | Unset):  Default: 10000.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | SchemaTrial
     """


    return sync_detailed(
        client=client,
repo_branch=repo_branch,
repo_fork=repo_fork,
days=days,
max_messages=max_messages,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    repo_branch: str,
    repo_fork: str | Unset = 'RedHatInsights',
    days: int | Unset = 1,
    max_messages: int | Unset = 10000,

) -> Response[Error | SchemaTrial]:
    """ Counts, by reporter, the recent reports that a profile schema of another branch would take, and the
    others

     Needs the permission `inventory:hosts:read`.

    Args:
        repo_branch (str):
        repo_fork (str | Unset):  Default: 'RedHatInsights'.
        days (int | Unset):  Default: 1.
        max_messages (int | Unset):  Default: 10000.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | SchemaTrial]
     """


    kwargs = _get_kwargs(
        repo_branch=repo_branch,
repo_fork=repo_fork,
days=days,
max_messages=max_messages,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    repo_branch: str,
    repo_fork: str | Unset = 'RedHatInsights',
    days: int | Unset = 1,
    max_messages: int | Unset = 10000,

) -> Error | SchemaTrial | None:
    """ Counts, by reporter, the recent reports that a profile schema of another branch would take, and the
    others

     Needs the permission `inventory:hosts:read`.

    Args:
        repo_branch (str):
        repo_fork (str | Unset):  Default: 'RedHatInsights'.
        days (int | Unset):  Default: 1.
        max_messages (int | Unset):  Default: 10000.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | SchemaTrial
     """


    return (await asyncio_detailed(
        client=client,
repo_branch=repo_branch,
repo_fork=repo_fork,
days=days,
max_messages=max_messages,

    )).parsed
