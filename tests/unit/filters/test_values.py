"""Values of filters (contract: rest-hosts 5.4)."""

import pytest

from hbi.problems import RuleViolation
from hbi.queries.filters.syntax.values import bare, number

BEYOND = 10**1000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("4611686018427387905", 2**62 + 1, id="whole numbers are exact"),
        pytest.param("+007", 7, id="plus sign and leading zeros"),
        pytest.param("-0", 0, id="minus nothing"),
        pytest.param("1e300", 1e300, id="exponent"),
        pytest.param("-2.5E-3", -0.0025, id="exponent of a fraction"),
        pytest.param("0.10000000000000000555", 0.1, id="fractions are rounded like reported ones"),
        pytest.param("1e400", BEYOND, id="beyond all that is stored"),
        pytest.param("-1e400", -BEYOND, id="beyond it on the other side"),
        pytest.param("9" * 2000, BEYOND, id="more digits than PostgreSQL reads"),
        pytest.param("1e-400", 0.0, id="next to nothing"),
    ],
)
def test_number(text, expected):
    found = number("filter", text)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    "text", ["", "1.", ".5", "1e", "e5", "0x1", "Infinity", "NaN", "1 ", "1_0", "--1", "٣", "true"]
)
def test_what_is_no_number(text):
    with pytest.raises(RuleViolation, match="expected a number"):
        number("filter", text)


@pytest.mark.parametrize(
    ("text", "as_printed", "in_any_spelling"),
    [
        ("true", True, True),
        ("False", None, None),
        ("1500", 1500, 1500),
        ("4611686018427387905", 2**62 + 1, 2**62 + 1),
        ("-1.5", -1.5, -1.5),
        ("01500", None, 1500),
        ("1500.0", None, 1500.0),
        ("15e2", None, 1500.0),
        ("8.6.1", None, None),
        ("x86_64", None, None),
    ],
)
def test_bare(text, as_printed, in_any_spelling):
    assert bare(text, in_any_spelling=False) == as_printed
    assert bare(text, in_any_spelling=True) == in_any_spelling
