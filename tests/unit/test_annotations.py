"""What Python evaluates when it imports the models."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

import functions
import hbi


def modules() -> Iterator[ModuleType]:
    for package in (hbi, functions):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def models() -> list[type[BaseModel]]:
    """Our pydantic models."""
    classes = (item for module in modules() for item in vars(module).values() if isinstance(item, type))
    ours = {
        found for found in classes if issubclass(found, BaseModel) and found.__module__.startswith(("hbi", "functions"))
    }
    return sorted(ours, key=lambda found: (found.__module__, found.__qualname__))


def is_hashable(member: Any) -> bool:
    try:
        hash(member)
    except TypeError:
        return False
    return True


def members_of_unions(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    # What is not a type in `Annotated` are validators and bounds.
    inner = get_args(annotation)[:1] if origin is Annotated else get_args(annotation)
    if origin in {Union, UnionType}:
        yield from inner
    for part in inner:
        yield from members_of_unions(part)


def test_members_of_unions_can_be_hashed() -> None:
    """Python 3.12.0 to 3.12.2 hash them when the class is made, and fail (CPython issue 112281)."""
    members = [
        (model.__qualname__, member)
        for model in models()
        for annotation in model.__annotations__.values()
        for member in members_of_unions(annotation)
    ]
    assert ("HostReport", type(None)) in members
    assert [(model, member) for model, member in members if not is_hashable(member)] == []
