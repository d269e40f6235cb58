"""How browsers and caches may treat the descriptions and their reader: nobody's data is in them."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from functions.api.description import pages
from functions.api.http import encodings
from infra import topology
from tests.support.api import BASE, EXPORT_BASE, LEGACY_BASE, Client

ANONYMOUS = {"x-rh-identity": None}
PAGES = [f"{BASE}/ui", f"{BASE}/ui/", f"{LEGACY_BASE}/ui"]
DESCRIPTIONS = [f"{base}/openapi.json" for base in (BASE, LEGACY_BASE, EXPORT_BASE)]


class Inline(HTMLParser):
    """The texts of a page's scripts and styles, and the addresses that it loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self.loaded: list[str] = []
        self._within = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag if tag in self.texts else ""
        self.loaded += [value or "" for name, value in attrs if name in {"src", "href"}]
        if self._within:
            self.texts[tag].append("")

    def handle_data(self, data: str) -> None:
        if self._within:
            self.texts[self._within][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._within = ""


@pytest.mark.parametrize("path", [*PAGES, *DESCRIPTIONS])
@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_what_a_client_has_is_not_sent_again(api: Client, path: str, coding: str) -> None:
    headers = {**ANONYMOUS, "accept-encoding": coding}
    first = api.get(path, headers=headers)
    again = api.get(path, headers={**headers, "if-none-match": first.headers["etag"]})
    assert (first.status, again.status, again.content) == (200, 304, b"")
    assert re.fullmatch(r"public, max-age=[1-9][0-9]+", first.headers["cache-control"])
    for name in ("etag", "cache-control", "vary", "content-type"):
        assert again.headers[name] == first.headers[name]
    assert first.headers["vary"] == "accept-encoding"


def test_bases_have_tags_of_their_own(api: Client) -> None:
    tags = {path: api.get(path, headers=ANONYMOUS).headers["etag"] for path in [f"{BASE}/ui", f"{LEGACY_BASE}/ui"]}
    assert len(set(tags.values())) == 2


@pytest.mark.parametrize("path", PAGES)
def test_the_page_runs_its_own_scripts_alone_and_asks_nobody_else(api: Client, path: str) -> None:
    answer = api.get(path, headers=ANONYMOUS)
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    page = Inline(answer.content.decode())
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == "'self'"
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in page.texts[tag]]
        assert policy[directive].split() == [f"'sha256-{digest}'" for digest in hashes]
    assert page.loaded == []
    assert "validatorUrl: null" in page.texts["script"][-1]  # else Swagger UI asks a server on the internet
    assert (answer.headers["x-content-type-options"], answer.headers["referrer-policy"]) == ("nosniff", "no-referrer")


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_the_page_is_compressed_once(api: Client, monkeypatch: pytest.MonkeyPatch, coding: str) -> None:
    headers = {**ANONYMOUS, "accept-encoding": coding}
    first = api.get("/ui", headers=headers)

    def refuse(*_: object) -> bytes:
        raise AssertionError("compressed again")

    monkeypatch.setattr(encodings, "compress", refuse)
    assert api.get("/ui", headers=headers).content == first.content


def test_the_page_is_public_with_a_slash_too() -> None:
    public = {route.path for route in topology.API.routes if route.public and route.method == "GET"}
    for base in (BASE, LEGACY_BASE):
        assert {f"{base}/ui", f"{base}/ui/{{proxy+}}"} <= public


def test_answers_are_made_once() -> None:
    path = f"{BASE}/openapi.json"
    assert pages.page(path) is pages.page(path)
