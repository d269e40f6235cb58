"""Settings about who calls."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Json, ValidationInfo, field_validator

from hbi.settings.base import Settings


class ClaimNames(BaseModel):
    """Which claim of a token each member of an identity is taken from; an empty name takes it from none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    org_id: Annotated[str, Field(min_length=1)] = "org_id"
    account_number: str = "account_number"
    username: str = "preferred_username"
    user_id: str = "sub"
    email: str = "email"
    is_org_admin: str = "is_org_admin"
    client_id: str = "client_id"
    """Tokens that have it belong to service accounts, all others to users."""


class IdentitySettings(Settings):
    """Where the API learns who calls. It believes one source only."""

    authorizer: Literal["iam", "jwt"] | None = Field(None, alias="HBI_AUTHORIZER")
    """Kind of authorizer in front of protected routes; the deployment sets it. Without it, it is not known."""
    identity_source: Literal["header", "jwt"] = Field("header", alias="HBI_IDENTITY_SOURCE", validate_default=True)
    """Source of identities. `header`: `x-rh-identity`, from a gateway that has checked it; `jwt`: claims that a JWT
    authorizer verified."""
    identity_claims: Json[ClaimNames] = Field(ClaimNames(), alias="HBI_IDENTITY_CLAIMS")
    """Claims that identities are made of, for source `jwt`: JSON, `{"<member>": "<claim>", …}`. Members that it leaves
    out keep their defaults."""

    @field_validator("identity_source")
    @classmethod
    def _fits_the_authorizer(cls, value: str, info: ValidationInfo) -> str:
        authorizer = info.data.get("authorizer")
        if authorizer is not None and (value == "jwt") != (authorizer == "jwt"):
            raise ValueError(
                f"does not fit HBI_AUTHORIZER={authorizer}: it must be jwt behind authorizer jwt, and only there"
            )
        return value
