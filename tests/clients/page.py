"""The section "Generated clients" of the page about API clients."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.clients.generators import Generator
from tests.clients.toolbox import DESCRIPTIONS, PROJECT, VERSIONS
from tests.clients.world import Call

PAGE = PROJECT / "docs" / "api-clients.md"
HEADING = "## Generated clients"

_TITLE = "# API clients"
_INTRODUCTION = """
`/openapi.json` of each API is an OpenAPI 3.0 document. `make test-clients` makes a client of it with each generator,
compiles it, lets it make the same twelve calls on a running stack, compares the decoded values and writes this section.
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


def write(text: str, page: Path = PAGE) -> None:
    """Puts the section into the page, in the place of the one that is there."""
    before, found, after = (page.read_text() if page.exists() else f"{_TITLE}\n\n").partition(HEADING)
    following = after.find("\n## ")
    rest = after[following:] if found and following >= 0 else ""
    page.write_text(f"{before if found else before.rstrip() + '\n\n'}{text}{rest}")


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
