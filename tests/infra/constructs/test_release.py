"""A new version of the API gets a tenth of the requests first, on a database that both versions can work with."""

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


def test_no_version_is_made_before_the_database_is_migrated(stacks: Templates) -> None:
    resources = stacks.by_stack["HostInventory"]["Resources"]
    (trigger,) = stacks.of_type("Custom::Trigger")
    alias = resources[stacks.alias_of("api")]
    version = alias["Properties"]["FunctionVersion"]["Fn::GetAtt"][0]
    assert trigger in resources[version]["DependsOn"]
    assert trigger in alias["DependsOn"]
