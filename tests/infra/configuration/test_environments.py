"""`dev`, `staging` and `prod`, and what the database has room for."""

from pathlib import Path
from typing import Any

import pytest

from infra.configuration import capacity
from infra.configuration.deployment import KNOWN, Configuration, UnusableContext
from infra.configuration.stages import STAGE_NAMES, STAGES
from infra.topology import FUNCTIONS
from tests.infra.conftest import Deploy
from tests.infra.template import Templates


def test_what_does_not_say_is_prod() -> None:
    configuration = _of({})
    assert (configuration.stage, configuration.keeps_data, configuration.release) == ("prod", True, "canary")
    assert configuration.database_readers >= 1


@pytest.mark.parametrize("stage", STAGE_NAMES)
def test_a_stage_gives_defaults_that_a_choice_overrides(stage: str) -> None:
    configuration = _of({"stage": stage, "backupDays": "33", "keepsData": "false"})
    assert configuration.database_min_acu == STAGES[configuration.stage].database_min_acu
    assert (configuration.backup_days, configuration.keeps_data) == (33, False)


@pytest.mark.parametrize(("stage", "is_traced"), [("prod", True), ("staging", True), ("dev", False)])
def test_traces_are_for_those_who_operate_it(stage: str, is_traced: bool) -> None:
    assert _of({"stage": stage}).traces is is_traced
    assert _of({"stage": stage, "tracing": "true"}).traces


@pytest.mark.parametrize("stage", ["prod", "staging"])
def test_where_others_rely_on_it_an_instance_can_be_lost_and_data_stays(stage: str) -> None:
    configuration = _of({"stage": stage})
    assert configuration.keeps_data
    assert configuration.database_readers >= 1
    assert configuration.zones >= 2
    assert configuration.backup_days >= 7


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("databseMaxAcu", "databseMaxAcu is not known; did you mean databaseMaxAcu?", id="a slip"),
        pytest.param("Stage", "Stage is not known; did you mean stage?", id="a capital"),
        pytest.param("xyzzy", "xyzzy is not known; known are alarmTopicArn, ", id="nothing like it"),
    ],
)
def test_an_unknown_name_is_refused(name: str, message: str) -> None:
    with pytest.raises(UnusableContext) as refused:
        Configuration.from_app({name: "1"})
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_cdks_own_names_pass() -> None:
    assert Configuration.from_app({"@aws-cdk/core:x": True, "aws:cdk:y": 1, "cli-telemetry": False}).stage == "prod"


def test_every_known_name_is_read() -> None:
    asked: set[str] = set()
    others = {"authorizer": "jwt", "jwtIssuer": "https://a.example", "jwtAudience": "a", "newKafkaCluster": "true"}
    others |= {"databaseClusterId": "c", "databaseClusterEndpoint": "e", "databaseClusterResourceId": "cluster-A"}
    others |= {"databaseSecurityGroupId": "sg-1", "vpcId": "v", "vpcPrivateSubnetIds": "a,b"}
    others |= {"vpcAvailabilityZones": "a,b"}
    others["databaseSecretArn"] = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:admin-AbCdEf"

    def context(name: str) -> object:
        asked.add(name)
        return others.get(name)

    Configuration.from_context(context)
    assert asked == KNOWN


def test_every_known_name_is_explained(project_root: Path) -> None:
    page = (project_root / "docs/operations.md").read_text()
    assert [name for name in sorted(KNOWN) if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    ("context", "message"),
    [
        pytest.param({"stage": "production"}, "stage='production' must be one of prod, staging, dev", id="a stage"),
        pytest.param({"architecture": "arm"}, "architecture='arm' must be one of arm64, x86_64", id="a processor"),
        pytest.param({"stackPrefix": "host-inventory"}, "must be letters and digits", id="a prefix with a dash"),
        pytest.param({"natGateways": "4"}, "natGateways='4' must be a number from 0 to 3", id="too many gateways"),
        pytest.param({"zones": "2.5"}, "zones='2.5' must be a whole number", id="half a zone"),
        pytest.param({"backupDays": 0}, "backupDays=0 must be a number from 1 to 35", id="no backup"),
        pytest.param({"logDays": 8}, "logDays=8 must be one of 1, 3, 5, 7", id="a retention that does not exist"),
        pytest.param({"keepsData": "yes"}, "keepsData='yes' must be true or false", id="neither true nor false"),
        pytest.param({"databaseMinAcu": 0.75}, "multiple of 0.5", id="a capacity that Aurora does not know"),
        pytest.param(
            {"databaseMinAcu": 8, "databaseMaxAcu": 4},
            "databaseMinAcu=8.0 is above databaseMaxAcu=4.0",
            id="upside down",
        ),
        pytest.param({"alarmTopicArn": "on-call"}, "alarmTopicArn='on-call' must be the ARN", id="a topic's name"),
        pytest.param({"release": "slow"}, "release='slow' must be one of canary, at-once", id="a way to release"),
        pytest.param(
            {"databaseMaxAcu": 1, "databaseMinAcu": 1, "ingestConcurrency": 100},
            "ingestConcurrency=100 leaves no connections for export, reaper: of 189 connections, 28 instances",
            id="more instances than connections",
        ),
        pytest.param(
            {"apiConcurrency": 4000}, "apiConcurrency=4000 is above the 3000 connections", id="more than the proxy has"
        ),
        pytest.param(
            {"ingestConcurrency": 0}, "ingestConcurrency=0 must be a number from 1 to 5000", id="a function that is off"
        ),
    ],
)
def test_what_cannot_work_is_refused_with_one_line(context: dict[str, Any], message: str) -> None:
    with pytest.raises(UnusableContext, match=message) as refused:
        _of(context)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("least", "most", "connections"),
    [
        pytest.param(1, 1, 189, id="what Aurora documents for 1 ACU"),
        pytest.param(0.5, 32, 2000, id="capped while it may shrink to half an ACU"),
        pytest.param(1, 32, 5000, id="the greatest number"),
        pytest.param(1, 256, 5000, id="no more than the greatest number"),
    ],
)
def test_connections_follow_from_the_capacity(least: float, most: float, connections: int) -> None:
    assert capacity.connections_of(least, most) == connections


