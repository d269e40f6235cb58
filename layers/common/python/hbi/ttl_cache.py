"""Values that are kept for a while, so that not every use of them asks where they come from."""

import time
from collections.abc import Callable


class TtlCache[K, V]:
    """A cache of one process whose entries expire. It is emptied when it becomes too large; not thread-safe."""

    def __init__(self, life_s: float | Callable[[V], float], *, most: int = 10_000) -> None:
        """Builds an empty cache.

        Args:
            life_s: seconds that a value is kept, or a function that says so of a value; 0 or less keeps it not at all.
            most: entries beyond which the cache is emptied.
        """
        self._life_s = life_s
        self._most = most
        self._entries: dict[K, tuple[float, V]] = {}

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """The value that is kept, or one that `make` returns; what `make` raises is not kept.

        >>> TtlCache[str, int](60).get_or_make("a", lambda: 1)
        1
        """
        entry = self._entries.get(key)
        if entry is not None and time.monotonic() < entry[0]:
            return entry[1]
        value = make()
        life_s = self._life_s(value) if callable(self._life_s) else self._life_s
        if life_s > 0:
            if len(self._entries) >= self._most:
                self._entries.clear()
            self._entries[key] = (time.monotonic() + life_s, value)
        return value
