"""Network, database and buckets."""

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_kms as kms
from aws_cdk.assertions import Template

from infra.constructs.data.bucket import export_bucket
from tests.infra.template import Templates, text


def test_the_cluster_is_aurora_17_that_only_iam_and_tls_reach(stacks: Templates) -> None:
    cluster = stacks.only("AWS::RDS::DBCluster")
    parameters = stacks.only("AWS::RDS::DBClusterParameterGroup")
    assert cluster["Engine"] == "aurora-postgresql"
    assert cluster["EngineVersion"].startswith("17.")
    assert cluster["EnableIAMDatabaseAuthentication"] is True
    assert cluster["ManageMasterUserPassword"] is True
    assert cluster["StorageEncrypted"] is True
    assert cluster["DeletionProtection"] is True
    assert parameters["Parameters"]["rds.force_ssl"] == "1"


def test_subscribers_can_replicate_logically(stacks: Templates) -> None:
    assert stacks.only("AWS::RDS::DBClusterParameterGroup")["Parameters"]["rds.logical_replication"] == "1"


def test_instances_are_serverless_and_certified_by_the_authority_that_clients_trust(stacks: Templates) -> None:
    instances = stacks.of_type("AWS::RDS::DBInstance").values()
    assert {(i["DBInstanceClass"], i["CACertificateIdentifier"]) for i in instances} == {
        ("db.serverless", "rds-ca-rsa2048-g1")
    }
    assert len(instances) == 2


def test_the_proxy_takes_iam_over_tls_only_and_holds_no_passwords(stacks: Templates) -> None:
    proxy = stacks.only("AWS::RDS::DBProxy")
    assert (proxy["DefaultAuthScheme"], proxy["RequireTLS"]) == ("IAM_AUTH", True)
    assert not proxy.get("Auth")


def test_only_the_functions_and_the_proxy_reach_the_database(stacks: Templates) -> None:
    rules = stacks.of_type("AWS::EC2::SecurityGroupIngress").values()
    allowed = {(text(r["SourceSecurityGroupId"]), text(r["GroupId"])) for r in rules}
    names = {(_kind(source), _kind(target)) for source, target in allowed}
    assert names == {("Functions", "Cluster"), ("Functions", "Proxy"), ("Proxy", "Cluster")}
    assert not any("CidrIp" in r for r in rules)


def test_no_template_names_an_availability_zone(stacks: Templates) -> None:
    zones = [subnet["AvailabilityZone"] for subnet in stacks.of_type("AWS::EC2::Subnet").values()]
    assert {zone["Fn::Select"][0] for zone in zones} == {0, 1, 2}
    assert all(zone["Fn::Select"][1] == {"Fn::GetAZs": ""} for zone in zones)


@pytest.mark.parametrize("bucket", ["Exports", "FailedBatches"])
def test_a_bucket_is_private_encrypted_and_tls_only(stacks: Templates, bucket: str) -> None:
    (found,) = [(i, p) for i, p in stacks.of_type("AWS::S3::Bucket").items() if i.startswith(bucket)]
    logical_id, properties = found
    (policy,) = [p for p in stacks.of_type("AWS::S3::BucketPolicy").values() if p["Bucket"] == {"Ref": logical_id}]
    denied = [s["Condition"] for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Deny"]
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": _key(stacks)}
    assert {"Bool": {"aws:SecureTransport": "false"}} in denied
    assert {"NumericLessThan": {"s3:TlsVersion": 1.2}} in denied


def test_exports_are_forgotten_after_a_month_and_abandoned_uploads_after_a_day(stacks: Templates) -> None:
    (rule,) = _exports(stacks)["LifecycleConfiguration"]["Rules"]
    assert (rule["ExpirationInDays"], rule["AbortIncompleteMultipartUpload"]) == (31, {"DaysAfterInitiation": 1})


def test_no_web_page_reads_downloads_unless_its_origin_is_chosen(stacks: Templates) -> None:
    assert "CorsConfiguration" not in _exports(stacks)


def test_pages_of_the_console_see_name_size_and_version_of_a_download() -> None:
    stack = Stack(App(), "Alone")
    export_bucket(stack, ("https://console.example.org",), kms.Key(stack, "Key"))
    (bucket,) = Template.from_stack(stack).find_resources("AWS::S3::Bucket").values()
    (rule,) = bucket["Properties"]["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"] == ["https://console.example.org"]
    assert rule["AllowedMethods"] == ["GET"]
    assert rule["ExposedHeaders"] == ["Content-Disposition", "Content-Length", "ETag"]


def test_all_that_rests_is_encrypted_with_a_key_of_our_own(stacks: Templates) -> None:
    assert stacks.only("AWS::RDS::DBCluster")["KmsKeyId"] == _key(stacks)
    assert stacks.only("AWS::KMS::Key")["EnableKeyRotation"] is True
    groups = stacks.of_type("AWS::Logs::LogGroup")
    assert [name for name, group in groups.items() if "KmsKeyId" not in group and "Rejected" not in name] == []


def test_cloudwatch_may_use_the_key_for_log_groups_of_this_account_only(stacks: Templates) -> None:
    statements = stacks.only("AWS::KMS::Key")["KeyPolicy"]["Statement"]
    of_logs = [s for s in statements if "Service" in s["Principal"] and "kms:Decrypt" in s["Action"]]
    (condition,) = [s["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"] for s in of_logs]
    assert text(condition) == "arn:aws:logs:eu-west-1:111122223333:log-group:*"


def _key(stacks: Templates) -> object:
    (logical_id,) = stacks.of_type("AWS::KMS::Key")
    return {"Fn::GetAtt": [logical_id, "Arn"]}


def _exports(stacks: Templates) -> dict:
    return next(p for i, p in stacks.of_type("AWS::S3::Bucket").items() if i.startswith("Exports"))


def _kind(reference: str) -> str:
    return next(kind for kind in ("Proxy", "Cluster", "Functions") if kind in reference)
