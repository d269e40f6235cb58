"""What the code asks of AWS, taken down while it runs, against what the template allows its functions."""

from collections.abc import Iterator, Mapping
from typing import Any

import botocore.client
import botocore.signers
import pytest

from hbi.exports import bucket as buckets
from hbi.exports.api.launch import launch
from hbi.exports.bucket import Upload, check, remove
from hbi.settings import ExportSettings, LaunchSettings
from tests.conftest import Sql
from tests.infra.calls import IS_THE_BUCKET_THERE, Asked, missing
from tests.infra.calls import check as check_rights
from tests.infra.template import Templates
from tests.support.exporting import Exports, running_lambda
from tests.support.factories import stored_host

PART = 5 * 1024 * 1024
KEY = "exports/321/archive.zip"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Asked]]:
    """What this process asks of AWS from now on; links that are signed count as the call that they allow."""
    calls: list[Asked] = []
    client_class: Any = botocore.client.BaseClient
    call, sign = client_class._make_api_call, botocore.signers.generate_presigned_url

    def noted_call(self: Any, operation: str, arguments: Mapping[str, Any]) -> Any:
        calls.append(Asked(self.meta.service_model.service_name, operation, _key(arguments)))
        return call(self, operation, arguments)

    def noted_sign(self: Any, method: str, Params: Mapping[str, Any], **options: Any) -> Any:  # noqa: N803
        operation = self.meta.method_to_api_mapping[method]
        calls.append(Asked(self.meta.service_model.service_name, operation, _key(Params)))
        return sign(self, method, Params=Params, **options)

    monkeypatch.setattr(client_class, "_make_api_call", noted_call)
    monkeypatch.setattr(botocore.signers, "generate_presigned_url", noted_sign)
    buckets._client.cache_clear()  # a client takes this function when it is made
    yield calls
    buckets._client.cache_clear()


def test_the_export_function_may_do_what_it_does(
    stacks: Templates, asked: list[Asked], exports: Exports, export_environment: dict[str, str], sql: Sql
) -> None:
    stored_host(sql)
    settings = ExportSettings.load(export_environment)
    asked.clear()
    exports.done()
    for end in (Upload.complete, Upload.abort):
        upload = Upload(settings, KEY, PART)
        upload.write(bytes(PART))
        end(upload)
    assert {call.operation for call in asked} >= {
        "PutObject",
        "UploadPart",
        "CompleteMultipartUpload",
        "AbortMultipartUpload",
    }
    check_rights(stacks.rights("export"), asked)


def test_the_api_may_do_what_it_does(
    stacks: Templates, asked: list[Asked], exports: Exports, export_environment: dict[str, str], sql: Sql
) -> None:
    stored_host(sql)
    settings = ExportSettings.load(export_environment)
    export = exports.done()
    asked.clear()
    exports.download(export)
    remove(settings, [KEY])
    _start(export_environment)
    assert {call.operation for call in asked} == {"GetObject", "DeleteObjects", "Invoke"}
    check_rights(stacks.rights("api"), asked)


def test_the_question_whether_the_bucket_is_there_needs_no_right(
    stacks: Templates, asked: list[Asked], export_environment: dict[str, str]
) -> None:
    asked.clear()
    check(ExportSettings.load(export_environment))
    assert asked == [IS_THE_BUCKET_THERE]
    assert missing(stacks.rights("api"), asked)  # who is refused there knows that the bucket is there


def test_the_reaper_may_do_what_it_does(
    stacks: Templates, asked: list[Asked], export_environment: dict[str, str]
) -> None:
    asked.clear()
    remove(ExportSettings.load(export_environment), [KEY])
    _start(export_environment)
    assert {call.operation for call in asked} == {"DeleteObjects", "Invoke"}
    check_rights(stacks.rights("reaper"), asked)


def _start(environment: Mapping[str, str]) -> None:
    with running_lambda() as service:
        chosen = {
            "HBI_EXPORT_FUNCTION": "export",
            "HBI_LAMBDA_ENDPOINT_URL": service.url,
            "AWS_DEFAULT_REGION": "eu-west-1",
        }
        assert launch(LaunchSettings.load({**environment, **chosen}), "321", "0a1b")


def _key(arguments: Mapping[str, Any]) -> str:
    deleted = arguments.get("Delete", {}).get("Objects", [])
    return str(deleted[0]["Key"] if deleted else arguments.get("Key", ""))
