"""Declarations of parameters, and the values that requests give them."""

from typing import Any

import pytest

from functions.api.http.kinds import Choice, Integer, Text, Uuid, UuidList
from functions.api.http.parameters import (
    NamedHostsParameters,
    Parameters,
    list_parameter,
    object_parameter,
    parameter,
    path_parameter,
)
from functions.api.http.request import Pairs
from hbi.problems import InvalidParameter

HOST_ID = "a1b2c3d4-0001-4002-8003-a00000000007"


class Brackets:
    """A parameter with brackets whose value is the number of its occurrences."""

    name = "deep"
    description = "Something deep."

    def parse(self, query: Pairs) -> int:
        return len([name for name, _ in query if name.startswith("deep[")])


class Paged(Parameters):
    size: int = parameter(Integer(1, 100), "A size.", default=50, name="per_page")


class Ordered(Parameters):
    order: str | None = parameter(Choice(("up", "down")), "An order.")


class Listed(Ordered, Paged):
    names: tuple[str, ...] = list_parameter(Text(), "Names.")
    deep: int = object_parameter(Brackets())


class Narrower(Listed, without={"names"}):
    order: str | None = parameter(Choice(("up",)), "Only one.", default="up")


class Named(NamedHostsParameters, Paged):
    host: str = parameter(Uuid(), "A host.", is_required=True)


def test_bases_come_first_in_their_order() -> None:
    assert [entry.name for entry in Listed.declared.values()] == ["order", "per_page", "names"]


def test_an_overridden_parameter_keeps_its_place() -> None:
    assert [entry.name for entry in Narrower.declared.values()] == ["order", "per_page"]
    assert Narrower.declared["order"].description == "Only one."
    assert Listed.declared["order"].description == "An order."


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param([], (None, 50, (), 0), id="nothing sent"),
        pytest.param([("per_page", "7"), ("size", "8")], (None, 7, (), 0), id="the name of the request counts"),
        pytest.param([("order", "down"), ("order", "up")], ("up", 50, (), 0), id="the last occurrence counts"),
        pytest.param([("names", "b"), ("names", "a"), ("names", "b")], (None, 50, ("b", "a"), 0), id="a list"),
        pytest.param([("deep[a]", "1"), ("deep[b]", "2")], (None, 50, (), 2), id="brackets"),
        pytest.param([("bogus", "1")], (None, 50, (), 0), id="undeclared"),
    ],
)
def test_values(query: list[tuple[str, str]], expected: Any) -> None:
    asked = Listed.parse(query, {})
    assert (asked.order, asked.size, asked.names, asked.deep) == expected


def test_a_parameter_that_is_left_out_has_its_default() -> None:
    asked = Narrower.parse([("names", "a")], {})
    assert (asked.names, asked.order) == ((), "up")


def test_ids_of_the_path_keep_their_spelling() -> None:
    asked = Named.parse([("host", HOST_ID)], {"host_id_list": f"{HOST_ID.upper()},{HOST_ID}"})
    assert asked.host_id_list == {HOST_ID: HOST_ID}
    assert asked.host_id_list.mentions == 2


@pytest.mark.parametrize(
    ("query", "path", "named"),
    [
        pytest.param([("per_page", "0")], "bad", "per_page", id="the first one of the query"),
        pytest.param([], "bad", "host", id="a missing one before the path"),
        pytest.param([("host", "bad")], "bad", "host", id="the query before the path"),
        pytest.param([("host", HOST_ID)], "bad", "host_id_list", id="the path"),
        pytest.param([("host", "\0")], "bad", "NUL", id="a NUL character"),
    ],
)
def test_the_first_fault_is_reported(query: list[tuple[str, str]], path: str, named: str) -> None:
    with pytest.raises(InvalidParameter, match=named):
        Named.parse(query, {"host_id_list": path})


def test_a_segment_goes_by_the_name_in_the_path() -> None:
    class Grouped(Parameters):
        groups: Any = path_parameter(UuidList(), "Groups.", name="group_id_list")

    assert Grouped.parse([], {"group_id_list": HOST_ID}).groups == {HOST_ID: HOST_ID}
