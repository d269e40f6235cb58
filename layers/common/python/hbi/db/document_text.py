"""Documents of a host that readers only show, as JSON text."""

SHOWN_AS_TEXT = frozenset({"facts", "groups", "ip_addresses", "mac_addresses", "tags"})
"""Documents of a host that readers only show: as JSON text they stay as they are stored, whoever stored them."""


def shown_text(name: str, alias: str) -> str:
    """The SQL expression for the text of one of `SHOWN_AS_TEXT` in rows of `hosts`; of facts it is the list of clients.

    A namespace that holds null shows `{}` (contract: rest-hosts 2.4); facts that are no object show no namespace.
    """
    if name != "facts":
        return f"{alias}.{name}::text"
    value = "CASE jsonb_typeof(f.value) WHEN 'null' THEN '{}' ELSE f.value END"
    entry = f"""concat('{{"namespace":', to_json(f.key), ',"facts":', {value}, '}}')"""
    entries = f"SELECT concat('[', string_agg({entry}, ','), ']') FROM jsonb_each({alias}.facts) f"  # noqa: S608 - ours
    return f"CASE jsonb_typeof({alias}.facts) WHEN 'object' THEN ({entries}) ELSE '[]' END"
