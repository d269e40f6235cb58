"""What is kept for a while."""

from collections.abc import Callable

import pytest

from hbi.ttl_cache import TtlCache


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    now = [0.0]
    monkeypatch.setattr("hbi.ttl_cache.time.monotonic", lambda: now[0])

    def later(seconds: float) -> None:
        now[0] += seconds

    return later


def test_values_expire(pass_time: Callable[[float], None]) -> None:
    cache = TtlCache[str, int](10)
    cache.keep({"a": 1})
    pass_time(9.9)
    cache.keep({"b": 2})
    assert cache.known(["a", "b", "c"]) == {"a": 1, "b": 2}
    pass_time(0.1)
    assert cache.known(["a", "b"]) == {"b": 2}


def test_a_value_may_have_a_life_of_its_own(pass_time: Callable[[float], None]) -> None:
    cache = TtlCache[str, int](0)
    cache.keep({"a": 1}, 5)
    cache.keep({"b": 2}, -5)
    assert cache.known(["a", "b"]) == {"a": 1}
    pass_time(5)
    assert cache.known(["a"]) == {}


def test_nothing_is_kept_without_a_life() -> None:
    made: list[int] = []
    cache = TtlCache[str, int](0)

    def make() -> int:
        made.append(len(made))
        return len(made)

    assert [cache.get_or_make("a", make) for _ in range(2)] == [1, 2]


def test_none_is_a_value() -> None:
    cache = TtlCache[str, None](10)
    cache.get_or_make("a", lambda: None)
    cache.get_or_make("a", lambda: pytest.fail("it was kept"))


def test_failures_are_not_kept() -> None:
    cache = TtlCache[str, float](10)
    with pytest.raises(ZeroDivisionError):
        cache.get_or_make("a", lambda: 1 / 0)
    assert cache.get_or_make("a", lambda: 1.0) == 1.0


def test_it_does_not_grow_without_end() -> None:
    cache = TtlCache[int, int](10, most=3)
    for number in range(5):
        cache.keep({number: number})
    assert cache.known(range(5)) == {3: 3, 4: 4}
