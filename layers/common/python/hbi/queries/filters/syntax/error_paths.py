"""How errors name a place in a filter."""


def below(place: str, name: str) -> str:
    """A place one name further: `filter[system_profile]` and `arch` make `filter[system_profile][arch]`."""
    return f"{place}[{shown(name, 60)}]"


def shown(name: str, longest: int) -> str:
    """A name as it was sent, on one line and cut."""
    text = repr(name)[1:-1]
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
