"""Files of the documentation that are made from code: `python -m documentation.generated` writes them."""

from collections.abc import Iterator
from pathlib import Path

from documentation import benchmarks, event_schemas, reference
from documentation.repository import DOCS


def files() -> Iterator[tuple[Path, str]]:
    """Paths with the texts that belong there."""
    for name, text in event_schemas.files().items():
        yield DOCS / "events" / name, text
    for name, text in reference.pages().items():
        yield DOCS / "reference" / f"{name}.md", text
    for name, text in benchmarks.files():
        yield DOCS / name, text


def main() -> None:
    """Writes the files."""
    for path, text in files():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


if __name__ == "__main__":
    main()
