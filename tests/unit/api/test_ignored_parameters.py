"""Query parameters that nobody declared."""

import pytest

from functions.api.http.ignored import HEADER, LONGEST, ignored_header


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(["bogus"], "bogus", id="one"),
        pytest.param(["b", "a"], "b, a", id="several, in their order"),
        pytest.param(["filter.a", "tags[]"], "filter.a, tags[]", id="dots and brackets as they are"),
        pytest.param(["a,b", "c d"], "a%2Cb, c%20d", id="what separates names is encoded"),
        pytest.param(["a\r\nset-cookie: b"], "a%0D%0Aset-cookie%3A%20b", id="no second header"),
        pytest.param(["é", "\ud800"], "%C3%A9, %ED%A0%80", id="not ASCII"),
    ],
)
def test_names_in_the_header(names: list[str], expected: str) -> None:
    assert ignored_header(names) == {HEADER: expected}


def test_no_header_without_names() -> None:
    assert ignored_header([]) == {}


@pytest.mark.parametrize("name", ["x", "é" * 20, "x" * 2_000])
def test_the_header_is_bounded(name: str) -> None:
    value = ignored_header([f"{name}{number}" for number in range(1_000)])[HEADER]
    assert value.endswith("...")
    assert len(value) <= LONGEST
