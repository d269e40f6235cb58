"""Least privilege: what each function may do, and what it may not."""

from itertools import product

import pytest

from infra.configuration.used_topics import used_topics
from infra.topology import FUNCTIONS, OUTPUT_TOPICS, Function
from tests.infra.template import Templates, text

CLUSTER = "arn:aws:kafka:eu-west-1:111122223333:cluster/inventory/0a1b-2"
TOPIC = "arn:aws:kafka:eu-west-1:111122223333:topic/inventory/0a1b-2/"
GROUP = "arn:aws:kafka:eu-west-1:111122223333:group/inventory/0a1b-2/"
ROWS = [pytest.param(row, id=row.name) for row in FUNCTIONS]
S3_RIGHTS = {
    "read": {"s3:GetObject"},
    "write": {"s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"},
    "delete": {"s3:DeleteObject"},
    "lists": {"s3:GetObject"},
}

KEY_RIGHTS = {
    "read": {"kms:Decrypt"},
    "write": {"kms:GenerateDataKey", "kms:Decrypt"},
    "delete": set(),
    "lists": {"kms:Decrypt"},
}


@pytest.mark.parametrize("row", ROWS)
def test_a_function_logs_in_as_the_functions_role_and_nobody_else(stacks: Templates, row: Function) -> None:
    ((_, resource),) = _of_service(stacks, row.name, "rds-db")
    assert resource.endswith("/hbi")
    assert (":dbuser:{ExportsOutputFnGetAttDatabaseCluster" in resource) == (row.database == "cluster")


@pytest.mark.parametrize("row", [row for row in ROWS if not row.values[0].topics])
def test_a_function_writes_the_output_topics_if_it_produces_and_reads_those_of_its_row(
    stacks: Templates, row: Function
) -> None:
    on_cluster = {"Connect", "DescribeCluster", "WriteDataIdempotently"} if row.produces_events else set()
    rights = {
        *product(on_cluster | ({"Connect", "DescribeCluster"} if row.reads else set()), [CLUSTER]),
        *product(
            {"DescribeTopic", "WriteData"}, [TOPIC + topic.name for topic in OUTPUT_TOPICS if row.produces_events]
        ),
        *product({"DescribeTopic", "ReadData"}, [TOPIC + name for name in row.reads]),
    }
    found = _of_service(stacks, row.name, "kafka-cluster")
    assert found == {(f"kafka-cluster:{action}", resource) for action, resource in rights}


@pytest.mark.parametrize("row", [row for row in ROWS if row.values[0].topics])
def test_a_consumer_reads_its_topics_in_its_groups_and_no_others(stacks: Templates, row: Function) -> None:
    rights = _of_service(stacks, row.name, "kafka-cluster")
    topics = {topic.name for topic in row.topics}
    assert _resources(rights, "ReadData") == {TOPIC + name for name in topics}
    assert _resources(rights, "AlterGroup") == {f"{GROUP}host-inventory.{row.name}.{name}" for name in topics}
    assert _resources(rights, "WriteData") == {TOPIC + topic.name for topic in OUTPUT_TOPICS}


@pytest.mark.parametrize("row", [row for row in ROWS if not row.values[0].topics])
def test_exports_are_touched_only_as_the_row_says(stacks: Templates, row: Function) -> None:
    rights = _of_service(stacks, row.name, "s3")
    assert {action for action, _ in rights} == {right for way in row.bucket_access for right in S3_RIGHTS[way]}
    prefixes = {"lists": "jobs"}
    expected = {(right, prefixes.get(way, "exports")) for way in row.bucket_access for right in S3_RIGHTS[way]}
    assert {(action, resource.split("}/")[1].removesuffix("/*")) for action, resource in rights} == expected
    assert all("ExportsBucket" in resource for _, resource in rights)


def test_ingest_leaves_failed_batches_but_sees_no_export(stacks: Templates) -> None:
    rights = _of_service(stacks, "ingest", "s3")
    assert {"s3:PutObject", "s3:ListBucket"} <= {action for action, _ in rights}
    assert not {"s3:GetObject", "s3:DeleteObject"} & {action for action, _ in rights}
    assert all("FailedBatches" in resource for _, resource in rights)


@pytest.mark.parametrize("row", ROWS)
def test_a_function_starts_the_functions_of_its_row_and_no_others(stacks: Templates, row: Function) -> None:
    started = [*row.invokes, *([row.name] if row.continues else [])]
    expected = {("lambda:InvokeFunction", f"{{{stacks.id_of(name)}.Arn}}") for name in started}
    assert _of_service(stacks, row.name, "lambda") == expected


@pytest.mark.parametrize("row", ROWS)
def test_a_function_uses_the_key_only_for_what_it_does_in_buckets(stacks: Templates, row: Function) -> None:
    expected = {use for way in row.bucket_access for use in KEY_RIGHTS[way]}
    if row.topics:
        expected |= {"kms:GenerateDataKey"}  # for batches that the event source leaves
    rights = _of_service(stacks, row.name, "kms")
    assert {action for action, _ in rights} == expected
    assert all("Key" in resource for _, resource in rights)


def test_only_the_migrations_read_the_administrators_password(stacks: Templates) -> None:
    readers = {
        name for name in (*(row.name for row in FUNCTIONS), "migrate") if _of_service(stacks, name, "secretsmanager")
    }
    assert readers == {"migrate"}


def test_the_migrations_touch_nothing_but_the_database(stacks: Templates) -> None:
    assert {action.partition(":")[0] for action, _ in stacks.rights("migrate")} == {"secretsmanager"}


def test_what_requires_topics_sees_which_are_there_and_nothing_else(stacks: Templates) -> None:
    used = used_topics(FUNCTIONS, (), {})
    rights = {
        *product({"Connect", "DescribeCluster"}, [CLUSTER]),
        *(("DescribeTopic", TOPIC + name) for name in used),
    }
    assert stacks.rights("topics") == {(f"kafka-cluster:{action}", resource) for action, resource in rights}


def test_the_proxy_logs_in_as_the_functions_role(stacks: Templates) -> None:
    role = stacks.only("AWS::RDS::DBProxy")["RoleArn"]["Fn::GetAtt"][0]
    (policy,) = [p for p in stacks.of_type("AWS::IAM::Policy").values() if {"Ref": role} in p["Roles"]]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == "rds-db:connect"
    assert text(statement["Resource"]).endswith("/hbi")


def _of_service(stacks: Templates, name: str, service: str) -> set[tuple[str, str]]:
    return {(action, resource) for action, resource in stacks.rights(name) if action.startswith(f"{service}:")}


def _resources(rights: set[tuple[str, str]], action: str) -> set[str]:
    return {resource for right, resource in rights if right == f"kafka-cluster:{action}"}
