"""How errors name a place in a filter."""

_LONGEST = 60


def below(place: str, name: str) -> str:
    """A place one name further, as it was sent: `filter[system_profile]` and `arch` make
    `filter[system_profile][arch]`."""
    return f"{place}[{name if len(name) <= _LONGEST else name[: _LONGEST - 1] + '…'}]"
