"""Settings of the connection to PostgreSQL, and of whatever migrates the database."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from hbi.settings.base import Settings

SCHEMA = "hbi"


class DatabaseSettings(Settings):
    """Settings of the connection to PostgreSQL."""

    database_url: str = Field(alias="HBI_DATABASE_URL", repr=False)
    """URL of the database, `postgresql://user:password@host:port/name`; libpq's options may follow a `?`."""
    database_auth: Literal["password", "iam"] = Field("password", alias="HBI_DATABASE_AUTH")
    """How the user logs in: with the password of the URL (`password`), or with a token of AWS IAM (`iam`)."""
    statement_timeout_ms: int = Field(30_000, ge=0, alias="HBI_STATEMENT_TIMEOUT_MS")
    """Milliseconds after which the server ends a statement. 0 means never."""
    lock_timeout_ms: int = Field(10_000, ge=0, alias="HBI_LOCK_TIMEOUT_MS")
    """Milliseconds that a statement waits for a lock before it fails. 0 means for ever."""
    idle_transaction_timeout_ms: int = Field(60_000, ge=0, alias="HBI_IDLE_TRANSACTION_TIMEOUT_MS")
    """Milliseconds after which the server undoes a transaction whose process says nothing: Lambda may have frozen or
    dropped it. 0 means never."""
    connect_timeout_s: int = Field(5, ge=1, alias="HBI_CONNECT_TIMEOUT_SECONDS")
    """Seconds that opening a connection to the database may take."""
    database_pooled: bool = Field(False, alias="HBI_DATABASE_POOLED")
    """Whether a pooler such as RDS Proxy stands in between. It refuses start-up options, so the limits of statements,
    locks and idle transactions come from the role's settings in the database."""

    @property
    def application_name(self) -> str:
        """Name by which the server knows the sessions of a function."""
        return "hbi"

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
            raise ValueError("not a PostgreSQL URL; example: postgresql://user@host:5432/inventory")
        return value


class MigrationSettings(DatabaseSettings):
    """Settings of whatever migrates the database."""

    partitions: int = Field(1, ge=1, le=32, alias="HOSTS_TABLE_NUM_PARTITIONS")
    """Number of partitions of each partitioned table. It counts only when the tables are created."""
    migrations_dir: Path | None = Field(None, alias="HBI_MIGRATIONS_DIR")
    """Folder of the schema's revisions. Without it they are looked for beside the code."""
