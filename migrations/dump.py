"""The schema of a database as SQL, always the same text for the same schema."""

import re
import subprocess
from pathlib import Path

from hbi.problems import Unavailable
from hbi.settings import SCHEMA

_HEADER = "-- Made by `make gen_hbi_schema_dump` from the revisions in migrations/. Do not edit.\n\n"
# Comments, settings of the dumping session and its one-time keys change with tools and runs, not with the schema.
_NOISE = re.compile(r"^(?:--.*|SET .*;|SELECT pg_catalog\.set_config.*;|\\(?:un)?restrict .*)$\n?", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")


def schema_of(url: str, programs: Path) -> str:
    """What `pg_dump`, which is in the folder `programs`, says of the schema, without what changes between runs.

    Raises:
        Unavailable: the database does not answer.
    """
    command = [
        str(programs / "pg_dump"),
        *("--schema-only", "--no-owner", "--no-privileges", "--schema", SCHEMA, url),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Unavailable(f"pg_dump failed: {done.stderr.strip()}")
    return _HEADER + _BLANK_LINES.sub("\n\n", _NOISE.sub("", done.stdout)).strip() + "\n"
