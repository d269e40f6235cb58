"""Object storage: exports that users download, and batches that could not be processed."""

from collections.abc import Iterable, Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.topology import DOWNLOAD_HEADERS, BucketAccess

# The functions write below this prefix only.
EXPORT_PREFIX = "exports/"
LIST_PREFIX = "jobs/"

METRICS_FILTER = "all"
"""Name of the bucket's request metrics."""

_METHODS = {
    "read": ("s3:GetObject",),
    "write": ("s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"),
    "delete": ("s3:DeleteObject",),
    "lists": ("s3:GetObject",),
}
_KEY_USES = {
    "read": ("kms:Decrypt",),
    "write": ("kms:GenerateDataKey", "kms:Decrypt"),
    "delete": (),
    "lists": ("kms:Decrypt",),
}
"""Parts of an upload are put together by whoever may decrypt them."""


class PrivateBucket(Construct):
    """A bucket that nobody reaches without TLS or without permission."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        keep: Duration,
        key: kms.IKey,
        console_origins: Sequence[str] = (),
        is_measured: bool = False,
    ) -> None:
        """Objects are deleted when they are older than `keep`. Web pages of `console_origins` may download them."""
        super().__init__(scope, construct_id)
        self._key = key
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
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            cors=[cors] if console_origins else None,
            metrics=[s3.BucketMetrics(id=METRICS_FILTER)] if is_measured else None,
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
            self._allow(grantee, [action for way in chosen for action in _METHODS[way]], f"{prefix}*")
        self._allow_key(grantee, sorted({action for way in ways for action in _KEY_USES[way]}))

    def grant_leave(self, grantee: iam.IGrantable) -> None:
        """Lets an event source leave batches, on behalf of a function that cannot read them here."""
        self._allow(grantee, ["s3:PutObject"], "*")
        self._allow_key(grantee, ["kms:GenerateDataKey"])
        iam.Grant.add_to_principal(grantee=grantee, actions=["s3:ListBucket"], resource_arns=[self.bucket.bucket_arn])

    def _allow(self, grantee: iam.IGrantable, actions: list[str], objects: str) -> None:
        if actions:
            iam.Grant.add_to_principal(
                grantee=grantee, actions=actions, resource_arns=[self.bucket.arn_for_objects(objects)]
            )

    def _allow_key(self, grantee: iam.IGrantable, actions: list[str]) -> None:
        if actions:
            iam.Grant.add_to_principal(grantee=grantee, actions=actions, resource_arns=[self._key.key_arn])


def export_bucket(scope: Construct, console_origins: Sequence[str], key: kms.IKey) -> PrivateBucket:
    """The bucket of finished exports; links to them expire within minutes, they themselves after a month."""
    return PrivateBucket(scope, "Exports", keep=Duration.days(31), key=key, console_origins=console_origins)


def failed_batch_bucket(scope: Construct, key: kms.IKey) -> PrivateBucket:
    """The bucket of Kafka batches that the event source abandoned, complete enough to be replayed."""
    return PrivateBucket(scope, "FailedBatches", keep=Duration.days(90), key=key, is_measured=True)
