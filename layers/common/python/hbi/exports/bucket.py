"""The bucket that holds the archives (contract: exports 6)."""

import base64
import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from hbi import metrics
from hbi.problems import Unavailable
from hbi.settings import BucketSettings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef, ObjectIdentifierTypeDef

logger = logging.getLogger(__name__)


def client(settings: BucketSettings) -> "S3Client":
    """The S3 client of this process. The first call imports boto3, which takes 0.4 s."""
    endpoint_url = settings.s3_endpoint_url
    checksums = settings.s3_checksums or ("when_required" if endpoint_url else "when_supported")
    return _client(endpoint_url, checksums, settings.s3_verifies_tls)


def check(settings: BucketSettings) -> None:
    """Asks the bucket for an object that it does not have. Who may not list it is told that reading is not allowed.

    Raises:
        Unavailable: it does not exist or does not answer.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        client(settings).get_object(Bucket=settings.export_bucket, Key="ready")
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"NoSuchKey", "404", "AccessDenied", "403"}:
            raise Unavailable(f"bucket {settings.export_bucket}: {error}") from error
    except BotoCoreError as error:
        raise Unavailable(f"bucket {settings.export_bucket}: {error}") from error


def remove(settings: BucketSettings, keys: Sequence[str]) -> None:
    """Deletes up to 1,000 objects in one request; one that does not exist is as good as deleted.

    Raises:
        Unavailable: the bucket refuses or does not answer; some objects may be gone.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    if not keys:
        return
    objects: list[ObjectIdentifierTypeDef] = [{"Key": key} for key in keys]
    try:
        answer = client(settings).delete_objects(
            Bucket=settings.export_bucket, Delete={"Objects": objects, "Quiet": True}
        )
    except (BotoCoreError, ClientError) as error:
        raise Unavailable(f"bucket {settings.export_bucket}: {error}") from error
    if answer.get("Errors"):
        raise Unavailable(f"bucket {settings.export_bucket} refused to delete {answer['Errors'][0].get('Key')}")


class Upload:
    """A write-only file that becomes one object when it is completed, and leaves nothing behind when it is not.

    Holds at most one part in memory. An object smaller than a part never opens a multipart upload.
    """

    def __init__(
        self, settings: BucketSettings, key: str, part_size: int, content_type: str = "application/zip"
    ) -> None:
        """`part_size` in bytes, at least 5 MiB by S3's rule; an object may have 10,000 parts."""
        self._settings = settings
        self._bucket = settings.export_bucket
        self._key = key
        self._part_size = part_size
        self._content_type = content_type
        self._buffer = bytearray()
        self._upload_id: str | None = None
        self._parts: list[CompletedPartTypeDef] = []
        self._is_over = False
        self._is_counted = self._has_failed = False
        self.size = 0
        self.may_exist = False
        """Whether the object may be there: its completion was asked for, whatever came of it."""

    @property
    def _s3(self) -> "S3Client":
        """Made when it is first needed: a store that cannot be addressed fails an upload, not what prepares one."""
        return client(self._settings)

    def write(self, data: bytes) -> int:
        """Takes bytes and sends a part whenever one is full. Ignores bytes after `abort` or a part that was refused."""
        if self._is_over:
            return len(data)
        self._buffer += data
        self.size += len(data)
        if len(self._buffer) >= self._part_size:
            with self._counted():
                self._send_part()
        return len(data)

    def flush(self) -> None:
        """Does nothing: only full parts are worth sending."""

    def complete(self) -> None:
        """Makes the object visible, in one step."""
        with self._counted():
            self._complete()
        metrics.observe("export_service_upload_sizes", self.size, "Bytes")

    def _complete(self) -> None:
        s3 = self._s3
        if self._upload_id is None:
            self.may_exist = True
            s3.put_object(Bucket=self._bucket, Key=self._key, Body=bytes(self._buffer), ContentType=self._content_type)
            return
        if self._buffer:
            self._send_part()
        self.may_exist = True
        s3.complete_multipart_upload(
            Bucket=self._bucket, Key=self._key, UploadId=self._upload_id, MultipartUpload={"Parts": self._parts}
        )

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Counts the upload when the bucket is first asked for something, and its failure, each once."""
        if not self._is_counted:
            self._is_counted = True
            metrics.count("export_service_total_s3_uploads")
        try:
            yield
        except Exception:
            if not self._has_failed:
                self._has_failed = True
                metrics.count("export_service_failed_s3_uploads")
            raise

    def abort(self) -> None:
        """Discards the parts that were sent. Never raises: a bucket rule removes what cannot be removed now."""
        self._is_over = True
        self._buffer.clear()
        if self._upload_id is None:
            return
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self._s3.abort_multipart_upload(Bucket=self._bucket, Key=self._key, UploadId=self._upload_id)
        except (BotoCoreError, ClientError) as error:
            logger.warning("multipart upload of %s could not be aborted: %s", self._key, error)

    def _send_part(self) -> None:
        # Whoever closes an archive after an error writes on: a bucket that refuses is not asked again.
        self._is_over = True
        if self._upload_id is None:
            started = self._s3.create_multipart_upload(
                Bucket=self._bucket, Key=self._key, ContentType=self._content_type
            )
            self._upload_id = started["UploadId"]
        number = len(self._parts) + 1
        answer = self._s3.upload_part(
            Bucket=self._bucket, Key=self._key, UploadId=self._upload_id, PartNumber=number, Body=bytes(self._buffer)
        )
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})
        self._buffer = bytearray()
        self._is_over = False


@lru_cache(maxsize=4)
def _client(
    endpoint_url: str | None, checksums: Literal["when_supported", "when_required"], verifies_tls: bool
) -> "S3Client":
    import boto3
    from botocore.config import Config

    config = Config(
        signature_version="s3v4",
        # Only these two make presigned links name the region's host. S3's global one knows no region opened since 2019.
        s3={"addressing_style": "path" if endpoint_url else "virtual", "us_east_1_regional_endpoint": "regional"},
        request_checksum_calculation=checksums,
        response_checksum_validation=checksums,
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "total_max_attempts": 4},
    )
    s3 = boto3.client("s3", endpoint_url=endpoint_url, verify=None if verifies_tls else False, config=config)
    if checksums == "when_required":
        s3.meta.events.register("before-call.s3.DeleteObjects", _prove_by_md5)
    return s3


def _prove_by_md5(params: dict[str, Any], **_: Any) -> None:
    """Adds the checksum that a deletion of several objects needs where stores do not know the newer kinds."""
    digest = hashlib.md5(params["body"], usedforsecurity=False).digest()
    params["headers"]["Content-MD5"] = base64.b64encode(digest).decode()
    params["context"].pop("checksum", None)
