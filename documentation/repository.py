"""Where the checkout is, and which of its documents the site shows."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
DIAGRAMS = DOCS / "diagrams"

OUTSIDE = {
    "README.md": "checkout/readme.md",
    "CONTRIBUTING.md": "checkout/contributing.md",
    "SECURITY.md": "checkout/security.md",
    "tests/README.md": "checkout/tests.md",
    "clients/python/README.md": "checkout/python-client.md",
}
"""Documents that are not in `docs/`, with their places in the site."""

FENCE = re.compile(r"^```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
"""A block of code in a document; its language may be empty."""


def documents() -> list[Path]:
    """All documents that the site shows."""
    return [*sorted(DOCS.rglob("*.md")), *(ROOT / name for name in OUTSIDE)]
