"""What a command cannot do is said in a sentence, with a way on."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from local.cli import main
from local.ports import free_port
from tests.support.fakes.web_server import Answer, Asked, WebServer, web_server
from tests.unit.local.test_reaching import NOTHING
from tests.unit.tracked_files import ROOT

HOST = {"id": "00000000-0000-0000-0000-00000000000a", "display_name": "web"}


@pytest.fixture
def api() -> Iterator[WebServer]:
    """A deployed API."""
    with web_server() as server:
        yield server


def hbi(*arguments: str, url: str) -> Result:
    environment = {**NOTHING, "HBI_URL": url, "HBI_AUTH": "header", "HBI_ORG": "321"}
    done = CliRunner().invoke(main, arguments, env=environment)
    assert len(done.stderr.splitlines()) == int(done.exit_code != 0), done.stderr
    return done


def listed(*hosts: dict[str, str], total: int | None = None, link: str = "") -> Answer:
    body = {"total": len(hosts) if total is None else total, "results": [*hosts]}
    return Answer(body, headers={"link": link} if link else {})


def test_an_api_that_does_not_answer() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    done = hbi("hosts", url=url)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"hbi: the API does not answer at {url}: ")
    assert done.stderr.endswith("look for the cause: hbi doctor\n")


def test_an_outage_of_a_moment_is_not_noticed(api: WebServer) -> None:
    api.answer = lambda _: listed(HOST) if len(api.asked) > 1 else Answer({"detail": "busy"}, 503)
    assert [host["id"] for host in orjson.loads(hbi("hosts", "--json", url=api.url).stdout)] == [HOST["id"]]


@pytest.mark.parametrize(
    ("status", "way"),
    [
        pytest.param(401, "call as another (a deployed API takes --auth bearer or --auth iam)", id="nobody"),
        pytest.param(403, "ask whoever gives rights in your organisation", id="no rights"),
        pytest.param(500, "try again, and look for the cause: hbi doctor", id="a defect"),
    ],
)
def test_a_refusal_has_a_way_on(api: WebServer, status: int, way: str) -> None:
    api.answer = lambda _: Answer({"detail": "because"}, status)
    done = hbi("groups", url=api.url)
    assert done.exit_code == 1
    assert f"{status}" in done.stderr
    assert "because" in done.stderr
    assert way in done.stderr


@pytest.mark.parametrize("part", ["tags", "system_profile"])
@pytest.mark.parametrize("gone", [Answer({"detail": "no such host"}, 404), Answer({"total": 0, "results": []})])
def test_a_host_that_is_deleted_while_it_is_shown(api: WebServer, part: str, gone: Answer) -> None:
    def answer(asked: Asked) -> Answer:
        path = asked.path.partition("?")[0]
        if path.endswith(part):
            return gone if part == "system_profile" else Answer({"detail": "no such host"}, 404)
        return Answer({"results": {}}) if path.endswith("tags") else listed(HOST)

    api.answer = answer
    done = hbi("show", HOST["id"], url=api.url)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"hbi: host {HOST['id']} was deleted while it was read; search with: hbi hosts\n"


def test_hosts_are_read_by_cursor_so_that_none_is_missed(api: WebServer) -> None:
    link = '</api/inventory/v1/hosts?cursor=abc&per_page=100>; rel="next"'
    api.answer = lambda asked: listed(HOST) if "cursor=abc" in asked.path else listed(HOST, total=2, link=link)
    assert len(orjson.loads(hbi("hosts", "--json", "--limit", "200", url=api.url).stdout)) == 2
    assert len(api.asked) == 2


def test_a_list_that_becomes_shorter_ends(api: WebServer) -> None:
    full = [{"tag": {"key": str(number)}, "count": 1} for number in range(100)]
    gone = Answer({"detail": "there is no page 2"}, 404)
    api.answer = lambda asked: gone if "page=2" in asked.path else Answer({"total": 150, "results": full})
    assert len(orjson.loads(hbi("tags", "--json", "--limit", "200", url=api.url).stdout)) == 100


@pytest.mark.parametrize(
    ("storage", "told"),
    [
        pytest.param(403, "refused or has expired (403); hbi export makes a new one", id="expired"),
        pytest.param(404, "answered the presigned link with 404; try again: hbi export", id="gone"),
    ],
)
def test_a_link_that_leads_to_nothing(api: WebServer, tmp_path: Path, storage: int, told: str) -> None:
    export = {"id": "00000000-0000-0000-0000-00000000000b", "status": "complete", "sources": []}
    location = {"location": f"{api.url}/storage/file?signature=secret"}

    def answer(asked: Asked) -> Answer:
        if asked.path.startswith("/storage"):
            return Answer(b"<Error/>", storage)
        is_download = asked.method == "GET" and asked.path.endswith(export["id"])
        return Answer(b"", 302, location) if is_download else Answer(export, 202 if asked.method == "POST" else 200)

    api.answer = answer
    target = tmp_path / "hosts.csv"
    target.write_text("kept")
    done = hbi("export", "--output", str(target), url=api.url)
    assert done.exit_code == 1
    assert told in done.stderr
    assert "secret" not in done.stderr
    assert target.read_text() == "kept"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["hosts", "--limit", "0"], id="a limit"),
        pytest.param(["hosts", "--nonsense"], id="an option"),
        pytest.param(["nonsense"], id="a command"),
        pytest.param(["show"], id="no host"),
        pytest.param(["hosts", "-o", "xml"], id="a form"),
    ],
)
def test_what_is_typed_wrongly_ends_with_2_and_leads_to_help(arguments: list[str]) -> None:
    done = CliRunner().invoke(main, arguments, env=NOTHING)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Try 'main" in done.stderr
    assert "--help" in done.stderr


def test_a_stack_that_does_not_run_is_started_with_make(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--state", str(tmp_path), "hosts"], env=NOTHING)
    assert done.exit_code == 1
    assert done.stderr == f"hbi: nothing runs on {tmp_path}; start it with: make run\n"


def test_the_client_finds_what_it_needs_where_the_command_is_installed() -> None:
    import tomllib

    client = tomllib.loads((ROOT / "clients/python/pyproject.toml").read_text())["project"]["dependencies"]
    local = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["local"]
    assert {name.partition(">")[0] for name in client} <= {*local}
