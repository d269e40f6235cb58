"""The base of all settings: loading, and errors that show no secrets."""

import os
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from hbi.problems import ConfigurationError
from hbi.secrets import reference
from hbi.text import shorten

Seconds = Annotated[int, Field(ge=0)]

ADDRESS = r"([^\s/:]+|\[[0-9a-fA-F:]+\]):\d{1,5}"
"""Pattern of a host with its port."""

_CREDENTIALS = re.compile(r"://[^/\s]*@")


class Settings(BaseModel):
    """Base of the settings objects: immutable, filled from environment variables.

    A field with `repr=False` is secret: no error and no print shows its value.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", ignored_types=(cached_property,), defer_build=True, hide_input_in_errors=True
    )

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Settings from the environment; an empty variable counts as absent.

        Raises:
            ConfigurationError: a variable is missing or unusable; the text names it.
        """
        source = os.environ if environ is None else environ
        try:
            return cls.model_validate({name: value for name, value in source.items() if value != ""})
        except ValidationError as error:
            raise ConfigurationError(_one_line(error, cls)) from None


def _one_line(error: ValidationError, model: type[BaseModel]) -> str:
    # Faults of defaults go by the field's name.
    variables = {name: field.alias for name, field in model.model_fields.items()}
    secrets = secret_variables(model)
    faults = []
    for fault in error.errors(include_url=False):
        if not fault["loc"]:
            faults.append(fault["msg"])
            continue
        name = str(fault["loc"][0])
        name = variables.get(name) or name
        if fault["type"] == "missing":
            faults.append(f"environment variable {name} is not set")
        elif name in secrets:
            faults.append(f"environment variable {name} (its value is secret): {fault['msg']}")
        else:
            shown = _CREDENTIALS.sub("://***@", shorten(fault["input"]))
            faults.append(f"environment variable {name}={shown}: {fault['msg']}")
    return "; ".join(faults)


def secret_variables(model: type[BaseModel]) -> frozenset[str]:
    """Names of the environment variables whose values must not be shown."""
    return frozenset(field.alias or name for name, field in model.model_fields.items() if not field.repr)


def _reference_or_secret(value: SecretStr) -> SecretStr:
    reference(value.get_secret_value())
    return value


type Secret = Annotated[SecretStr, AfterValidator(_reference_or_secret)]
"""A secret, or a reference to it: `hbi.secrets.reveal` gives its value."""
