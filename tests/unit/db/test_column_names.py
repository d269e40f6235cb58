"""Columns' names go into JSON documents."""

import orjson
import pytest

from hbi.models import METADATA


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_names_are_keys_of_json_objects(table):
    assert orjson.loads(orjson.dumps({column.name: 1 for column in table.columns})) == dict.fromkeys(table.c.keys(), 1)
