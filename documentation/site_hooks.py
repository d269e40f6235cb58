"""What MkDocs does with the documents that it would not do by itself; named in `mkdocs.yml`.

Documents are written for readers on GitHub. Links between them lead where the site has them, links to sources become
texts, diagrams become pictures, and pages that the navigation does not name are added to it.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from documentation.diagrams import name_of
from documentation.repository import DOCS, FENCE, OUTSIDE, ROOT

_LINK = re.compile(r"(?P<mark>!?)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<path>[^)\s#]*)(?P<anchor>#[^)\s]*)?\)")
_CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_FOLDERS = {"contract": "Contract", "adr": "Decisions"}
"""Folders whose pages are all listed, with the names of their sections."""


def on_config(config: Any) -> Any:
    """Adds the sections of folders and what is named nowhere to the navigation."""
    for folder, title in _FOLDERS.items():
        pages = sorted(
            (path for path in (DOCS / folder).glob("*.md")), key=lambda path: (path.name != "README.md", path)
        )
        config.nav.append({title: [{_title(path): path.relative_to(DOCS).as_posix()} for path in pages]})
    named = set(_named(config.nav))
    others = [path for path in sorted(DOCS.rglob("*.md")) if path.relative_to(DOCS).as_posix() not in named]
    if others:
        config.nav.append({"More": [{_title(path): path.relative_to(DOCS).as_posix()} for path in others]})
    return config


def on_files(files: Any, config: Any) -> Any:
    """Adds the documents that are not in `docs/`."""
    from mkdocs.structure.files import File

    for name, place in OUTSIDE.items():
        files.append(File.generated(config, place, content=(ROOT / name).read_text()))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """The text of a page as the site needs it."""
    place = page.file.src_uri
    origin = next((name for name, other in OUTSIDE.items() if other == place), f"docs/{place}")
    return with_pictures(_outside_code(markdown, lambda text: relinked(text, origin, place)), place)


def relinked(text: str, origin: str, place: str) -> str:
    """The text with links as seen from its place in the site.

    >>> relinked("[a](../SECURITY.md#top), [b](../infra/topology.py), [c](https://example.org)", "docs/x.md", "x.md")
    '[a](checkout/security.md#top), b, [c](https://example.org)'
    """

    def link(match: re.Match[str]) -> str:
        path = match["path"]
        if not path or re.match(r"[a-z]+:", path):
            return match[0]
        target = os.path.normpath(os.path.join(os.path.dirname(origin), path))
        shown = OUTSIDE.get(target) or (target.removeprefix("docs/") if _is_in_site(target) else None)
        if shown is None:
            return match["text"]
        relative = os.path.relpath(shown, os.path.dirname(place) or ".")
        return f"{match['mark']}[{match['text']}]({relative}{match['anchor'] or ''})"

    return _LINK.sub(link, text)


def with_pictures(text: str, place: str) -> str:
    """The text with the drawn diagrams in the place of their sources."""

    def picture(match: re.Match[str]) -> str:
        if match["language"] != "mermaid":
            return match[0]
        file = os.path.relpath(f"diagrams/{name_of(match['text'])}.svg", os.path.dirname(place) or ".")
        return f"![Diagram]({file}){{ .diagram }}"

    return FENCE.sub(picture, text)


def _is_in_site(target: str) -> bool:
    return target.startswith("docs/") and (ROOT / target).is_file()


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [change(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, change(text[end:])])


def _title(path: Path) -> str:
    return path.read_text().partition("\n")[0].lstrip("# ").strip()


def _named(nav: Any) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    parts = nav.values() if isinstance(nav, dict) else nav
    return [name for part in parts for name in _named(part)]
