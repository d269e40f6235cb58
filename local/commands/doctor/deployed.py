"""Checks of a deployed API: the way to it, the clock, the caller, what the API needs itself."""

import base64
import binascii
import os
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import orjson
import urllib3

from hbi.problems import ConfigurationError, Unavailable
from infra.topology import BASE
from local.commands.api_client import ApiClient, way_in
from local.preflight import Finding
from local.reaching import Deployment, deployment

LARGEST_SKEW_S = 240
"""Seconds that a clock may be wrong: AWS refuses signatures that are five minutes old."""


def of_deployment(url: str, *, way: str | None, org: str | None) -> Iterator[Finding]:
    """Findings about a deployed API, until one makes the next impossible."""
    try:
        deployed = deployment(url, way=way, org_id=org)
    except ConfigurationError as error:
        yield Finding("caller", "fault", str(error), "set what it names; docs/command-line.md has the ways to call")
        return
    if deployed.token:
        yield token(deployed.token, time.time())
    answer, finding = _reached(deployed.url)
    yield finding
    if answer is None:
        return
    if date := answer.headers.get("date"):
        yield clock(date, datetime.now(UTC))
    yield from _called(deployed)


def token(text: str, now: float) -> Finding:
    """Whether a token is still valid, as far as it says so itself."""
    fix = "get a new one where you log in, and set HBI_TOKEN"
    try:
        middle = text.split(".")[1]
        expires = orjson.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))["exp"]
        left = float(expires) - now
    except (LookupError, ValueError, TypeError, binascii.Error):
        return Finding("token", "ok", "HBI_TOKEN does not say how long it is valid")
    if left <= 0:
        return Finding("token", "fault", f"HBI_TOKEN expired {-left:.0f} seconds ago", fix)
    return Finding("token", "ok", f"HBI_TOKEN is valid for {left:.0f} more seconds")


def clock(date: str, now: datetime) -> Finding:
    """Whether this machine's clock agrees with the one of the server, by its header `Date`."""
    try:
        skew = (now - parsedate_to_datetime(date)).total_seconds()
    except (ValueError, TypeError):
        return Finding("clock", "ok", "the API does not say what time it is")
    if abs(skew) > LARGEST_SKEW_S:
        found = f"it is {abs(skew):.0f} seconds {'ahead' if skew > 0 else 'behind'}; signatures and tokens fail"
        return Finding("clock", "fault", found, "set the clock of this machine, for example: timedatectl set-ntp true")
    return Finding("clock", "ok", "agrees with the API's")


def _reached(url: str) -> tuple[urllib3.BaseHTTPResponse | None, Finding]:
    try:
        pool = urllib3.PoolManager(retries=False)
        answer = pool.request("GET", f"{url}/health", timeout=urllib3.Timeout(connect=3, read=35), redirect=False)
    except urllib3.exceptions.NameResolutionError:
        return None, Finding("API", "fault", f"{url}: no such name", "correct --url or HBI_URL, or look at the DNS")
    except (urllib3.exceptions.SSLError, ssl.SSLError) as error:
        fix = f"install the authority's certificate on this machine{_authority()}"
        return None, Finding("API", "fault", f"{url}: its certificate is not accepted: {error}", fix)
    except urllib3.exceptions.HTTPError as error:
        fix = "look whether it is deployed, and whether a firewall or VPN is in between"
        return None, Finding("API", "fault", f"nothing answers at {url}: {type(error).__name__}", fix)
    if answer.status >= 500:
        return answer, Finding("API", "fault", f"{url}/health is answered with {answer.status}", "see docs/runbook.md")
    return answer, Finding("API", "ok", f"{url} answers")


def _authority() -> str:
    file = os.environ.get("SSL_CERT_FILE")
    return f"; SSL_CERT_FILE={file} is used now" if file else ", or name it in SSL_CERT_FILE"


def _called(deployed: Deployment) -> Iterator[Finding]:
    client = ApiClient(deployed.url, deployed.caller)
    try:
        answer = client.request("GET", f"{BASE}/hosts?per_page=1")
        ready = client.request("GET", "/ready")
    except Unavailable as error:
        yield Finding("caller", "fault", str(error), "try again; if it stays so, see docs/runbook.md")
        return
    if answer.status_code in {401, 403}:
        yield Finding(
            "caller", "fault", f"the API does not let you read hosts: {answer.status_code}", way_in(deployed.caller)
        )
    elif answer.status_code != 200:
        yield Finding("caller", "fault", f"reading hosts is answered with {answer.status_code}", "see docs/runbook.md")
    else:
        yield Finding("caller", "ok", "may read hosts")
    if ready.status_code == 503:
        yield Finding("dependencies", "fault", f"the API is not ready: {ready.text[:200]}", "docs/runbook.md")
    elif ready.status_code == 200:
        yield Finding("dependencies", "ok", "the API's database and bucket answer")
