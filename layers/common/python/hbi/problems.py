"""What can go wrong, in the inventory's own words.

Rules and repositories raise these. One table in the API function maps them to HTTP answers; nothing else knows
status codes.
"""

from collections.abc import Iterable, Sequence

from hbi.text import shorten


class HbiError(Exception):
    """Root of every error that this code raises on purpose."""


class ConfigurationError(HbiError):
    """A setting is missing or unusable. The text is one line that names the setting and what to do."""


class TenancyViolation(HbiError):
    """A statement on a tenant table does not carry `org_id`. Always a defect of ours, never bad input."""


class Unavailable(HbiError):
    """A service we depend on does not answer. The work was not done and may be tried again."""


class ReadOnly(HbiError):
    """Changes are switched off for the organisation."""


class Unauthorized(HbiError):
    """No identity, or one that breaks a rule."""


class UnusableToken(Unauthorized):
    """A verified token whose claims do not tell who calls."""


class Forbidden(HbiError):
    """The identity is known and may not do this."""

    def __init__(self, detail: str, *, host_ids: Sequence[str] | None = None) -> None:
        """`host_ids`: the named hosts, in lower case, that are refused; None when it does not depend on the host."""
        super().__init__(detail)
        self.host_ids = host_ids


class UnusableForwardedIdentity(HbiError):
    """A trusted proxy names the system that it asks for in a way that cannot be understood."""


class NotOffered(HbiError):
    """The operation does not exist for the caller's organisation."""


class PermissionServiceRefused(HbiError):
    """The permission service refuses to answer for this caller. Its status is passed on."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class MethodNotAllowed(HbiError):
    """The path exists, the method does not."""

    def __init__(self, path: str, methods: Iterable[str]) -> None:
        """`methods` are those that the path knows."""
        self.methods = sorted(methods)
        super().__init__(f"Method Not Allowed: {path} knows {', '.join(self.methods)}")


class UnsupportedMediaType(HbiError):
    """The body is of a content type that the operation does not read."""


class NotFound(HbiError):
    """The path or the one thing it names does not exist (for this caller)."""


class TooManyRequests(HbiError):
    """The caller has to wait. `retry_after_s` is for how many seconds."""

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class InvalidParameter(HbiError):
    """A query or path parameter is refused."""

    def __init__(self, name: str, *, got: object, expected: str, fault: str | None = None) -> None:
        """`fault` says what is wrong with the value where "expected …" alone is not enough."""
        said = f"{shorten(got)} {fault}; expected {expected}" if fault else f"expected {expected}, got {shorten(got)}"
        super().__init__(f"{name}: {said}")
        self.name = name


class InvalidInput(HbiError):
    """What a function is invoked with breaks a rule. The text names each member that is wrong."""


class InvalidBody(HbiError):
    """The request body breaks its schema."""


class InvalidField(HbiError):
    """A member of a PATCH body breaks its rule (contract: rest-hosts 1.3, shape M)."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field


class RuleViolation(HbiError):
    """Parameters or body are well formed but not allowed together (contract: rest-hosts 1.3, shape A)."""

    def __init__(self, detail: str, *, title: str = "Validation Error") -> None:
        super().__init__(detail)
        self.title = title


class RefusedContent(HbiError):
    """What a body says is not possible (contract: rest-hosts 1.3, shape C)."""

    def __init__(self, detail: str, *, title: str = "Validation Error") -> None:
        super().__init__(detail)
        self.title = title


class HostsNotFound(HbiError):
    """Hosts named in the path do not exist for this caller."""

    def __init__(self, ids: Sequence[str] | None) -> None:
        """`ids` as the caller spelled them; None when it is not known which ones are missing."""
        super().__init__("One or more hosts not found.")
        self.ids = ids


class GroupsNotFound(HbiError):
    """Groups named in the path do not exist for this caller."""

    def __init__(self, ids: Sequence[str] | None) -> None:
        """`ids` as the caller spelled them; None when it is not told which ones are missing."""
        super().__init__("One or more groups not found.")
        self.ids = ids


class Inapplicable(HbiError):
    """A well-formed request that cannot be carried out on what it names, or changes nothing at all."""


class SeveralHosts(HbiError):
    """More than one host is what only one can be."""


class FactsNotFound(HbiError):
    """Hosts named in the path do not exist for this caller, or do not have the namespace of facts."""


class NoFacts(HbiError):
    """Nothing to merge into a namespace of facts."""


class ResponseTooLarge(HbiError):
    """The answer would exceed what Lambda can return; the text says how to ask for less."""
