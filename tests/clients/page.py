"""The sections about clients that tests run, on the page about API clients."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.clients import official
from tests.clients.generators import Generator
from tests.clients.operations import OPERATIONS
from tests.clients.toolbox import DESCRIPTIONS, PROJECT, VERSIONS
from tests.clients.world import Call

PAGE = PROJECT / "docs" / "api-clients.md"
HEADING = "## Generated clients"

OFFICIAL_HEADING = "## The official JavaScript client"

_TITLE = "# API clients"
_INTRODUCTION = """
`/openapi.json` of each API is an OpenAPI 3.0 document. `make test-clients` makes a client of it with each generator,
compiles it, lets it make the same twelve calls on a running stack, compares the decoded values and writes this section.
"""

_OFFICIAL_INTRODUCTION = """
Where Node.js is, `make test-clients` also lets the client that is published for the original call each function that it
has on a running stack, compares the answers and writes this section.
"""


def section(results: Mapping[Generator, Mapping[str, str]], calls: Sequence[Call]) -> str:
    """The section as Markdown.

    Args:
        results: what went wrong by call, for each generator; no text where nothing did.
        calls: the calls in their order.
    """
    heads = [f"{generator.name} {generator.language}" for generator in results]
    lines = [HEADING, _INTRODUCTION, made_of(), "", _row(["operation", *heads]), _row(["---"] * (len(heads) + 1))]
    lines.append(_row(["version", *(VERSIONS["generators"][generator.name] for generator in results)]))
    for call in calls:
        cells = ["fails" if faults.get(call.name) else "✓" for faults in results.values()]
        lines.append(_row([call.operation, *cells]))
    lines += ["", _row(["generator", "how it writes `filter` and `fields`", "what else to know"]), _row(["---"] * 3)]
    for generator in results:
        lines.append(_row([f"{generator.name} {generator.language}", generator.objects, generator.hint]))
    return "\n".join(lines) + "\n"


def made_of() -> str:
    """Which descriptions the clients are made of, so that a test can tell when the section is about older ones."""
    digests = (f"`{path.name}` {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}" for path in DESCRIPTIONS.values())
    return f"Of the descriptions (begin of their SHA-256): {', '.join(digests)}."


def official_section(faults: Mapping[str, str]) -> str:
    """The section about the official client as Markdown.

    Args:
        faults: what went wrong by the client's function; no text where nothing did.
    """
    lines = [OFFICIAL_HEADING, _OFFICIAL_INTRODUCTION]
    lines += [_row(["package", "version"]), _row(["---"] * 2)]
    lines += [_row([f"`{name}`", version]) for name, version in VERSIONS[official.NAME].items()]
    lines += ["", _row(["operation", "function", "works"]), _row(["---"] * 3)]
    for name, operation in OPERATIONS.items():
        lines.append(_row([f"`{operation}`", f"`{name}`", "fails" if faults.get(name) else "✓"]))
    return "\n".join(lines) + "\n"


def write(text: str, page: Path = PAGE) -> None:
    """Puts a section into the page, in the place of the one with its heading, if that is there."""
    heading = text.partition("\n")[0]
    before, found, after = (page.read_text() if page.exists() else f"{_TITLE}\n\n").partition(f"{heading}\n")
    following = after.find("\n## ")
    rest = after[following:] if found and following >= 0 else ""
    page.write_text(f"{before if found else before.rstrip() + '\n\n'}{text}{rest}")


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
