"""The way of a reported profile from JSON to columns (contract: ingest-and-events 10.1)."""

from hbi.profile.coerce import coerce
from hbi.profile.normalise import NormalisedProfile, normalise
from hbi.profile.reported import ReportedProfile
from hbi.profile.validate import InvalidProfile, validate
from hbi.text import shorten


def parse_profile(sent: object) -> NormalisedProfile:
    """Coerces, validates, filters, migrates and splits a reported profile; `sent` stays as it is.

    Raises:
        InvalidProfile: not an object, or a property breaks the schema; the whole report must be refused.
    """
    if not isinstance(sent, dict):
        raise InvalidProfile("", f"not an object: {shorten(sent)}")
    profile = coerce(sent)
    validate(profile)
    return normalise(profile)


def parse_reported(sent: object) -> ReportedProfile:
    """The profile that `parse_profile` returns, with digests.

    Raises:
        hbi.profile.validate.InvalidProfile: a property breaks the schema.
    """
    return ReportedProfile.of(parse_profile(sent))
