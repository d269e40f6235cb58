"""Query parameters that an operation does not declare: they are ignored, and where that is dangerous refused."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from urllib.parse import quote

from functions.api.http.operation import Operation
from functions.api.http.request import Pairs
from hbi.problems import InvalidParameter
from hbi.queries.filters.syntax.deep_object import concerns
from hbi.queries.filters.syntax.error_paths import shown

HEADER = "x-ignored-parameters"
DESCRIPTION = (
    "Names of query parameters that the operation does not know and ignored, percent-encoded and separated by commas."
    " `...` stands for those that do not fit. Absent when nothing was ignored."
)
LONGEST = 1_000
"""Characters of the header's value."""

_MORE = "..."
_SEPARATOR = ", "
_SAFE = "[]!~*'()"
_OPEN_ENDED = frozenset({"filter", "system_profile"})
"""Whatever begins with one of these is about profiles."""
_BETWEEN_STEPS = re.compile(r"[^\w-]+|__+")
_MOST_STEPS = 24
"""Of a name that are looked at."""
_WELL_WRITTEN_FIELDS = re.compile(r"fields(?:\[[^\[\]]*\])+")


def ignored_names(operation: Operation, query: Pairs) -> list[str]:
    """Names in the query that the operation ignores, each once, in their order; never the empty one."""
    declared = {parameter.name for parameter in operation.parameters if parameter.place == "query"}
    return [
        name
        for name in dict.fromkeys(name for name, _ in query if name)
        if name not in declared and not any(concerns(name, parameter.name) for parameter in operation.objects)
    ]


def ignored_header(names: Collection[str]) -> Mapping[str, str]:
    """The header that names ignored parameters; empty when there are none."""
    encoded = [quote(name.encode(errors="surrogatepass"), safe=_SAFE) for name in names]
    if len(_SEPARATOR.join(encoded)) > LONGEST:
        encoded = [*_beginning(encoded), _MORE]
    return {HEADER: _SEPARATOR.join(encoded)} if encoded else {}


def refuse_lost_filters(operation: Operation, query: Pairs) -> None:
    """Refuses names that mean a filter and would be ignored, because the operation would then change more hosts.

    Raises:
        InvalidParameter: the first such name; the text shows the right writing.
    """
    if not operation.narrowed_by:
        return
    for name in ignored_names(operation, query):
        if found := _filter_meant_by(name, operation.narrowed_by):
            meant, steps = found
            raise InvalidParameter(
                shown(name, 100),
                got=name,
                fault="would be ignored, and more hosts deleted than it asks for",
                expected=operation.narrowed_by[meant].format(steps=_in_brackets(steps)),
            )


def _beginning(texts: Collection[str]) -> list[str]:
    """The first texts, as many as fit into the header together with the mark for the others."""
    room = LONGEST - len(_MORE)
    fitting: list[str] = []
    for text in texts:
        room -= len(text) + len(_SEPARATOR)
        if room < 0:
            break
        fitting.append(text)
    return fitting


def _filter_meant_by(name: str, filters: Collection[str]) -> tuple[str, Sequence[str]] | None:
    """The filter that a name mentions, in whatever letter case and however its words are joined, and the steps behind.

    >>> _filter_meant_by("params[updated.start][gte]", {"updated_start"})
    ('updated_start', ['gte'])
    """
    if _WELL_WRITTEN_FIELDS.fullmatch(name):
        return None  # no filter
    known = {_squashed(word): word for word in filters}
    steps = [step for step in _BETWEEN_STEPS.split(name)[:_MOST_STEPS] if step]
    for start, end in combinations(range(len(steps) + 1), 2):
        if meant := known.get(_squashed("".join(steps[start:end]))):
            return meant, steps[end:]
    begin = _squashed("".join(steps[:1]))
    longer = (word for word in filters if word in _OPEN_ENDED and begin.startswith(_squashed(word)))
    meant = next(longer, None)
    return None if meant is None else (meant, steps[1:])


def _in_brackets(steps: Sequence[str]) -> str:
    """The steps behind a filter's name in the writing that is read: of `filter.a.b` it is `[a][b]`."""
    return shown("".join(f"[{step}]" for step in steps), 100) or "[name]"


def _squashed(word: str) -> str:
    return word.replace("_", "").replace("-", "").casefold()
