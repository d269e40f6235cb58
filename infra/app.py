"""The CDK app. `cdk synth` runs it as `python -m infra.app`; it needs neither AWS nor Docker."""

import sys

from aws_cdk import App

from infra.checks import add_checks
from infra.configuration import Configuration, UnusableContext
from infra.packaging.artifacts import Artifacts
from infra.packaging.target import WrongInterpreter
from infra.packaging.tools import BuildFailed
from infra.stacks.data import DataStack
from infra.stacks.service import ServiceStack

DATA_STACK = "HostInventoryData"
SERVICE_STACK = "HostInventory"


def build(app: App, artifacts: Artifacts) -> ServiceStack:
    """Adds the stacks to `app`.

    Raises:
        UnusableContext: the context can't be deployed.
    """
    configuration = Configuration.from_context(app.node.try_get_context)
    data = DataStack(app, DATA_STACK, configuration)
    service = ServiceStack(app, SERVICE_STACK, configuration, data=data, artifacts=artifacts)
    add_checks(app)
    return service


def main() -> None:
    """Synthesises for the CDK command line, or ends with one line that says what to fix."""
    app = App()
    try:
        build(app, Artifacts())
    except (UnusableContext, WrongInterpreter, BuildFailed) as error:
        sys.exit(f"error: {error}")
    app.synth()


if __name__ == "__main__":
    main()
