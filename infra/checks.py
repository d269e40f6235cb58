"""AWS's own rules (cdk-nag), checked at every synthesis, and our departures from them."""

from dataclasses import dataclass

from aws_cdk import Acknowledgment, App, Validations
from cdk_nag import AwsSolutionsChecks
from constructs import IConstruct

from infra.topology import FUNCTIONS

_LAMBDA_POLICIES = ("service-role/AWSLambdaBasicExecutionRole", "service-role/AWSLambdaVPCAccessExecutionRole")
_LOG_RETENTION = "HostInventoryData/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a"
_EXPORTS = "HostInventoryData:ExportsOutputFnGetAttExportsBucket54D5CE64Arn6A916143"
_FAILED_BATCHES = "HostInventoryData:ExportsOutputFnGetAttFailedBatchesBucketD51F47E2Arn90219E90"


@dataclass(frozen=True)
class Departure:
    """A finding of a rule that is accepted, and why. `path` is the construct below which it is."""

    path: str
    rule: str
    reason: str


def add_checks(app: App) -> None:
    """Synthesis of `app` fails when a rule has a finding that is not among the departures."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    for departure in departures():
        Validations.of(_find(app, departure.path)).acknowledge(
            Acknowledgment(id=f"AwsSolutions::AwsSolutions-{departure.rule}", reason=departure.reason)
        )


def departures() -> tuple[Departure, ...]:
    """Checks the app and all that is in it."""
    logs_only = "writes logs through the policy that AWS keeps up to date"
    public_routes = [route for row in FUNCTIONS for route in row.routes if route.public]
    return (
        Departure("HostInventory", "L1", "runs on the Python version that the project is developed and compiled with"),
        *(Departure("HostInventory", _managed(policy), logs_only) for policy in _LAMBDA_POLICIES),
        Departure(_LOG_RETENTION, _managed(_LAMBDA_POLICIES[0]), logs_only),
        Departure(_LOG_RETENTION, _any("*"), "the CDK's own function; it meets log groups that RDS names"),
        Departure("HostInventoryData/Exports", "S1", "who asked for which export is in the API's access log"),
        Departure("HostInventoryData/FailedBatches", "S1", "only Lambda writes here, only operators read"),
        Departure("HostInventory/GivenUp", "SQS3", "it is the dead-letter queue of everything else"),
        Departure("HostInventory/Functions", _any(f"{_EXPORTS}/exports/*"), "names of exports are made at run time"),
        Departure("HostInventory/Functions/Reaper", _any(f"{_EXPORTS}/jobs/*"), "operators choose the names of lists"),
        Departure("HostInventory/Functions/Ingest", _any("*"), "calls that describe networks know no resources"),
        Departure("HostInventory/Functions/Ingest", _any(f"{_FAILED_BATCHES}/*"), "Lambda names what it gave up"),
        Departure("HostInventory/Functions/Ingest", "IAM5[Action::s3:Abort*]", "part of the right to write"),
        Departure(
            "HostInventory/SchedulerRoleForTarget-0d61ac",
            _any("<FunctionsReaper08554936.Arn>:*"),
            "the CDK's scheduler may start any version of its one function",
        ),
        *(
            Departure(
                f"HostInventory/Http/Api/{route.method}{route.path.replace('/', '--')}", "APIG4", "public by design"
            )
            for route in public_routes
        ),
    )


def _any(resource: str) -> str:
    return f"IAM5[Resource::{resource}]"


def _managed(policy: str) -> str:
    return f"IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/{policy}]"


def _find(app: App, path: str) -> IConstruct:
    construct: IConstruct = app
    for name in path.split("/"):
        construct = construct.node.find_child(name)
    return construct
