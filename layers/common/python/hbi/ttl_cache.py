"""Values that are kept for a while, so that not every use of them asks where they come from."""

import time
from collections.abc import Callable, Iterable, Mapping


class TtlCache[K, V]:
    """A cache of one process whose entries expire. It is emptied when it becomes too large; not thread-safe."""

    def __init__(self, life_s: float, *, most: int = 10_000) -> None:
        """Builds an empty cache.

        Args:
            life_s: seconds that a value is kept; 0 keeps none.
            most: entries beyond which the cache is emptied.
        """
        self._life_s = life_s
        self._most = most
        self._entries: dict[K, tuple[float, V]] = {}

    def known(self, keys: Iterable[K]) -> dict[K, V]:
        """Values of those of the keys that are kept and have not expired."""
        now = time.monotonic()
        entries = ((key, self._entries[key]) for key in keys if key in self._entries)
        return {key: value for key, (expires, value) in entries if now < expires}

    def keep(self, values: Mapping[K, V], life_s: float | None = None) -> None:
        """Keeps values from now on, for `life_s` seconds if they have a life of their own."""
        life = self._life_s if life_s is None else life_s
        if life <= 0:
            return
        if len(self._entries) >= self._most:
            self._entries.clear()
        expires = time.monotonic() + life
        self._entries |= {key: (expires, value) for key, value in values.items()}

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """The value that is kept, or one that `make` returns; what `make` raises is not kept.

        >>> TtlCache[str, int](60).get_or_make("a", lambda: 1)
        1
        """
        known = self.known([key])
        if key in known:
            return known[key]
        value = make()
        self.keep({key: value})
        return value
