"""Settings of the identities of callers."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Json, ValidationInfo, field_validator

from hbi.settings.base import Settings


class ClaimNames(BaseModel):
    """Names of the claims that the members of an identity are taken from. An empty name stands for no claim."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    org_id: Annotated[str, Field(min_length=1)] = "org_id"
    account_number: str = "account_number"
    username: str = "preferred_username"
    user_id: str = "sub"
    email: str = "email"
    is_org_admin: str = "is_org_admin"
    client_id: str = "client_id"
    """Name of the claim that tokens of service accounts have, and those of users do not."""


class IdentitySettings(Settings):
    """Settings of the one source of identities that the API believes."""

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
