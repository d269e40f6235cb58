"""Who is calling: the `x-rh-identity` header (contract: identity-rbac 1 and 2)."""

import base64
import re
from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal, Self
from uuid import UUID

import orjson
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StrictStr,
    TypeAdapter,
    ValidationError,
)

from hbi.bounds import is_deep, large_integers
from hbi.ids import is_uuid
from hbi.problems import Unauthorized, UnusableForwardedIdentity

INVALID = "Invalid token"
MISSING = "No authorization token provided"
MAX_ACCOUNT_NUMBER = 36


def _without_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError("holds a NUL character")
    return value


type Text = Annotated[StrictStr, AfterValidator(_without_nul)]
"""NUL characters are refused: PostgreSQL cannot store them, nor compare with them."""
type NonEmpty = Annotated[Text, Field(min_length=1)]

# Deliberately loose: an address that the identity provider accepted must not be refused here.
_EMAIL = re.compile(r'[^@\s"]+@(?:[^@\s.\[\]]+(?:\.[^@\s.\[\]]+)+|localhost|\[[0-9A-Fa-f.:]+\])')


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _email(value: object) -> object:
    if not isinstance(value, str) or not _EMAIL.fullmatch(value):
        raise ValueError("not an e-mail address")
    return value


def _boolean(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    raise ValueError("not a boolean")


type Email = Annotated[str, BeforeValidator(_email)]
type Flag = Annotated[bool, BeforeValidator(_boolean)]


class _Block(BaseModel):
    """What an identity tells about its caller. Members we do not know are kept and not looked at."""

    model_config = ConfigDict(frozen=True, extra="allow")


class User(_Block):
    """A person."""

    username: Text = ""
    user_id: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    locale: Text = ""
    email: Email = ""
    is_active: Flag = False
    is_internal: Flag = False
    is_org_admin: Flag = False


class ServiceAccount(_Block):
    """A program with an account of its own."""

    client_id: NonEmpty
    username: NonEmpty
    user_id: Text | None = None
    scope: Text | None = None


class System(_Block):
    """A registered machine; `cn` is the owner id of its host."""

    cn: NonEmpty
    cert_type: Annotated[Literal["hypervisor", "rhui", "sam", "satellite", "system"], BeforeValidator(_lower)]


class X509(_Block):
    """A certificate of an internal service."""

    subject_dn: NonEmpty
    issuer_dn: NonEmpty


class Identity(BaseModel, ABC):
    """A valid identity. Its concrete class tells the type."""

    model_config = ConfigDict(frozen=True)

    is_checked: ClassVar[bool] = False
    """Whether the permission service is asked about this type (contract: identity-rbac 3)."""

    type: str
    auth_type: Annotated[
        Literal["basic-auth", "cert-auth", "jwt-auth", "uhc-auth", "saml-auth", "x509"], BeforeValidator(_lower)
    ]
    org_id: Annotated[Text, Field(min_length=1, max_length=36)]
    account_number: Annotated[Text, Field(max_length=MAX_ACCOUNT_NUMBER)] | None = None
    _forwarded: str | None = PrivateAttr(None)

    @property
    def subscription_manager_id(self) -> str | None:
        """The only system among those of the owner that a proxy asks for; None when it asks for no particular one."""
        return self._forwarded

    def on_behalf_of(self, forwarded: str | None) -> Self:
        """The identity of whoever stands behind a proxy (contract: identity-rbac 3.1); for most callers the same.

        Args:
            forwarded: value of `X-Forwarded-Identity`.
        Raises:
            UnusableForwardedIdentity: the value counts and is no UUID.
        """
        value = (forwarded or "").strip()
        if not value or not self.is_proxy:
            return self
        if not is_uuid(value):
            raise UnusableForwardedIdentity("X-Forwarded-Identity must be the UUID of a system.")
        narrowed = self.model_copy()
        narrowed._forwarded = str(UUID(value))
        return narrowed

    @property
    def is_proxy(self) -> bool:
        """Whether it asks for systems behind it, and may say for which one."""
        return False

    @property
    def owner_id(self) -> str | None:
        """Owner of the only hosts that the caller may see; None when ownership does not matter."""
        return None

    @property
    def name(self) -> str | None:
        """Name of the caller within its type: user name or certificate name."""
        return None

    @property
    def user_id(self) -> str | None:
        """Id under which the services around workspaces know the caller; None where there is none."""
        return None

    @property
    def principal(self) -> str | None:
        """Type and name; the key under which things belong to one caller. None for callers without a name."""
        return f"{self.type}:{self.name}" if self.name else None

    def encode(self) -> str:
        """The identity as events carry it: base64 of type, authentication type, org, account and own block."""
        content = {
            "type": self.type,
            "auth_type": self.auth_type,
            "org_id": self.org_id,
            "account_number": self.account_number,
            **self._own_block(),
        }
        return base64.b64encode(orjson.dumps({"identity": content})).decode()

    @abstractmethod
    def _own_block(self) -> dict[str, Any]:
        """The part that only this type has, under its name."""


class UserIdentity(Identity):
    """Identity of a person."""

    is_checked = True

    type: Literal["User"]
    user: User = User()

    @property
    def name(self) -> str | None:
        return self.user.username or None

    @property
    def user_id(self) -> str | None:
        return self.user.user_id or None

    def _own_block(self) -> dict[str, Any]:
        return self.model_dump(include={"user"}, exclude_unset=True)


class ServiceAccountIdentity(Identity):
    """Identity of a service account."""

    is_checked = True

    type: Literal["ServiceAccount"]
    service_account: ServiceAccount

    @property
    def name(self) -> str | None:
        return self.service_account.username

    @property
    def user_id(self) -> str | None:
        return self.service_account.user_id or None

    def _own_block(self) -> dict[str, Any]:
        return self.model_dump(include={"service_account"}, exclude_unset=True)


class SystemIdentity(Identity):
    """Identity of a machine."""

    type: Literal["System"]
    system: System

    @property
    def is_proxy(self) -> bool:
        return self.system.cert_type == "satellite"

    @property
    def owner_id(self) -> str | None:
        return self.system.cn

    @property
    def name(self) -> str | None:
        return self.system.cn

    def _own_block(self) -> dict[str, Any]:
        return self.model_dump(include={"system"}, exclude_unset=True)


class X509Identity(Identity):
    """Identity of a certificate."""

    type: Literal["X509"]
    x509: X509

    def _own_block(self) -> dict[str, Any]:
        return self.model_dump(include={"x509"}, exclude_unset=True)


class AssociateIdentity(Identity):
    """Identity of an employee. It must bring a service account, which events do not repeat."""

    type: Literal["Associate"]
    service_account: ServiceAccount

    def _own_block(self) -> dict[str, Any]:
        return {"associate": None}


type _AnyIdentity = Annotated[
    UserIdentity | ServiceAccountIdentity | SystemIdentity | X509Identity | AssociateIdentity,
    Field(discriminator="type"),
]
_IDENTITY: TypeAdapter[Identity] = TypeAdapter(_AnyIdentity)


def decode(header: str | None, *, org_id: str | None = None) -> Identity:
    """The caller that a header names.

    Args:
        header: value of `x-rh-identity`.
        org_id: value of `x-inventory-org-id`; counts only for errata certificates (contract: identity-rbac 1).
    Raises:
        Unauthorized: the header is absent or breaks a rule. The text does not repeat it.
    """
    if not header:
        raise Unauthorized(MISSING)
    try:
        return _decoded(header, org_id)
    except (ValidationError, ValueError, TypeError, KeyError, IndexError):
        raise Unauthorized(INVALID) from None


@lru_cache(maxsize=64)
def _decoded(header: str, org_id: str | None) -> Identity:
    """Callers come again, and what a header says never changes. Nothing is kept of a header that breaks a rule."""
    content = _content(base64.b64decode(header, validate=True))["identity"]
    if org_id and _is_errata_certificate(content):
        content = {**content, "org_id": org_id}
    return _IDENTITY.validate_python(content)


def _content(decoded: bytes) -> Any:
    """The document in a header. Events repeat what it says, so that must be possible without changing it."""
    document = orjson.loads(decoded)
    if is_deep(decoded, document) or large_integers(decoded):
        raise ValueError("out of bounds")
    return document


def _is_errata_certificate(content: Any) -> bool:
    if not isinstance(content, dict) or content.get("type") != "X509" or _lower(content.get("auth_type")) != "x509":
        return False
    certificate = content.get("x509")
    if not isinstance(certificate, dict):
        return False
    return "errata-notifications" in str(certificate.get("subject_dn")) and "O=Red Hat" in str(
        certificate.get("issuer_dn")
    )
