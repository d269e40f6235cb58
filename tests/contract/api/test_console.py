"""The console's files (contract: console 1): what browsers get, how long they may keep it, what the page may do."""

import gzip
import json
import re
from pathlib import Path

import pytest

from functions.api.console.files import BUILT
from infra import topology
from tests.fixtures.api import MakeApplication
from tests.support.api import Client

ANONYMOUS = {"x-rh-identity": None}
ASSETS = sorted(path.name for path in (BUILT / "assets").iterdir())
LARGEST_FIRST_LOAD = 250_000
POLICY = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
}


def test_the_root_leads_to_the_console(api: Client) -> None:
    answer = api.get("/", headers=ANONYMOUS, base="")
    assert (answer.status, answer.headers["location"]) == (302, "/console/")


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/console", id="without a slash"),
        pytest.param("/console/", id="with a slash"),
        pytest.param("/console/hosts", id="a page"),
        pytest.param("/console/hosts/57aadc84-e1e4-4e74-8c61-f4f1ad319c3b", id="a host"),
        pytest.param("/console/nothing", id="what the page says does not exist"),
    ],
)
def test_every_address_is_the_one_page(api: Client, path: str) -> None:
    answer = api.get(path, headers=ANONYMOUS, base="")
    assert (answer.status, answer.content_type) == (200, "text/html; charset=utf-8")
    assert answer.content == (BUILT / "index.html").read_bytes()
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy == POLICY
    assert (answer.headers["x-content-type-options"], answer.headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert answer.headers["cache-control"] == "public, no-cache"


def test_the_page_is_not_sent_again(api: Client) -> None:
    first = api.get("/console/", headers=ANONYMOUS, base="")
    again = api.get("/console/hosts", headers={**ANONYMOUS, "if-none-match": first.headers["etag"]}, base="")
    assert (again.status, again.content) == (304, b"")


@pytest.mark.parametrize("name", ASSETS)
def test_assets_may_be_kept_because_their_names_change(api: Client, name: str) -> None:
    answer = api.get(f"/console/assets/{name}", headers=ANONYMOUS, base="")
    assert (answer.status, answer.content) == (200, (BUILT / "assets" / name).read_bytes())
    assert answer.content_type in {"text/css; charset=utf-8", "text/javascript; charset=utf-8"}
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert re.fullmatch(r"[\w]+-[\w-]{8}\.(?:js|css)", name)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/console/assets/index.js", id="of another build"),
        pytest.param("/console/assets/..", id="the folder above"),
        pytest.param("/console/index.html", id="the page under its file's name, without its policy"),
        pytest.param("/console/assets/index.html", id="a page among the assets"),
        pytest.param("/console/nothing.txt", id="no such file"),
        pytest.param("/console/a/b/c", id="too deep"),
    ],
)
def test_what_is_not_there_is_not_found(api: Client, path: str) -> None:
    answer = api.get(path, headers=ANONYMOUS, base="")
    assert (answer.status, answer.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/", "/console/", "/console/start.json", f"/console/assets/{ASSETS[0]}"])
def test_nothing_is_written(api: Client, path: str) -> None:
    assert api.post(path, {}, headers=ANONYMOUS, base="").status == 405


def test_licences_of_what_is_built_in_are_served(api: Client, project_root: Path) -> None:
    packages = json.loads((project_root / "console" / "package.json").read_text())["dependencies"]
    answer = api.get("/console/licences.txt", headers=ANONYMOUS, base="")
    text = answer.content.decode().lower()
    assert answer.content_type == "text/plain; charset=utf-8"
    for package in packages:
        assert package.rpartition("/")[2] in text


@pytest.mark.parametrize(
    ("environment", "sign_in"),
    [
        pytest.param({}, "gateway", id="a gateway says who calls"),
        pytest.param({"HBI_IDENTITY_SOURCE": "jwt"}, "token", id="a token says who calls"),
    ],
)
def test_the_page_is_told_how_callers_are_known_and_no_identity(
    make_application: MakeApplication, environment: dict[str, str], sign_in: str
) -> None:
    answer = Client(make_application(**environment)).get("/console/start.json", headers=ANONYMOUS, base="")
    assert (answer.status, answer.json) == (200, {"sign_in": sign_in})
    assert answer.headers["cache-control"] == "no-store"


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = (BUILT / "index.html").read_text()
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert loaded
    assert all(address.startswith("/console/") for address in loaded)
    for name in ASSETS:
        text = (BUILT / "assets" / name).read_text()
        assert not re.findall(r"url\((?!data:)|@import|sourceMappingURL", text)
        assert set(re.findall(r"https?://[\w./-]+", text)) <= {"http://www.w3.org/2000/svg", *XML_NAMES}


XML_NAMES = {"http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/1999/xlink"}
"""Names of kinds of XML, which nobody asks for."""


def test_the_first_load_is_small() -> None:
    first = [BUILT / "index.html", BUILT / "icon.svg", *(BUILT / "assets" / name for name in ASSETS)]
    assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in first) <= LARGEST_FIRST_LOAD


def test_no_source_of_packages_is_named(project_root: Path) -> None:
    lock = json.loads((project_root / "console" / "package-lock.json").read_text())
    assert lock["packages"]
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]


def test_the_console_is_public_and_only_read() -> None:
    routes = {route.path: route for route in topology.API.routes}
    for path in ("/", topology.CONSOLE, f"{topology.CONSOLE}/{{proxy+}}"):
        assert (routes[path].public, routes[path].method) == (True, "GET")
