"""The parameters about groups, or workspaces as they are called today (contract: rest-hosts 4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from hbi.ids import is_dashed_uuid
from hbi.problems import InvalidParameter

type Names = Sequence[str] | None
"""Values of a repeated parameter; None when it was not sent."""


@dataclass(frozen=True, slots=True)
class GroupFilter:
    """Groups that hosts must be in. Several names are alternatives, so are several ids; None is no restriction."""

    names: tuple[str, ...] | None = None
    """Whole names in any letter case; the empty one means no group, or the ungrouped one."""
    ids: tuple[str, ...] | None = None
    """Lower-case ids."""


def group_filter(
    *, workspace_name: Names = None, group_name: Names = None, workspace_id: Names = None, group_id: Names = None
) -> GroupFilter:
    """What the four parameters mean; old and new names are synonyms.

    Raises:
        InvalidParameter: more than one of them is given, or an id is no UUID.
    """
    given = {
        name: texts
        for name, texts in {
            "workspace_name": workspace_name,
            "group_name": group_name,
            "workspace_id": workspace_id,
            "group_id": group_id,
        }.items()
        if texts is not None
    }
    if len(given) > 1:
        first, second, *_ = given
        raise InvalidParameter(first, got=list(given[first]), expected=f"nothing beside {second}")
    for name, texts in given.items():
        if name.endswith("_id"):
            return GroupFilter(ids=tuple(_id(name, text) for text in texts))
        return GroupFilter(names=tuple(_name(name, text) for text in texts))
    return GroupFilter()


def _id(name: str, text: str) -> str:
    if not is_dashed_uuid(text):
        raise InvalidParameter(name, got=text, expected="a UUID such as a1b2c3d4-0001-4002-8003-a00000000007")
    return text.lower()


def _name(name: str, text: str) -> str:
    if "\0" in text:
        raise InvalidParameter(name, got=text, expected="text without NUL characters")
    return text
