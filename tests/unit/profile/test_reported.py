"""Reported parts: lists as text are the same lists (contract: ingest-and-events 10.4)."""

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from hbi.db import bulk
from hbi.documents import JsonText, printable
from hbi.ingest.storing.locks import NO_PROFILE
from hbi.ingest.storing.plan import PartChange
from hbi.profile.hash import part_hash
from hbi.profile.parse import parse_reported
from hbi.profile.reported import ReportedPart

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["", "null", "\\N", '"', "\\", "\t", "\r\n", ",", "{}"]
)
values = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts
objects = st.dictionaries(texts, values | st.lists(texts, max_size=2), max_size=3)
parts = st.fixed_dictionaries(
    {},
    optional={
        "arch": texts,
        "rhsm": objects,
        "cpu_flags": st.lists(texts, max_size=4),
        "yum_repos": st.lists(objects, max_size=3),
    },
)


def backwards(value: Any) -> Any:
    """The same JSON with all keys in another order."""
    if isinstance(value, dict):
        return {name: backwards(value[name]) for name in reversed(value)}
    return [backwards(member) for member in value] if isinstance(value, list) else value


@given(parts)
def test_the_digest_is_that_of_the_values_whatever_the_order_of_keys(part: dict[str, Any]) -> None:
    assert ReportedPart.of(part).digest == part_hash(part) == ReportedPart.of(backwards(part)).digest


@given(parts, parts)
def test_other_values_have_another_digest(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = orjson.dumps(one, option=orjson.OPT_SORT_KEYS) == orjson.dumps(other, option=orjson.OPT_SORT_KEYS)
    assert (ReportedPart.of(one).digest == ReportedPart.of(other).digest) is same


@given(parts)
def test_a_part_prints_as_it_was(part: dict[str, Any]) -> None:
    assert orjson.loads(orjson.dumps(ReportedPart.of(part).columns, default=printable)) == part


@given(st.lists(texts, max_size=5))
def test_a_text_array_is_spelled_alike(members: list[str]) -> None:
    assert bulk.array(JsonText.of(members)) == bulk.array(members)


@given(st.lists(objects.map(lambda value: dict(sorted(value.items()))), max_size=4))
def test_an_array_of_documents_is_spelled_alike(members: list[dict[str, Any]]) -> None:
    assert bulk.json_array(JsonText.of(members)) == bulk.json_array(members)
    assert bulk.json(JsonText.of(members)) == bulk.json(members)


@given(parts)
def test_the_part_that_was_reported_last_changes_nothing(part: dict[str, Any]) -> None:
    change = PartChange.of(NO_PROFILE.static)
    change.apply(ReportedPart.of(part))
    assert change.changed == part.keys()
    again = PartChange(True, change.digest, change.columns)
    again.apply(ReportedPart.of(backwards(part)))
    assert not again.changed


def test_a_profile_of_unknown_properties_says_nothing() -> None:
    assert not parse_reported({"unknown": 1})
    assert parse_reported({"cpu_flags": []})
