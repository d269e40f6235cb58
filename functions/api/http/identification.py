"""Which source of a caller's identity counts."""

import logging
from dataclasses import replace

from functions.api.http.request import IDENTITY_HEADER, Request
from hbi.claims import identity_header
from hbi.problems import Unauthorized, UnusableToken
from hbi.settings import IdentitySettings

logger = logging.getLogger(__name__)


def identified(request: Request, settings: IdentitySettings) -> Request:
    """The request with the identity header to believe: what claims say replaces whatever the client has sent.

    Raises:
        UnusableToken: claims must tell who calls, and do not.
        Unauthorized: the header must tell who calls, and the request came through a JWT authorizer, in front of which
            anybody may write the header.
    """
    if settings.identity_source == "jwt":
        if request.claims is None:
            raise UnusableToken("No verified token came with the request.")
        header = identity_header(request.claims, settings.identity_claims)
        return replace(request, headers={**request.headers, IDENTITY_HEADER: header})
    if request.claims is not None:
        logger.error("HBI_IDENTITY_SOURCE=header, but a JWT authorizer is in front of the function: request refused")
        raise Unauthorized("Identities are not taken from a header here.")
    return request
