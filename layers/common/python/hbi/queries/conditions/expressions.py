"""Pieces that conditions are made of: alternatives, LIKE patterns, documents."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, overload

from sqlalchemy import ColumnElement, Integer, Text, and_, case, cast, func, literal, literal_column, or_
from sqlalchemy.dialects.postgresql import JSONB

type Condition = ColumnElement[bool]

# Not spelled FALSE: SQLAlchemy would fold the other conditions away, the organisation with them, and the guard in the
# driver would refuse the statement.
_NEVER: Condition = literal_column("1") == literal_column("0")


class LazyConditions(Sequence[Condition]):
    """Conditions that are made when somebody looks at them: a kept statement needs none."""

    def __init__(self, make: Callable[[], Sequence[Condition]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Sequence[Condition]:
        return self._make()

    @overload
    def __getitem__(self, index: int) -> Condition: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Condition]: ...
    def __getitem__(self, index: int | slice) -> Condition | Sequence[Condition]:
        return self._made[index]

    def __iter__(self) -> Iterator[Condition]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def any_of(conditions: Sequence[Condition]) -> Condition:
    """One of the conditions holds; without any, nothing matches."""
    return or_(*conditions) if conditions else _NEVER


def as_json(value: object) -> ColumnElement[Any]:
    """A document as a jsonb constant."""
    return literal(json.dumps(value)).cast(JSONB)


def as_number(stored: ColumnElement[Any]) -> ColumnElement[Any]:
    """A part of a document: a number that other software stored as text as a number, anything else as it is."""
    text = stored.op("#>>")(literal("{}", Text))
    # A cast of other values would fail.
    is_number = and_(func.jsonb_typeof(stored) == "string", text.op("~")("^[0-9]{1,9}$"))
    return case((is_number, func.to_jsonb(cast(text, Integer))), else_=stored)


def is_like(text: ColumnElement[Any], pattern: str | ColumnElement[str]) -> Condition:
    """The whole text fits a pattern of this module in any letter case."""
    return text.ilike(pattern, escape="\\")


def like_exactly(text: str) -> str:
    r"""The LIKE pattern of the text itself.

    >>> print(like_exactly("web_1*"))
    web\_1*
    """
    return re.sub(r"([\\%_])", r"\\\1", text)


def like_glob(text: str) -> str:
    r"""The LIKE pattern of a text in which `*` stands for any run of characters.

    >>> print(like_glob("3.**_1"))
    3.%\_1
    """
    return "%".join(like_exactly(part) for part in re.split(r"\*+", text))
