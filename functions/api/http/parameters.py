"""Parameters of operations: a class declares them, an object of it holds the values of one request.

    class HostExistsParameters(Parameters):
        insights_id: str = parameter(Uuid(), "The insights id to look for.", is_required=True)

The type checker takes such a class for a frozen dataclass and ties each annotation to its kind. A real dataclass would
cost a third of a millisecond of every cold start. The same declarations make the OpenAPI document.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, Self, cast, dataclass_transform, overload

from functions.api.http.kinds import IdList, Kind, Uuid, UuidList
from functions.api.http.request import Pairs
from hbi.problems import InvalidParameter

type Place = Literal["query", "path"]


class Parameter(NamedTuple):
    """A declared parameter."""

    name: str
    """In requests. Empty means that it is called like the attribute."""
    kind: Kind[Any]
    description: str
    place: Place = "query"
    default: Any = None
    """Value when it is not sent."""
    is_list: bool = False
    """Whether it may be repeated; a comma never separates. Of other parameters the last occurrence counts."""
    is_deprecated: bool = False
    is_required: bool = False

    def value(self, texts: Sequence[str] | None) -> Any:
        """The value of what was sent; `texts` are its occurrences, None when there is none.

        Raises:
            InvalidParameter: it is missing, or a text is not of its kind.
        """
        if texts is None:
            if self.is_required:
                raise InvalidParameter(self.name, got=None, expected="a value: the parameter is required")
            return self.default
        for text in texts:
            if "\0" in text:
                raise InvalidParameter(self.name, got=text, expected="text without NUL characters")
        if self.is_list:
            return tuple(dict.fromkeys(self.kind.parse(self.name, text) for text in texts))
        return self.kind.parse(self.name, texts[-1])


class DeepObject[Value](Protocol):
    """A parameter whose name goes on in brackets. Its syntax is checked before all other parameters."""

    @property
    def name(self) -> str:
        """What stands before the brackets."""

    @property
    def description(self) -> str:
        """For the document."""

    def parse(self, query: Pairs) -> Value:
        """The value that the query gives it.

        Raises:
            InvalidParameter: broken syntax.
        """


class _DeclaredObject(NamedTuple):
    """Marks an attribute as a parameter with brackets."""

    parameter: DeepObject[Any]


@overload
def parameter[Value](kind: Kind[Value], description: str, *, is_required: Literal[True], name: str = "") -> Value: ...
@overload
def parameter[Value](kind: Kind[Value], description: str, *, default: Value, name: str = "") -> Value: ...
@overload
def parameter[Value](
    kind: Kind[Value], description: str, *, name: str = "", is_deprecated: bool = False
) -> Value | None: ...
def parameter(kind: Kind[Any], description: str, *, name: str = "", **details: Any) -> Any:
    """Declares a parameter. Without `default` and `is_required` its value is None when it is not sent."""
    return Parameter(name, kind, description, **details)


def path_parameter[Value](kind: Kind[Value], description: str, *, name: str = "") -> Value:
    """Declares a segment of the path."""
    return cast("Value", Parameter(name, kind, description, place="path"))


def list_parameter[Value](
    kind: Kind[Value],
    description: str,
    *,
    default: tuple[Value, ...] = (),
    name: str = "",
    is_deprecated: bool = False,
) -> tuple[Value, ...]:
    """Declares a parameter that may be repeated. Its values are in the order of the request, each of them once."""
    declared = Parameter(name, kind, description, default=default, is_list=True, is_deprecated=is_deprecated)
    return cast("tuple[Value, ...]", declared)


def object_parameter[Value](parameter: DeepObject[Value]) -> Value:
    """Declares a parameter whose name goes on in brackets."""
    return cast("Value", _DeclaredObject(parameter))


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(parameter, path_parameter, list_parameter, object_parameter),
)
class Parameters:
    """Base class of declarations, and the declaration of an operation without parameters.

    A class may have several bases: their parameters come first, in the order in which the bases are written.
    """

    declared: ClassVar[Mapping[str, Parameter]] = {}
    """By attribute, in the order of their declaration."""
    objects: ClassVar[Mapping[str, DeepObject[Any]]] = {}
    """Those with brackets, by attribute."""

    def __init_subclass__(cls, *, without: Collection[str] = ()) -> None:
        """`without`: attributes of bases that are no parameters here; they have their defaults."""
        declared: dict[str, Parameter] = {}
        objects: dict[str, DeepObject[Any]] = {}
        for base in cls.__bases__:
            if issubclass(base, Parameters):
                declared |= {
                    attribute: entry for attribute, entry in base.declared.items() if attribute not in declared
                }
                objects |= base.objects
        for attribute, value in list(vars(cls).items()):
            if isinstance(value, Parameter):
                declared[attribute] = value if value.name else value._replace(name=attribute)
                setattr(cls, attribute, value.default)
            elif isinstance(value, _DeclaredObject):
                objects[attribute] = value.parameter
        cls.declared = {attribute: entry for attribute, entry in declared.items() if attribute not in without}
        cls.objects = objects

    def __init__(self, **values: Any) -> None:
        vars(self).update(values)

    @classmethod
    def parse(cls, query: Pairs, path: Mapping[str, str]) -> Self:
        """The parameters of a request. Undeclared names are ignored.

        Args:
            path: the path's segments by name.
        Raises:
            InvalidParameter: the first fault: parameters with brackets before others, and those of the path last,
                each in the order of their declaration.
        """
        values = {attribute: entry.parse(query) for attribute, entry in cls.objects.items()}
        sent: dict[str, list[str]] = {}
        for name, text in query:
            sent.setdefault(name, []).append(text)
        in_path = []
        for attribute, entry in cls.declared.items():
            if entry.place == "path":
                in_path.append((attribute, entry))
            else:
                values[attribute] = entry.value(sent.get(entry.name))
        for attribute, entry in in_path:
            values[attribute] = entry.value([path[entry.name]])
        return cls(**values)


class NamedHostsParameters(Parameters):
    """The parameter of operations on named hosts. Permissions are checked for these hosts."""

    host_id_list: IdList = path_parameter(UuidList(), "Host ids, separated by commas.")


class NamedGroupParameters(Parameters):
    """A group that the path names. Who has no permission at all still learns whether it exists."""

    group_id: str = path_parameter(Uuid(), "Id of the group.")
