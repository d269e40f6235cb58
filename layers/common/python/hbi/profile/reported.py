"""A reported profile as a batch keeps it until it is stored: digested, its lists as JSON text.

A profile is mostly lists of thousands of texts. No rule looks into them, so each is spelled once, right after it was
checked, and the objects go: the rest of the batch then carries a tenth of the memory, and hashing, writing and
publishing take the same text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hbi.documents import JsonText
from hbi.profile.hash import part_hash
from hbi.profile.normalise import NormalisedProfile, Part


@dataclass(frozen=True, slots=True)
class ReportedPart:
    """One profile part as it was reported."""

    columns: Part
    """Columns by name, lists as `JsonText`; empty when the report says nothing."""
    digest: str
    """Digest of the columns, see `part_hash`."""

    @classmethod
    def of(cls, columns: Mapping[str, Any]) -> "ReportedPart":
        """Turns lists into JSON text that are not yet."""
        spelled = {name: JsonText.of(value) if isinstance(value, list) else value for name, value in columns.items()}
        return cls(spelled, part_hash(spelled))


@dataclass(frozen=True, slots=True)
class ReportedProfile:
    """Both parts of a normalised profile."""

    static: ReportedPart
    dynamic: ReportedPart

    @classmethod
    def of(cls, profile: NormalisedProfile) -> "ReportedProfile":
        """The same profile with digests."""
        return cls(ReportedPart.of(profile.static), ReportedPart.of(profile.dynamic))

    def __bool__(self) -> bool:
        return bool(self.static.columns or self.dynamic.columns)
