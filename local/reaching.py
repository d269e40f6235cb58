"""How commands reach an API and say who calls: the stack on this machine, or a deployed API.

A deployed API checks a token, or a signature of AWS. What is secret comes from the environment, never from an option,
which other users of the machine would see.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from host_inventory import Bearer, Identity, SignedByAws

from hbi.problems import ConfigurationError
from hbi.text import shorten
from infra.topology import BASE
from local.data import identities

_HOST_OF_GATEWAY = re.compile(r"\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Deployment:
    """A deployed API."""

    url: str
    """Its origin and stage, without the path of the inventory and without a slash at its end."""
    caller: Identity | Bearer | SignedByAws
    token: str = field(default="", repr=False)
    """The one that a bearer has."""


def deployment(
    url: str, *, way: str | None, org_id: str | None, environ: Mapping[str, str] | None = None
) -> Deployment:
    """The deployed API at a URL, with the caller that options and environment name.

    Args:
        url: with or without `/api/inventory/v1` at its end.
        way: `bearer`, `iam` or `header`; None is a token where HBI_TOKEN has one, else a signature.
        org_id: organisation to speak for, which a token says itself.
    Raises:
        ConfigurationError: something is missing or unusable; the text says what.
    """
    source = os.environ if environ is None else environ
    checked = _checked(url)
    token = source.get("HBI_TOKEN", "").strip()
    way = way or ("bearer" if token else "iam")
    if way == "bearer":
        return Deployment(checked, _bearer(token, checked), token)
    org = org_id or source.get("HBI_ORG")
    if not org:
        raise ConfigurationError("say for which organisation: --org or HBI_ORG")
    if way == "header":
        return Deployment(checked, identity(org))
    return Deployment(checked, _signed(checked, org, source))


def identity(org_id: str) -> Identity:
    """A user who says itself who it is: enough for the local stack, and behind a gateway that trusts the network."""
    return Identity(identities.user(org_id))


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ConfigurationError(f"--url {shorten(url)} is not the address of an API; example: https://api.example.org")
    return url.rstrip("/").removesuffix(BASE)


def _bearer(token: str, url: str) -> Bearer:
    if not token:
        raise ConfigurationError("HBI_TOKEN is not set: it has the token that the API asks for")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigurationError("HBI_TOKEN is not a token: it has blanks or other characters that no token has")
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise ConfigurationError(f"a token is sent over https only, not to {shorten(url)}")
    return Bearer(token)


def _signed(url: str, org_id: str, source: Mapping[str, str]) -> SignedByAws:
    import botocore.session
    from botocore.exceptions import BotoCoreError

    try:
        session = botocore.session.get_session()
        credentials = session.get_credentials()
        configured = session.get_config_variable("region")
    except BotoCoreError as error:
        raise ConfigurationError(f"AWS's credentials cannot be read: {error}") from None
    found = _HOST_OF_GATEWAY.search(urlsplit(url).hostname or "")
    region = found.group(1) if found else source.get("AWS_REGION") or configured
    if not region:
        raise ConfigurationError("AWS_REGION is not set: a signature names the region of the API")
    if credentials is None:
        raise ConfigurationError("there are no AWS credentials to sign with; set AWS_PROFILE, or HBI_TOKEN for a token")
    return SignedByAws(identity(org_id), region, credentials)
