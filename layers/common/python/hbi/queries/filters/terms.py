"""Terms: what a filter means, as conditions that a host must meet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hbi.queries.filters.fields.field import Field

type Comparator = Literal["eq", "ne", "gt", "gte", "lt", "lte"]
type Value = str | float | bool | datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """The field has a value, or is absent or null."""

    field: Field
    is_present: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The field has a value that compares so with this one. Letter case counts; texts sort by code point."""

    field: Field
    comparator: Comparator
    value: Value


@dataclass(frozen=True, slots=True)
class Glob:
    """The field's whole text fits the pattern in any letter case; `*` stands for any run of characters."""

    field: Field
    pattern: str


@dataclass(frozen=True, slots=True)
class HasElement:
    """An element of the array equals the text; of objects, some text, number or boolean in one does."""

    field: Field
    text: str
    bare: float | bool | None = None
    """The number or boolean that the text may stand for."""


@dataclass(frozen=True, slots=True)
class HasMatch:
    """A text in the array fits the pattern like the text of a `Glob`."""

    field: Field
    pattern: str


@dataclass(frozen=True, slots=True)
class HasSubstring:
    """The text occurs in the JSON text of the array, in this letter case."""

    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class SystemName:
    """The operating system is known and its name is this one, or another one. Letter case doesn't count."""

    field: Field
    name: str
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class SystemVersion:
    """The operating system of this name has such a release; without `minor` only the major one is looked at.

    `ne` is no negation of `eq`: another operating system has this very release (contract: rest-hosts 5.8).
    """

    field: Field
    name: str
    comparator: Comparator
    major: int
    minor: int | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every term holds."""

    terms: tuple["Term", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some term holds."""

    terms: tuple["Term", ...] = ()


type Term = (
    Presence | Comparison | Glob | HasElement | HasMatch | HasSubstring | SystemName | SystemVersion | AllOf | AnyOf
)

EVERYTHING = AllOf()
NOTHING = AnyOf()


def all_of(terms: list[Term]) -> Term:
    """The conjunction; of one term the term itself."""
    return terms[0] if len(terms) == 1 else AllOf(tuple(terms))


def any_of(terms: list[Term]) -> Term:
    """The disjunction; of one term the term itself."""
    return terms[0] if len(terms) == 1 else AnyOf(tuple(terms))


def tables_of(term: Term) -> frozenset[str]:
    """Tables that the term looks into."""
    if isinstance(term, AllOf | AnyOf):
        return frozenset().union(*map(tables_of, term.terms))
    return frozenset({term.field.table})


def needs_value(term: Term) -> bool:
    """Whether only a host with a value in one of the term's fields can meet it."""
    match term:
        case AllOf(terms):
            return any(map(needs_value, terms))
        case AnyOf(terms):
            return all(map(needs_value, terms))
        case Presence(_, is_present):
            return is_present
        case _:
            return True
