"""How a host is named everywhere: its organisation and its id."""

type HostKey = tuple[str, str]
