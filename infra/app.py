"""The CDK app. `cdk synth` runs it as `python -m infra.app`; it needs neither AWS nor Docker."""

import sys

from aws_cdk import App, Tags

from infra.checks.aws_rules import add_checks
from infra.configuration.context import UnusableContext
from infra.configuration.deployment import Configuration
from infra.packaging.artifacts import Artifacts
from infra.packaging.target import WrongInterpreter
from infra.packaging.tools import BuildFailed
from infra.stacks.data import DataStack
from infra.stacks.edge import EdgeStack
from infra.stacks.service import ServiceStack


def build(app: App, configuration: Configuration, artifacts: Artifacts) -> ServiceStack:
    """Adds the stacks to `app`, which is checked against AWS's rules when it is synthesised."""
    service = add_stacks(app, configuration, artifacts)
    add_checks(app, configuration)
    return service


def add_stacks(app: App, configuration: Configuration, artifacts: Artifacts) -> ServiceStack:
    """Adds `<prefix>Data`, which outlives deployments, `<prefix>`, which each of them replaces, and `<prefix>Edge`.

    The last one is there where a firewall is wanted.
    """
    prefix = configuration.stack_prefix
    data = DataStack(app, f"{prefix}Data", configuration)
    service = ServiceStack(app, prefix, configuration, data=data, artifacts=artifacts)
    if configuration.firewall is not None:
        edge = EdgeStack(app, f"{prefix}Edge", configuration, firewall=configuration.firewall)
        edge.add_stack_dependency(service, "the API's domain is its origin")
    # CloudFormation's own schema refuses tags of this one.
    Tags.of(app).add("Stage", configuration.stage, exclude_resource_types=["AWS::RDS::DBProxyTargetGroup"])
    return service


def main() -> None:
    """Synthesises for the CDK command line, or ends with one line that says what to fix."""
    app = App()
    try:
        configuration = Configuration.from_app(app.node.get_all_context())
        build(app, configuration, Artifacts(architecture=configuration.architecture))
    except (UnusableContext, WrongInterpreter, BuildFailed) as error:
        sys.exit(f"error: {error}")
    app.synth()


if __name__ == "__main__":
    main()
