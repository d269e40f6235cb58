"""Object storage: exports that users download, and batches that could not be processed."""

from collections.abc import Iterable, Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.topology import DOWNLOAD_HEADERS, BucketAccess

# The functions write below this prefix only.
EXPORT_PREFIX = "exports/"
LIST_PREFIX = "jobs/"

_METHODS = {
    "read": ("s3:GetObject",),
    "write": ("s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"),
    "delete": ("s3:DeleteObject",),
    "lists": ("s3:GetObject",),
}


class PrivateBucket(Construct):
    """A bucket that nobody reaches without TLS or without permission."""

    def __init__(
        self, scope: Construct, construct_id: str, *, keep: Duration, console_origins: Sequence[str] = ()
    ) -> None:
        """Objects are deleted when they are older than `keep`. Web pages of `console_origins` may download them."""
        super().__init__(scope, construct_id)
        cors = s3.CorsRule(
            allowed_methods=[s3.HttpMethods.GET],
            allowed_origins=list(console_origins),
            allowed_headers=["*"],
            exposed_headers=list(DOWNLOAD_HEADERS),
            max_age=3600,
        )
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            cors=[cors] if console_origins else None,
            lifecycle_rules=[
                s3.LifecycleRule(expiration=keep, abort_incomplete_multipart_upload_after=Duration.days(1))
            ],
            removal_policy=RemovalPolicy.RETAIN,
        )

    def grant(self, grantee: iam.IGrantable, access: Iterable[BucketAccess]) -> None:
        """Lets a function work on exports, or read lists for jobs, and on nothing else in the bucket."""
        ways = list(access)
        for prefix, chosen in (
            (EXPORT_PREFIX, [way for way in ways if way != "lists"]),
            (LIST_PREFIX, [way for way in ways if way == "lists"]),
        ):
            actions = [action for way in chosen for action in _METHODS[way]]
            if actions:
                arns = [self.bucket.arn_for_objects(f"{prefix}*")]
                iam.Grant.add_to_principal(grantee=grantee, actions=actions, resource_arns=arns)


def export_bucket(scope: Construct, console_origins: Sequence[str]) -> PrivateBucket:
    """The bucket of finished exports; links to them expire within minutes, they themselves after a month."""
    return PrivateBucket(scope, "Exports", keep=Duration.days(31), console_origins=console_origins)


def failed_batch_bucket(scope: Construct) -> PrivateBucket:
    """The bucket of Kafka batches that the event source abandoned, complete enough to be replayed."""
    return PrivateBucket(scope, "FailedBatches", keep=Duration.days(90))
