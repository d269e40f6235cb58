"""Deep-object query parameters such as `filter[a][b]=v` (contract: rest-hosts 5.1)."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NoReturn

from hbi.problems import InvalidParameter
from hbi.queries.filters.syntax.error_paths import shown

type Pairs = Sequence[tuple[str, str]]
"""Names and values of a query string in their order, decoded once."""

type Path = tuple[str, ...]

MAX_DEPTH = 12
"""Most names in brackets behind a parameter: twice as many as the deepest field needs."""

_BRACKETS = re.compile(r"(?:\[[^\[\]]*\])+")
_ITEM = re.compile(r"[0-9]*")
_LONGER_NAME = re.compile(r"[\w.-]")


_VALUELESS = frozenset({"nil", "not_nil"})
"""Comparators whose value nobody looks at."""


class BareJson(str):
    """Text of a number or boolean that stood in a JSON value without quotes."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class QueryNode:
    """A name in brackets: the values that were sent for it, and the names in further brackets behind it."""

    values: tuple[str, ...] = ()
    is_list: bool = False
    """Whether the values were sent as a list; it may have one member."""
    members: Mapping[str, "QueryNode"] = field(default_factory=lambda: MappingProxyType({}))


def tree_of(parameter: str, query: Pairs, *, objects: Collection[str] = ()) -> QueryNode:
    """Everything that the query says about a parameter, merged into one tree.

    >>> tree_of("filter", [("filter[a][b][]", "1"), ("filter[a][b][]", "2")]).members["a"].members["b"].values
    ('1', '2')

    Args:
        objects: names directly below the parameter that take no value but a JSON object.
    Raises:
        InvalidParameter: unbalanced brackets, a name given twice, a value where none may stand, NUL.
    """
    leaves: dict[Path, _Leaf] = {}
    for name, text in query:
        if not concerns(name, parameter):
            continue
        path, is_list = path_of(name, parameter)
        if not path:
            _refuse(name, text, f"the form {parameter}[name][name]=value")
        found = list(_leaves_of(name, path, text, is_list=is_list))
        if not found and path[0] not in objects:
            _refuse(name, text, "an object with members")
        for place, leaf in found:
            if len(place) == 1 and place[0] in objects:
                _refuse(name, text, "a JSON object, or names in further brackets")
            leaves[place] = _gathered(name, leaves.get(place), leaf)
    return _tree(leaves)


def concerns(name: str, parameter: str) -> bool:
    """Whether a name in the query means the parameter, brackets balanced or not; `filters` is not `filter`."""
    return name.startswith(parameter) and not _LONGER_NAME.match(name, len(parameter))


def path_of(name: str, parameter: str) -> tuple[Path, bool]:
    """The names in brackets, and whether the place of a list item ends them: `filter[a][b][]` is `("a", "b"), True`.

    Many clients number the items: `[0]` means the same as `[]`.

    Raises:
        InvalidParameter: something else than balanced brackets follows the parameter's name.
    """
    brackets = name[len(parameter) :]
    if brackets and not _BRACKETS.fullmatch(brackets):
        raise InvalidParameter(parameter, got=name, expected="names in balanced brackets, such as [name][name]")
    steps = [_text(name, step) for step in brackets[1:-1].split("][")]
    return tuple(step for step in steps if not _ITEM.fullmatch(step)), bool(brackets and _ITEM.fullmatch(steps[-1]))


def json_in(name: str, text: str) -> Any:
    """The JSON object or list that the text is, else the text. Numbers and booleans in it become `BareJson`.

    Raises:
        InvalidParameter: an object names a member twice, or levels are beyond counting.
    """
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(
            text,
            object_pairs_hook=lambda members: _object(name, members),
            parse_int=BareJson,
            parse_float=BareJson,
            parse_constant=_no_constant,
        )
    except RecursionError:
        _refuse(name, text, f"at most {MAX_DEPTH} levels")
    except ValueError:
        return text


@dataclass(frozen=True, slots=True)
class _Leaf:
    values: tuple[str, ...]
    is_list: bool


def _leaves_of(name: str, path: Path, text: str, *, is_list: bool) -> Iterator[tuple[Path, _Leaf]]:
    """The values of one pair with their places."""
    _check_depth(name, path)
    document = json_in(name, text)
    if isinstance(document, list) or (is_list and isinstance(document, dict)):
        _refuse(name, text, "text; several values are sent as name[]=value, repeated")
    if isinstance(document, dict):
        yield from _leaves_in(name, path, document)
    else:
        yield path, _Leaf((_text(name, document),), is_list)


def _leaves_in(name: str, path: Path, document: Any) -> Iterator[tuple[Path, _Leaf]]:
    """The values inside a JSON object with their places."""
    _check_depth(name, path)
    if isinstance(document, dict):
        if not document and len(path) > 1:
            _refuse(name, document, "an object with members")
        for key, member in document.items():
            yield from _leaves_in(name, (*path, _text(name, key)), member)
    elif isinstance(document, list):
        if not document:
            _refuse(name, document, "a list with members")
        yield path, _Leaf(tuple(_scalar(name, member) for member in document), is_list=True)
    elif document is None and path[-1] in _VALUELESS:
        yield path, _Leaf((BareJson("null"),), is_list=False)
    else:
        yield path, _Leaf((_scalar(name, document),), is_list=False)


def _check_depth(name: str, path: Path) -> None:
    if len(path) > MAX_DEPTH:
        _refuse(name, path[-1], f"at most {MAX_DEPTH} levels")


def _gathered(name: str, known: _Leaf | None, leaf: _Leaf) -> _Leaf:
    """Members of a list add up; anything else may be said once."""
    if known is None:
        return leaf
    if not (known.is_list and leaf.is_list):
        _refuse(name, leaf.values[0], "each name once, or with [] behind it every time")
    return _Leaf(known.values + leaf.values, is_list=True)


def _tree(leaves: Mapping[Path, _Leaf]) -> QueryNode:
    root: dict[str, Any] = {}
    for path, leaf in leaves.items():
        place = root
        for step in path:
            place = place.setdefault("members", {}).setdefault(step, {})
        place["leaf"] = leaf
    return _node(root)


def _node(place: Mapping[str, Any]) -> QueryNode:
    leaf = place.get("leaf", _Leaf((), is_list=False))
    members = {name: _node(member) for name, member in place.get("members", {}).items()}
    return QueryNode(leaf.values, leaf.is_list, MappingProxyType(members))


def _object(name: str, members: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(members)
    if len(document) < len(members):
        _refuse(name, [key for key, _ in members], "each name once in an object")
    return document


def _no_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _scalar(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return BareJson(str(value).lower())
    if not isinstance(value, str):
        _refuse(name, value, "text, a number or a boolean")
    return _text(name, value)


def _text(name: str, text: str) -> str:
    """The text, unless PostgreSQL could not store it anyway."""
    try:
        text.encode()
    except UnicodeEncodeError:
        _refuse(name, text, "text without halves of surrogate pairs")
    if "\0" in text:
        _refuse(name, text, "text without NUL characters")
    return text


def _refuse(name: str, value: object, expected: str) -> NoReturn:
    raise InvalidParameter(shown(name, 100), got=value, expected=expected)