@pytest.mark.parametrize("connections", [100, 189, 250, 1000, 5000])
def test_all_functions_together_never_need_more_connections_than_there_are(connections: int) -> None:
    table = capacity.sized(FUNCTIONS, connections, {})
    direct = [row.reserved_concurrency for row in table if row.database == "cluster"]
    through_proxy = connections * capacity.PROXY_PERCENT // 100
    assert None not in direct
    assert min(direct) >= 1
    assert sum(direct) * capacity.PER_INSTANCE + capacity.KEPT + through_proxy <= connections
    assert all(size <= row.reserved_concurrency for size, row in zip(direct, _direct(), strict=True))


def test_with_enough_connections_the_wiring_table_is_as_it_is() -> None:
    assert capacity.sized(FUNCTIONS, 5000, {}) == FUNCTIONS


def test_a_choice_is_taken_as_it_is_and_the_others_share_what_is_left() -> None:
    by_name = {row.name: row.reserved_concurrency for row in capacity.sized(FUNCTIONS, 189, {"ingest": 20})}
    assert by_name["ingest"] == 20
    assert by_name["export"] + by_name["reaper"] <= 8


@pytest.fixture(scope="module")
def dev(deploy: Deploy) -> Templates:
    """Templates of a developer's deployment beside another one."""
    return deploy({"stage": "dev", "stackPrefix": "Blue"})


def test_a_developers_deployment_goes_without_a_trace(dev: Templates) -> None:
    cluster = dev.only("AWS::RDS::DBCluster")
    (resource,) = _resources(dev, "AWS::RDS::DBCluster")
    assert (cluster["DeletionProtection"], cluster["BackupRetentionPeriod"]) == (False, 1)
    assert resource["DeletionPolicy"] == "Delete"
    assert len(dev.of_type("AWS::RDS::DBInstance")) == 1
    assert dev.only("AWS::CodeDeploy::DeploymentGroup")["DeploymentConfigName"] == "CodeDeployDefault.LambdaAllAtOnce"


def test_deleting_the_stacks_keeps_the_data_in_prod(stacks: Templates) -> None:
    (cluster,) = _resources(stacks, "AWS::RDS::DBCluster")
    assert cluster["DeletionPolicy"] == "Snapshot"
    assert cluster["Properties"]["DeletionProtection"] is True
    assert cluster["Properties"]["BackupRetentionPeriod"] == 14
    for kept in ("AWS::S3::Bucket", "AWS::KMS::Key", "AWS::Lambda::LayerVersion"):
        assert {resource["DeletionPolicy"] for resource in _resources(stacks, kept)} == {"Retain"}


def test_two_deployments_share_nothing(dev: Templates, stacks: Templates) -> None:
    assert dev.by_stack.keys() == {"Blue", "BlueData"}
    groups = [_groups(templates) for templates in (dev, stacks)]
    assert all(group.startswith("blue.") for group in groups[0])
    assert not groups[0] & groups[1]
    assert dev.environment("api")["HBI_METRICS_NAMESPACE"] == "Blue"
    aliases = [t.only("AWS::KMS::Alias")["AliasName"] for t in (dev, stacks)]
    assert aliases == ["alias/BlueData", "alias/HostInventoryData"]


def test_resources_tell_their_stage(dev: Templates, stacks: Templates) -> None:
    tags = [{"Key": "Stage", "Value": stage} for stage in ("dev", "prod")]
    assert [tag in t.function("api")["Tags"] for tag, t in zip(tags, (dev, stacks), strict=True)] == [True, True]


def _of(context: dict[str, Any]) -> Configuration:
    return Configuration.from_context(context.get)


def _direct() -> list[Any]:
    return [row for row in FUNCTIONS if row.database == "cluster"]


def _groups(templates: Templates) -> set[str]:
    sources = templates.of_type("AWS::Lambda::EventSourceMapping").values()
    return {source["AmazonManagedKafkaEventSourceConfig"]["ConsumerGroupId"] for source in sources}


def _resources(templates: Templates, kind: str) -> list[dict[str, Any]]:
    found = [resource for t in templates.by_stack.values() for resource in t["Resources"].values()]
    return [resource for resource in found if resource["Type"] == kind]
