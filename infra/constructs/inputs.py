"""Inputs that the stack can't know at synthesis: from context when they are there, else asked for at deploy."""

from aws_cdk import CfnParameter
from constructs import Construct


def required_input(scope: Construct, name: str, *, given: str | None, description: str, pattern: str) -> str:
    """The value from context, or a reference to a stack parameter without default.

    Args:
        name: name of the parameter, e.g. `MskClusterArn`.
        given: the context's value, if there is one.
        pattern: regular expression that a deployed value must match as a whole.
    """
    if given is not None:
        return given
    parameter = CfnParameter(
        scope, name, type="String", description=description, allowed_pattern=pattern, constraint_description=description
    )
    return parameter.value_as_string
