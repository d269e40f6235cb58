"""A new version of the API gets a tenth of the requests first, on a database that both versions can work with."""

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk.assertions import Template

from infra.configuration.deployment import Configuration, UnusableContext
from infra.configuration.warmth import Warmth
from infra.constructs.compute.functions import live_alias
from infra.topology import FUNCTIONS
from tests.infra.template import Templates, text


def test_requests_reach_the_alias_which_moves_by_codedeploy(stacks: Templates) -> None:
    resources = stacks.by_stack["HostInventory"]["Resources"]
    alias = resources[stacks.alias_of("api")]
    (group,) = stacks.of_type("AWS::CodeDeploy::DeploymentGroup")
    assert alias["Properties"]["Name"] == "live"
    assert alias["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]["DeploymentGroupName"] == {"Ref": group}
    config = stacks.only("AWS::CodeDeploy::DeploymentGroup")["DeploymentConfigName"]
    assert config == "CodeDeployDefault.LambdaCanary10Percent5Minutes"


def test_an_alarm_sends_requests_back(stacks: Templates) -> None:
    group = stacks.only("AWS::CodeDeploy::DeploymentGroup")
    alarms = [text(alarm["Name"]).strip("{}") for alarm in group["AlarmConfiguration"]["Alarms"]]
    watched = [stacks.of_type("AWS::CloudWatch::Alarm")[alarm]["MetricName"] for alarm in alarms]
    assert sorted(watched) == ["5xx", "Errors"]
    assert group["AutoRollbackConfiguration"]["Events"] == ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]


def test_the_errors_that_count_are_those_of_the_alias(stacks: Templates) -> None:
    alarms = stacks.of_type("AWS::CloudWatch::Alarm").values()
    qualified = [a for a in alarms if "Resource" in {d["Name"] for d in a.get("Dimensions", [])}]
    assert [text(d["Value"]) for a in qualified for d in a["Dimensions"] if d["Name"] == "Resource"] == [
        f"{{{stacks.id_of('api')}}}:live"
    ]


def test_the_version_before_is_kept_for_its_requests(stacks: Templates) -> None:
    resources = stacks.by_stack["HostInventory"]["Resources"].values()
    versions = [resource for resource in resources if resource["Type"] == "AWS::Lambda::Version"]
    assert {version["DeletionPolicy"] for version in versions} == {"Retain"}


def test_no_version_is_made_before_the_database_is_migrated_and_the_topics_are_there(stacks: Templates) -> None:
    resources = stacks.by_stack["HostInventory"]["Resources"]
    triggers = set(stacks.of_type("Custom::Trigger"))
    assert len(triggers) == 2
    alias = resources[stacks.alias_of("api")]
    version = alias["Properties"]["FunctionVersion"]["Fn::GetAtt"][0]
    assert triggers <= set(resources[version]["DependsOn"])
    assert triggers <= set(alias["DependsOn"])


def test_only_what_has_versions_begins_from_snapshots_and_only_by_choice(stacks: Templates, walled: Templates) -> None:
    names = [row.name for row in FUNCTIONS]
    assert [name for name in names if "SnapStart" in stacks.function(name)] == []
    assert [name for name in names if "SnapStart" in walled.function(name)] == ["api"]
    assert walled.function("api")["SnapStart"] == {"ApplyOn": "PublishedVersions"}
    (integration, *_) = walled.of_type("AWS::ApiGatewayV2::Integration").values()
    assert text(integration["IntegrationUri"]) == f"{{{walled.alias_of('api')}}}"


@pytest.mark.parametrize(
    ("context", "message"),
    [
        pytest.param(
            {"snapStart": "true", "apiProvisionedConcurrency": 2},
            "snapStart=true does not fit apiProvisionedConcurrency=2: AWS refuses both for one version",
            id="both ways",
        ),
        pytest.param(
            {"apiConcurrency": 5, "apiProvisionedConcurrency": 6},
            "apiProvisionedConcurrency=6 is above apiConcurrency=5",
            id="more than there may be",
        ),
        pytest.param({"snapStart": "yes"}, "snapStart='yes' must be true or false", id="another word"),
    ],
)
def test_ways_to_start_that_cannot_be_are_refused_with_one_line(context: dict[str, object], message: str) -> None:
    with pytest.raises(UnusableContext, match=message) as refused:
        Configuration.from_app(context)
    assert "\n" not in str(refused.value)


def test_instances_that_are_started_before_they_are_needed_belong_to_the_alias() -> None:
    stack = Stack(App(), "Alone")
    code = lambda_.Code.from_inline("def handler(*_): ...")
    function = lambda_.Function(stack, "Api", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=code)
    live_alias(stack, "api", function, Warmth(has_snapshots=False, provisioned=2))
    (alias,) = Template.from_stack(stack).find_resources("AWS::Lambda::Alias").values()
    assert alias["Properties"]["ProvisionedConcurrencyConfig"] == {"ProvisionedConcurrentExecutions": 2}
