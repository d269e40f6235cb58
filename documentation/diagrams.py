"""Draws the Mermaid diagrams of the documents: `python -m documentation.diagrams` (Node.js, Chromium).

GitHub draws them itself; the site, which loads nothing from elsewhere, shows the files that are written here. A file is
named by the digest of its source, so a changed diagram has none until it is drawn.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

from documentation.repository import DIAGRAMS, FENCE, ROOT, documents

MERMAID = "11.17.2"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PAGE = """<!DOCTYPE html><meta charset="utf-8"><body><script src="{script}"></script><script>
mermaid.initialize({{
  startOnLoad: false, theme: "neutral", fontFamily: "sans-serif", flowchart: {{useMaxWidth: false}}
}});
(async () => {{
  for (const [name, source] of Object.entries({sources})) {{
    const place = document.createElement("div");
    place.innerHTML = (await mermaid.render("d" + name, source)).svg;
    const drawn = document.createElement("pre");
    drawn.id = name;
    drawn.textContent = new XMLSerializer().serializeToString(place.firstElementChild);
    document.body.append(drawn);
  }}
}})();
</script>"""


def name_of(source: str) -> str:
    """Name of the file that shows a diagram, without its ending."""
    return hashlib.sha256(source.strip().encode()).hexdigest()[:12]


def sources() -> dict[str, str]:
    """Diagrams of all documents by their names."""
    texts = [
        fence["text"].strip()
        for document in documents()
        for fence in FENCE.finditer(document.read_text())
        if fence["language"] == "mermaid"
    ]
    return {name_of(text): text for text in texts}


def main() -> None:
    """Draws those that have no file yet and removes the files of those that are gone."""
    wanted = sources()
    DIAGRAMS.mkdir(exist_ok=True)
    for file in DIAGRAMS.glob("*.svg"):
        if file.stem not in wanted:
            file.unlink()
    missing = {name: text for name, text in wanted.items() if not (DIAGRAMS / f"{name}.svg").exists()}
    if not missing:
        return
    drawn = _draw(missing)
    for name, source in missing.items():
        if not drawn.get(name, "").startswith("<svg"):
            sys.exit(f"the browser did not draw this diagram:\n{source}")
        (DIAGRAMS / f"{name}.svg").write_text(drawn[name] + "\n")


def _draw(diagrams: Mapping[str, str]) -> dict[str, str]:
    browser = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if browser is None or shutil.which("npm") is None:
        sys.exit("Node.js with npm and Chromium are needed to draw diagrams")
    folder = ROOT / "build" / "diagrams"
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "page.html"
    page.write_text(_PAGE.format(script=_mermaid(folder).as_uri(), sources=json.dumps(diagrams)))
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000", "--dump-dom")
    command = [browser, *flags, f"--user-data-dir={folder / 'profile'}", page.as_uri()]
    parser = _Drawn()
    parser.feed(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    return parser.found


def _mermaid(folder: Path) -> Path:
    """The script, fetched once."""
    script = folder / f"mermaid-{MERMAID}.js"
    if not script.exists():
        subprocess.run(["npm", "pack", "--silent", f"mermaid@{MERMAID}"], check=True, cwd=folder)  # noqa: S603, S607
        with tarfile.open(folder / f"mermaid-{MERMAID}.tgz") as archive:
            member = archive.extractfile("package/dist/mermaid.min.js")
            if member is None:
                sys.exit(f"mermaid {MERMAID} has no script to draw with")
            script.write_bytes(member.read())
    return script


class _Drawn(HTMLParser):
    """Collects the texts of `pre` by their ids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._name: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._name = dict(attrs).get("id") if tag == "pre" else None

    def handle_data(self, data: str) -> None:
        if self._name:
            self.found[self._name] = self.found.get(self._name, "") + data

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._name = None


if __name__ == "__main__":
    main()
