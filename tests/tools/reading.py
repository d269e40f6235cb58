"""`python reading.py TOOL FILE`: reads a data file as docs/operations.md says and prints its rows as JSON.

It runs in the environment of the tools, which has nothing of ours.
"""

import json
import sys


def with_pandas(file: str) -> list:
    import pandas

    if file.endswith(".csv"):
        frame = pandas.read_csv(file, dtype=str, keep_default_na=False)
    else:
        frame = pandas.read_json(file, lines=file.endswith(".ndjson"), dtype=False)
    return json.loads(frame.to_json(orient="records"))


def with_duckdb(file: str) -> list:
    import duckdb

    reader = "read_csv(?, all_varchar = true)" if file.endswith(".csv") else "read_json(?)"
    result = duckdb.execute(
        f"SELECT host_id::varchar AS host_id, display_name, os_release, state FROM {reader}", [file]
    )
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def with_pyarrow(file: str) -> list:
    import pyarrow
    from pyarrow import csv
    from pyarrow import json as json_reader

    if not file.endswith(".csv"):
        return json_reader.read_json(file).to_pylist()
    texts = {"os_release": pyarrow.string(), "display_name": pyarrow.string()}
    return csv.read_csv(
        file,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(column_types=texts),
    ).to_pylist()


if __name__ == "__main__":
    tool, file = sys.argv[1:]
    rows = {"pandas": with_pandas, "duckdb": with_duckdb, "pyarrow": with_pyarrow}[tool](file)
    sys.stdout.write(json.dumps(rows, default=str))
