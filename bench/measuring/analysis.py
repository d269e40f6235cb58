"""How large data files are, and how long DuckDB takes to answer from them."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

TOOLS = Path(__file__).parents[2] / "build" / "tools" / "bin" / "python"
"""Where `make test-tools` installs DuckDB."""

_MB = 1_000_000
_READERS = {"csv": "read_csv('{file}', all_varchar = true)", "parquet": "'{file}'"}
_QUERY = "SELECT os_release, state, count(*) FROM {rows} GROUP BY ALL ORDER BY ALL"
_TIMED = """
import json, sys, time
import duckdb
connection = duckdb.connect(config={"threads": 1})
connection.execute("SET enable_progress_bar = false")
times = {}
for name, query in json.loads(sys.argv[1]).items():
    spent = []
    for _ in range(5):
        began = time.perf_counter()
        connection.execute(query).fetchall()
        spent.append(time.perf_counter() - began)
    times[name] = sorted(spent)[2]
print(json.dumps(times))
"""


def figures(settings: Any, keys: Mapping[str, str]) -> dict[str, float]:
    """Sizes in MB of the data files in archives, and milliseconds of a query that counts hosts by release and state.

    Args:
        settings: of the bucket with the archives.
        keys: keys of the archives by format.
    """
    with TemporaryDirectory() as folder:
        files = {name: _data_file(settings, key, Path(folder)) for name, key in keys.items()}
        found = {f"export.{name}.file_mb": file.stat().st_size / _MB for name, file in files.items()}
        queries = {
            name: _QUERY.format(rows=_READERS[name].format(file=file))
            for name, file in files.items()
            if name in _READERS
        }
        for name, seconds in _timed(queries).items():
            found[f"export.{name}.duckdb_ms"] = seconds * 1000
    return found


def _data_file(settings: Any, key: str, folder: Path) -> Path:
    from hbi.exports import bucket

    archive = folder / "archive.zip"
    bucket.client(settings).download_file(settings.export_bucket, key, str(archive))
    with zipfile.ZipFile(archive) as files:
        return Path(files.extract(files.namelist()[0], folder))


def _timed(queries: Mapping[str, str]) -> dict[str, float]:
    """Seconds of each query; none where there is no DuckDB."""
    python = TOOLS if TOOLS.exists() else Path(sys.executable)
    run = subprocess.run([str(python), "-c", _TIMED, json.dumps(queries)], capture_output=True, text=True, check=False)
    if run.returncode:
        sys.stdout.write("DuckDB is not installed, so no query is timed: make test-tools installs it\n")
        return {}
    times: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return times
