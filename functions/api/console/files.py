"""The console's built files as answers: one page for all addresses, and assets that are named after their content."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import orjson

from functions.api.http.answers import Answer, tagged
from hbi.problems import NotFound
from hbi.settings import IdentitySettings
from hbi.text import shorten

BUILT = Path(__file__).parent / "built"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
# Scripts and styles are files of ours. Preact sets styles by script, which needs no permission.
_POLICY = "; ".join(
    (
        *("default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"),
        *("script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'"),
    )
)
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, no-cache"


@cache
def page() -> Answer:
    """The page. What it shows depends on the address, which its script reads."""
    return _file(BUILT / "index.html", _ASK_AGAIN, {"content-security-policy": _POLICY})


@cache
def asset(name: str) -> Answer:
    """A script or style. Its name changes with its content, so browsers may keep it.

    Raises:
        NotFound: there is no such file; a browser may have an older page.
    """
    return _file(_named(BUILT / "assets", name), _FOREVER, {})


@cache
def notice(name: str) -> Answer:
    """A file beside the page: its picture, and the licences of what is built into it.

    Raises:
        NotFound: there is no such file.
    """
    return _file(_named(BUILT, name), _ASK_AGAIN, {})


def start(settings: IdentitySettings) -> Answer:
    """What the page must know before its first request: how callers are known."""
    document = {"sign_in": "token" if settings.identity_source == "jwt" else "gateway"}
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Answer(200, orjson.dumps(document), headers=headers)


def _named(folder: Path, name: str) -> Path:
    """The file of a folder. Only names that the folder lists lead to files, whatever a path contains."""
    for file in folder.iterdir():
        if file.name == name and file.suffix in _TYPES and file.suffix != ".html":
            return file
    raise NotFound(f"{shorten(name)}: the console has no such file")


def _file(path: Path, cache_control: str, headers: dict[str, str]) -> Answer:
    common = {
        "cache-control": cache_control,
        "referrer-policy": "no-referrer",
        "vary": "accept-encoding",
        "x-content-type-options": "nosniff",
    }
    answer = Answer(200, path.read_bytes(), _TYPES[path.suffix], is_fixed=True)
    return tagged(replace(answer, headers={**headers, **common}))
