"""AWS's own rules (cdk-nag), checked at every synthesis, and our departures from them."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from aws_cdk import Acknowledgment, App, Validations
from cdk_nag import AwsSolutionsChecks
from constructs import IConstruct

from infra.configuration.deployment import Configuration
from infra.topology import FUNCTIONS

_LAMBDA_POLICIES = ("service-role/AWSLambdaBasicExecutionRole", "service-role/AWSLambdaVPCAccessExecutionRole")
_CODEDEPLOY_POLICY = "service-role/AWSCodeDeployRoleForLambdaLimited"
_LOG_RETENTION = "LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a"
_CUSTOM_RESOURCE = "AWS679f53fac002430cb0da5b7982bd2287"
"""The CDK's own functions: for log groups that RDS names, and for questions to MSK."""


@dataclass(frozen=True)
class Departure:
    """A finding of a rule that is accepted, and why. `path` is the construct below which it is."""

    path: str
    rule: str
    reason: str


def add_checks(app: App, configuration: Configuration) -> None:
    """Synthesis of `app` fails when a rule has a finding that is not among the departures."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    for departure in departures(configuration):
        Validations.of(_find(app, departure.path)).acknowledge(
            Acknowledgment(id=f"AwsSolutions::AwsSolutions-{departure.rule}", reason=departure.reason)
        )


def departures(configuration: Configuration) -> tuple[Departure, ...]:
    """Accepted findings in the stacks of this deployment."""
    service, data = configuration.stack_prefix, f"{configuration.stack_prefix}Data"
    logs_only = "writes logs through the policy that AWS keeps up to date"
    public_routes = [route for row in FUNCTIONS for route in row.routes if route.public]
    exports = f"{data}:ExportsOutputFnGetAttExportsBucket54D5CE64Arn6A916143"
    failed_batches = f"{data}:ExportsOutputFnGetAttFailedBatchesBucketD51F47E2Arn90219E90"
    found = (
        Departure(service, "L1", "runs on the Python version that the project is developed and compiled with"),
        *(Departure(service, _managed(policy), logs_only) for policy in _LAMBDA_POLICIES),
        Departure(f"{data}/Exports", "S1", "who asked for which export is in the API's access log"),
        Departure(f"{data}/FailedBatches", "S1", "only Lambda writes here, only operators read"),
        Departure(
            f"{service}/Releases", _managed(_CODEDEPLOY_POLICY), "moves aliases by the policy that AWS made for it"
        ),
        Departure(f"{service}/GivenUp", "SQS3", "it is the dead-letter queue of everything else"),
        Departure(f"{service}/Functions", _any(f"{exports}/exports/*"), "names of exports are made at run time"),
        Departure(f"{service}/Functions/Reaper", _any(f"{exports}/jobs/*"), "operators choose the names of lists"),
        Departure(
            f"{service}/Functions/Ingest", _any("*"), "calls that describe networks, and X-Ray's, know no resources"
        ),
        Departure(f"{service}/Functions/Ingest", _any(f"{failed_batches}/*"), "Lambda names what it gave up"),
        Departure(
            f"{service}/SchedulerRoleForTarget-*",
            _any("<FunctionsReaper08554936.Arn>:*"),
            "the CDK's scheduler may start any version of its one function",
        ),
        *(
            Departure(f"{service}/Http/Api/{route.method}{route.path.replace('/', '--')}", "APIG4", "public by design")
            for route in public_routes
        ),
    )
    return (
        *found,
        *_of_traces(configuration, service),
        *_of_database(configuration, data),
        *_of_new_kafka(configuration, data),
        *_of_firewall(configuration, f"{service}Edge"),
    )


def _of_traces(configuration: Configuration, service: str) -> tuple[Departure, ...]:
    if not configuration.traces:
        return ()
    traced = (row.name.capitalize() for row in FUNCTIONS if not row.topics)
    return tuple(
        Departure(f"{service}/Functions/{name}", _any("*"), "X-Ray's calls know no resources") for name in traced
    )


def _of_database(configuration: Configuration, data: str) -> tuple[Departure, ...]:
    if configuration.existing_database is not None:
        return ()
    protection = "what a developer's deployment holds may go with it"
    unprotected = () if configuration.keeps_data else (Departure(f"{data}/Database/Cluster", "RDS10", protection),)
    return (
        Departure(f"{data}/{_LOG_RETENTION}", _managed(_LAMBDA_POLICIES[0]), "writes logs only"),
        Departure(f"{data}/{_LOG_RETENTION}", _any("*"), "the CDK's own function; it meets log groups that RDS names"),
        *unprotected,
    )


def _of_new_kafka(configuration: Configuration, data: str) -> tuple[Departure, ...]:
    if configuration.new_kafka is None:
        return ()
    return (
        Departure(f"{data}/{_CUSTOM_RESOURCE}", _managed(_LAMBDA_POLICIES[0]), "writes logs only"),
        Departure(
            f"{data}/{_CUSTOM_RESOURCE}", "L1", "the CDK's own function, on the version that the CDK was tested with"
        ),
    )


def _of_firewall(configuration: Configuration, edge: str) -> tuple[Departure, ...]:
    if configuration.firewall is None:
        return ()
    return (
        Departure(f"{edge}/Front", "CFR1", "hosts report from everywhere; a web ACL can refuse countries"),
        Departure(f"{edge}/Front", "CFR3", "logged by a delivery to CloudWatch, which the rule does not know"),
    )


def _any(resource: str) -> str:
    return f"IAM5[Resource::{resource}]"


def _managed(policy: str) -> str:
    return f"IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/{policy}]"


def _find(app: App, path: str) -> IConstruct:
    construct: IConstruct = app
    for name in path.split("/"):
        children = [child for child in construct.node.children if fnmatchcase(child.node.id, name)]
        if len(children) != 1:
            raise LookupError(f"{len(children)} constructs are called {name} below {construct.node.path or 'the app'}")
        (construct,) = children
    return construct
