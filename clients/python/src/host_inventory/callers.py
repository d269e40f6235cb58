"""Ways to say who calls: a header of identity, a token, a signature of AWS."""

import base64
import json
from collections.abc import Generator
from typing import Any
from urllib.parse import urlsplit

import httpx

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Identity(httpx.Auth):
    """The header `x-rh-identity`, for gateways that trust the network, and for a stack on this machine."""

    def __init__(self, header: str) -> None:
        """`header` is the header's value, base64 of JSON."""
        self._header = header

    @classmethod
    def of_user(cls, org_id: str, username: str = "client", user_id: str = "1") -> "Identity":
        """The identity of a user of an organisation."""
        user = {"username": username, "user_id": user_id, "is_org_admin": True}
        identity = {"org_id": org_id, "type": "User", "auth_type": "basic-auth", "user": user}
        return cls(base64.b64encode(json.dumps({"identity": identity}).encode()).decode())

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Adds the header."""
        request.headers["x-rh-identity"] = self._header
        yield request


class Bearer(httpx.Auth):
    """A token, which is sent over https only, or to this machine."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Adds the token.

        Raises:
            ValueError: the request would go over the network in clear text.
        """
        if request.url.scheme != "https" and request.url.host not in _LOOPBACK:
            raise ValueError(f"a token is sent over https only, not to {request.url.host}")
        request.headers["authorization"] = f"Bearer {self._token}"
        yield request


class SignedByAws(httpx.Auth):
    """A signature of AWS for API Gateway, with an identity; needs `pip install host-inventory-client[aws]`."""

    requires_request_body = True

    def __init__(self, identity: Identity, region: str | None = None, credentials: Any = None) -> None:
        """Without `credentials` those that AWS's own tools find; without `region` the one of the host's name."""
        if credentials is None:
            import botocore.session

            credentials = botocore.session.get_session().get_credentials()
        if credentials is None:
            raise ValueError("there are no AWS credentials to sign with; set AWS_PROFILE")
        self._identity, self._region, self._credentials = identity, region, credentials

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Adds identity and signature.

        Raises:
            ValueError: neither argument nor host name says which region it is.
        """
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest

        request = next(self._identity.auth_flow(request))
        # AWS signs a blank in a query as %20; a plus that is meant is written as %2B already.
        request.url = request.url.copy_with(raw_path=request.url.raw_path.replace(b"+", b"%20"))
        signed = AWSRequest(
            request.method,
            str(request.url),
            data=request.content,
            headers={"x-rh-identity": request.headers["x-rh-identity"]},
        )
        credentials = self._credentials.get_frozen_credentials()
        SigV4Auth(credentials, "execute-api", self._region or _region_of(str(request.url))).add_auth(signed)
        for name, value in signed.headers.items():
            request.headers[name] = value
        yield request


def _region_of(url: str) -> str:
    parts = (urlsplit(url).hostname or "").split(".")
    if len(parts) < 5 or parts[1] != "execute-api":
        raise ValueError("the host's name does not say which region it is in: give `region`")
    return parts[2]
