"""Download links (contract: exports 3.4)."""

from hbi.exports.bucket import client
from hbi.exports.records import DOWNLOADABLE, Export, ExportNotReady
from hbi.settings import BucketSettings


def download_link(settings: BucketSettings, export: Export) -> str:
    """A presigned URL of the export's archive, made anew for each request and valid for some minutes.

    Never store or log it: whoever has it can read the export.

    Raises:
        ExportNotReady: the export is not complete, or failed and never will be.
    """
    if export.status not in DOWNLOADABLE:
        raise ExportNotReady(f"Export '{export.id}' is not ready for download: its status is {export.status}")
    return client(settings).generate_presigned_url(
        "get_object",
        Params={
            "Bucket": settings.export_bucket,
            "Key": export.object_key,
            "ResponseContentType": "application/zip",
            "ResponseContentDisposition": disposition(export),
        },
        ExpiresIn=settings.presigned_link_life_s,
    )


def disposition(export: Export) -> str:
    """The Content-Disposition that names the file."""
    return f'attachment; filename="{export.file_name}"'
