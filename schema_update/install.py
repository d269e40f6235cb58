"""Puts a schema and what derives from it in place: all of it or nothing."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from hbi.problems import HbiError

SCHEMA_FILE = "layers/common/python/hbi/profile/schema/system_profile.json"

_CODE = Path(__file__).parents[1]


class NotInstalled(HbiError):
    """Nothing was changed."""


def printed(document: Mapping[str, Any]) -> bytes:
    """A schema as it is kept: JSON that is easy to compare line by line."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def files_of(document: Mapping[str, Any]) -> dict[str, bytes]:
    """The schema and what derives from it, by path in the checkout.

    Raises:
        NotInstalled: something cannot be derived from it; the text ends with the reason.
    """
    content = printed(document)
    with tempfile.TemporaryDirectory(prefix="schema-") as folder:
        schema = Path(folder) / "system_profile.json"
        schema.write_bytes(content)
        derived = Path(folder) / "derived"
        run = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "schema_update.derived", str(derived)],
            cwd=_CODE,
            env={**os.environ, "HBI_PROFILE_SCHEMA": str(schema)},
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise NotInstalled(f"the API description cannot be derived: {run.stderr.strip().splitlines()[-1]}")
        made = sorted(path for path in derived.rglob("*") if path.is_file())
        return {SCHEMA_FILE: content} | {str(path.relative_to(derived)): path.read_bytes() for path in made}


def install(files: Mapping[str, bytes], checkout: Path) -> list[str]:
    """Replaces the files; when one cannot be, those before it are put back.

    Returns:
        paths whose content is another one now.
    Raises:
        NotInstalled: a file cannot be written.
    """
    before = {path: _content(checkout / path) for path in files}
    changed = [path for path, content in files.items() if content != before[path]]
    done: list[str] = []
    path = ""
    try:
        for path in changed:
            _beside(checkout / path).write_bytes(files[path])
        for path in changed:
            _beside(checkout / path).replace(checkout / path)
            done.append(path)
    except OSError as error:
        for name in changed:
            _beside(checkout / name).unlink(missing_ok=True)
        for name in done:
            _restore(checkout / name, before[name])
        raise NotInstalled(f"{path} cannot be written: {error.strerror}") from None
    return changed


def _beside(path: Path) -> Path:
    """Where a file waits for its turn."""
    return path.with_name(f".{path.name}.new")


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _restore(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
