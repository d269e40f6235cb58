"""The examples of `docs/filters.md` and `docs/identity.md` answer what the pages say."""

import base64
import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import orjson
import pytest

from documentation.repository import FENCE
from tests.support.api import BASE, Answer, Client

FLEET = "docs/examples/fleet.ndjson"
USER = {"identity": {"org_id": "321", "type": "User", "auth_type": "basic-auth", "user": {}}}
_MADE = re.compile(r"\$\(echo '(?P<document>[^']*)' \| base64 -w0\)")


class Example(NamedTuple):
    """A command of a page, and what the page shows below it."""

    command: str
    shown: list[str]


def examples(page: Path) -> list[Example]:
    """The commands that call the API."""
    found: list[Example] = []
    for fence in FENCE.finditer(page.read_text()):
        for part in re.split(r"^\$ ", fence["text"] if fence["language"] == "console" else "", flags=re.MULTILINE):
            command, *shown = part.rstrip("\n").split("\n")
            if command.startswith("curl "):
                found.append(Example(command, shown))
    return found


def run(api: Client, command: str) -> list[str]:
    """Lines that a command prints."""
    command = _MADE.sub(lambda made: base64.b64encode(made["document"].encode()).decode(), command)
    command = command.replace("$WHO", f"x-rh-identity: {base64.b64encode(orjson.dumps(USER)).decode()}")
    words = shlex.split(command.replace("$API", BASE))
    sent, _, shown = " ".join(map(shlex.quote, words)).partition(" '|' ")
    answer, prints_status = call(api, shlex.split(sent)[1:])
    return [str(answer.status)] if prints_status else selected(answer.json, shlex.split(shown))


def call(api: Client, words: list[str]) -> tuple[Answer, bool]:
    """The answer to what curl would send, and whether curl prints its status instead."""
    options: dict[str, str] = {}
    url, query = "", ""
    rest = iter(words)
    for word in rest:
        if word == "--url-query":
            name, _, value = next(rest).partition("=")
            query = f"?{name}={quote(value)}"
        elif word in {"-H", "-X", "-o", "-w"}:
            options[word] = next(rest)
        elif word != "-gs":
            url = word
    name, _, value = options["-H"].partition(": ")
    path = url.removeprefix(BASE) + query
    return api.request(options.get("-X", "GET"), path, headers={name: value}), "-w" in options


def selected(document: Any, jq: list[str]) -> list[str]:
    """What jq prints: paths, `[]`, and a list of paths at the end."""
    *options, program = jq[1:]
    values = [document]
    for step in program.split(" | "):
        values = [found for value in values for found in _step(value, step)]
    return [value if isinstance(value, str) and "-r" in options else orjson.dumps(value).decode() for value in values]


def _step(value: Any, step: str) -> list[Any]:
    if step.startswith("["):
        return [[found for part in step.strip("[]").split(", ") for found in _step(value, part)]]
    values = [value]
    for name, index in re.findall(r"\.(\w+)(\[\d*\])?", step):
        values = [member[name] for member in values]
        if index == "[]":
            values = [entry for member in values for entry in member]
        elif index:
            values = [member[int(index[1:-1])] for member in values]
    return values


@pytest.mark.kafka
@pytest.mark.parametrize(("page", "least"), [("docs/filters.md", 30), ("docs/identity.md", 5)])
def test_the_examples_answer_what_the_page_says(
    page: str, least: int, project_root: Path, api: Client, ingest: Any
) -> None:
    ingest.messages(*(project_root / FLEET).read_bytes().splitlines())
    assert len(ingest.hosts()) == 6
    found = examples(project_root / page)
    assert len(found) >= least
    wrong = [
        f"{example.command}\nshows {example.shown}, answers {answered}"
        for example in found
        if (answered := run(api, example.command)) != example.shown
    ]
    assert wrong == []
