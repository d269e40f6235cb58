"""Ports on loopback.

`python -m local.ports` says whether the port of HBI_PORT can be used; it needs nothing that has to be installed.
"""

import errno
import os
import socket
import sys

from hbi.problems import ConfigurationError
from hbi.text import shorten

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = "8080"


def free_port() -> int:
    """A TCP port that nothing on loopback listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_listening(port: int) -> bool:
    """Whether something on loopback accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((LOOPBACK, port)) == 0


def port_of(text: str) -> int:
    """The port that HBI_PORT names.

    Raises:
        ConfigurationError: it names none.
    """
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:6]) <= 65_535:
        raise ConfigurationError(f"HBI_PORT={shorten(text)} is not a port; choose one from 1 to 65535")
    return int(text)


def listen(port: int) -> socket.socket:
    """A listening socket on the port.

    Raises:
        ConfigurationError: the port cannot be used; the text names the port and HBI_PORT.
    """
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConfigurationError(f"port {port} is in use; stop what listens there or set HBI_PORT") from None
        raise ConfigurationError(f"port {port} cannot be used: {error.strerror}; set HBI_PORT") from None


def main() -> None:
    """Ends with one line and code 1 if the port cannot be used."""
    try:
        listen(port_of(os.environ.get("HBI_PORT") or DEFAULT_PORT)).close()
    except ConfigurationError as error:
        sys.exit(f"hbi: {error}")


if __name__ == "__main__":
    main()
