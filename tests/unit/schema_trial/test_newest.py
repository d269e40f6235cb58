"""Which messages are the newest ones of several partitions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hbi.schema_trial.messages import newest

RANGES = st.dictionaries(
    st.integers(0, 9), st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)).map(lambda pair: range(*sorted(pair)))
)


@pytest.mark.parametrize(
    ("offsets", "limit", "chosen"),
    [
        pytest.param({}, 5, {}, id="no partition"),
        pytest.param({"a": range(3, 3)}, 5, {}, id="an empty partition"),
        pytest.param({"a": range(3, 7)}, 5, {"a": range(3, 7)}, id="everything"),
        pytest.param({"a": range(3, 7)}, 1, {"a": range(6, 7)}, id="the last one"),
        pytest.param(
            {"a": range(60), "b": range(10, 40)}, 9, {"a": range(54, 60), "b": range(37, 40)}, id="in proportion"
        ),
        pytest.param({"a": range(1), "b": range(1)}, 1, {"b": range(1)}, id="fewer messages than partitions"),
    ],
)
def test_newest(offsets: dict[str, range], limit: int, chosen: dict[str, range]):
    assert newest(offsets, limit) == chosen


@given(RANGES, st.integers(1, 10**10))
def test_as_many_as_asked_for_and_from_the_end(offsets: dict[int, range], limit: int):
    chosen = newest(offsets, limit)
    assert sum(map(len, chosen.values())) == min(limit, sum(map(len, offsets.values())))
    for partition, part in chosen.items():
        assert part.stop == offsets[partition].stop
        assert part.start >= offsets[partition].start
