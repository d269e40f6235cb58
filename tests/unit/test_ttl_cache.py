"""Values that are kept for a while."""

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


class Source:
    """Makes numbers, each once."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> int:
        self.made += 1
        return self.made


def test_values_expire(pass_time: Callable[[float], None]) -> None:
    cache, source = TtlCache[str, int](10), Source()
    assert [cache.get_or_make(key, source) for key in ("a", "b", "a")] == [1, 2, 1]
    pass_time(9.9)
    assert cache.get_or_make("a", source) == 1
    pass_time(0.1)
    assert [cache.get_or_make(key, source) for key in ("a", "b", "a")] == [3, 4, 3]


def test_a_value_may_say_how_long_it_lives(pass_time: Callable[[float], None]) -> None:
    cache, source = TtlCache[str, int](lambda value: 5.0 if value > 1 else -5.0), Source()
    assert [cache.get_or_make("a", source) for _ in range(3)] == [1, 2, 2]
    pass_time(5)
    assert cache.get_or_make("a", source) == 3


def test_nothing_is_kept_without_a_life() -> None:
    cache, source = TtlCache[str, int](0), Source()
    assert [cache.get_or_make("a", source) for _ in range(3)] == [1, 2, 3]


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
    cache, source = TtlCache[int, int](10, most=3), Source()
    for key in range(5):
        cache.get_or_make(key, source)
    assert cache.get_or_make(4, source) == 5, "one of the newest"
    assert cache.get_or_make(0, source) == 6, "it was emptied meanwhile"
