"""Files that derive from the schema: `python -m schema_update.derived FOLDER` makes them there.

A process of its own, because code learns the schema once: HBI_PROFILE_SCHEMA names the one to derive from.
"""

import sys
from pathlib import Path

FIELDS_PAGE = "docs/system-profile-fields.md"


def files() -> dict[str, bytes]:
    """Content by path in the checkout."""
    from functions.api.description import generate
    from schema_update import fields_page

    documents = {f"functions/api/description/{name}": content for name, content in generate.documents().items()}
    return {**documents, FIELDS_PAGE: fields_page.text().encode()}


def main(folder: Path) -> None:
    """Writes the files below a folder."""
    for path, content in files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
