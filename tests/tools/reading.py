"""`python reading.py TOOL FILE`: reads a data file as docs/operations.md says and prints its rows as JSON.

It runs in the environment of the tools, which has nothing of ours.
"""

import json
import sys


def with_pandas(file: str) -> list:
    import pandas

    if file.endswith(".parquet"):
        frame = pandas.read_parquet(file)
    elif file.endswith(".csv"):
        frame = pandas.read_csv(file, dtype=str, keep_default_na=False)
    else:
        frame = pandas.read_json(file, lines=file.endswith(".ndjson"), dtype=False)
    return json.loads(frame.to_json(orient="records"))


def with_duckdb(file: str) -> list:
    import duckdb

    readers = {"csv": "read_csv(?, all_varchar = true)", "parquet": "read_parquet(?)"}
    reader = readers.get(file.rpartition(".")[2], "read_json(?)")
    result = duckdb.execute(
        f"SELECT host_id::varchar AS host_id, display_name, os_release, state FROM {reader}", [file]
    )
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def with_pyarrow(file: str) -> list:
    import pyarrow
    from pyarrow import csv, parquet
    from pyarrow import json as json_reader

    if file.endswith(".parquet"):
        return parquet.read_table(file).to_pylist()
    if not file.endswith(".csv"):
        return json_reader.read_json(file).to_pylist()
    texts = {"os_release": pyarrow.string(), "display_name": pyarrow.string()}
    return csv.read_csv(
        file,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(column_types=texts),
    ).to_pylist()


def with_sql(query: str) -> list:
    """The rows of a query of DuckDB, which names its files itself."""
    import duckdb

    return duckdb.execute(query).fetchall()


def with_hive(folder: str) -> dict:
    """Types of the columns below a folder of partitions, as PyArrow prints them, and rows by partition."""
    import pyarrow
    from pyarrow import dataset

    keys = pyarrow.schema([("org_id", pyarrow.string()), ("date", pyarrow.string())])
    found = dataset.dataset(folder, format="parquet", partitioning=dataset.partitioning(keys, flavor="hive"))
    rows = found.to_table().group_by(["org_id", "date"]).aggregate([("host_id", "count")]).to_pylist()
    one = found.to_table(filter=(dataset.field("org_id") == "321") & (dataset.field("date") == "2031-05-02"))
    return {
        "types": {field.name: str(field.type) for field in found.schema},
        "rows": sorted([row["org_id"], row["date"], row["host_id_count"]] for row in rows),
        "chosen": sorted(one.column("display_name").to_pylist()),
    }


def types_of(file: str) -> list:
    """Names of the columns of a Parquet file with their types, as PyArrow prints them."""
    from pyarrow import parquet

    return [[field.name, str(field.type)] for field in parquet.read_schema(file)]


if __name__ == "__main__":
    tool, file = sys.argv[1:]
    tools = {
        "pandas": with_pandas,
        "duckdb": with_duckdb,
        "pyarrow": with_pyarrow,
        "sql": with_sql,
        "types": types_of,
        "hive": with_hive,
    }
    rows = tools[tool](file)
    sys.stdout.write(json.dumps(rows, default=str))
