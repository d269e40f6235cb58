"""The exports API's routes; its rules have tests of their own (contract: exports 2, 3 and 13)."""

import itertools
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from hbi.exports.api import quotas, repository
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import EXPORT_BASE, Client
from tests.support.exporting import SOURCE, Exports, owner, running_lambda
from tests.support.factories import Json, system_identity, user_identity

SOME_ID = "5f0e1b52-7c1d-4e2f-9a3b-0c4d5e6f7a80"
PATH = f"{EXPORT_BASE}/exports"
BODY: Json = {"name": "mine", "format": "json", "sources": [SOURCE]}
OTHER_USER = user_identity(user={"username": "bea"})


@pytest.fixture
def api(make_application: MakeApplication, export_environment: dict[str, str]) -> Client:
    """A user whose exports go to the test's bucket; nothing starts the export function."""
    return Client(make_application(**export_environment))


def is_refusal(document: Any, code: int) -> bool:
    return document.keys() == {"message", "code"} and document["code"] == code and isinstance(document["message"], str)


def test_from_request_to_download(api: Client, exports: Exports, hosts: MakeHost) -> None:
    host = hosts()
    created = api.post(PATH, BODY, headers={"x-rh-insights-request-id": "req-42"})
    assert created.status == 202
    assert created.json["status"] == "pending"
    path = f"{PATH}/{created.json['id']}"
    assert api.get(f"{path}/status").json == created.json
    assert api.get(path).status == 400

    with exports.database.read() as tx:
        export = repository.get(tx, owner(), created.json["id"])
    assert export.request_id == "req-42"
    exports.work(export)

    assert api.get(f"{path}/status").json["status"] == "complete"
    link = api.get(path)
    assert (link.status, link.content) == (302, b"")
    assert 'filename="' in link.headers["content-disposition"]
    with urllib.request.urlopen(link.headers["location"]) as answer:
        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["content-disposition"] == link.headers["content-disposition"]
    assert [row["host_id"] for row in exports.rows()] == [host["id"]]


def test_a_page_gets_the_link_itself_if_it_accepts_nothing_else(api: Client, exports: Exports, hosts: MakeHost) -> None:
    """Contract: exports 3.4. A page that says in a header who asks cannot follow a redirect as a download."""
    hosts()
    path, accept = f"{PATH}/{exports.done().id}", {"accept": "application/vnd.host-inventory.link+json"}
    told = api.get(path, headers=accept)
    assert (told.status, told.content_type, told.headers["cache-control"]) == (200, accept["accept"], "no-store")
    assert told.json.keys() == {"location"}
    with urllib.request.urlopen(told.json["location"]) as answer:
        assert answer.headers["content-type"] == "application/zip"
    for others in ("application/json", f"{accept['accept']}, application/zip"):
        assert api.get(path, headers={"accept": others}).status == 302
    assert is_refusal(api.get(f"{PATH}/{SOME_ID}", headers=accept).json, 404)


def test_delete_takes_the_archive_along(api: Client, exports: Exports, hosts: MakeHost) -> None:
    hosts()
    export = exports.done()
    assert exports.objects() == [export.object_key]
    answer = api.delete(f"{PATH}/{export.id}")
    assert (answer.status, answer.content) == (202, b"")
    assert exports.objects() == []
    assert api.delete(f"{PATH}/{export.id}").status == 404
    assert api.get(f"{PATH}/{export.id}/status").status == 404


def test_an_export_whose_archive_cannot_be_deleted_stays(
    make_application: MakeApplication,
    export_environment: dict[str, str],
    api: Client,
    exports: Exports,
    hosts: MakeHost,
) -> None:
    hosts()
    export = exports.done()
    without_bucket = Client(make_application(**{**export_environment, "HBI_EXPORT_BUCKET": "no-such-bucket"}))
    refused = without_bucket.delete(f"{PATH}/{export.id}")
    assert refused.status == 503
    assert is_refusal(refused.json, 503)
    assert exports.objects() == [export.object_key]
    assert api.get(f"{PATH}/{export.id}").status == 302


def test_list(api: Client) -> None:
    ids = [api.post(PATH, {**BODY, "name": name}).json["id"] for name in ("a", "b", "a")]
    answer = api.get(f"{PATH}?name=a&limit=1")
    assert answer.json["meta"] == {"count": 2}
    assert [entry["id"] for entry in answer.json["data"]] == ids[:1]
    assert answer.json["links"]["next"] == f"{PATH}?limit=1&name=a&offset=1"
    assert "sources" not in answer.json["data"][0]
    assert api.get(f"{PATH}/").json["meta"] == {"count": 3}


def test_every_request_is_an_export_of_its_own(api: Client) -> None:
    sent = {**SOURCE, "id": SOME_ID, "filters": {"b": [1, {"c": None}], "a": "ä"}}
    body = {**BODY, "id": SOME_ID, "sources": [sent, sent, {**SOURCE, "filters": None}]}
    first, second = (api.post(PATH, body).json for _ in range(2))
    ids = [first["id"], second["id"], *(source["id"] for export in (first, second) for source in export["sources"])]
    assert len({*ids, SOME_ID}) == 9
    for export in (first, second):
        shown = api.get(f"{PATH}/{export['id']}/status").json
        for sources in (export["sources"], shown["sources"]):
            assert [source["filters"] for source in sources].count(sent["filters"]) == 2
            assert [source["filters"] for source in sources].count(None) == 1


def test_what_a_list_of_one_resource_shows_can_be_deleted(api: Client) -> None:
    for _ in range(3):
        api.post(PATH, BODY)
    found = api.get(f"{PATH}?application={SOURCE['application']}&resource={SOURCE['resource']}").json["data"]
    assert [api.delete(f"{PATH}/{export['id']}").status for export in found] == [202] * 3
    assert [api.get(f"{PATH}/{export['id']}/status").status for export in found] == [404] * 3
    assert api.get(PATH).json["data"] == []


def test_a_link_is_made_for_each_request_and_kept_nowhere(
    api: Client, exports: Exports, hosts: MakeHost, sql: Sql, capfd: pytest.CaptureFixture[str]
) -> None:
    hosts()
    export = exports.done()
    link = api.get(f"{PATH}/{export.id}")
    assert link.headers["cache-control"] == "no-store"
    assert "Expires=" in link.headers["location"]
    assert "Signature=" not in "".join(capfd.readouterr())
    assert "Signature=" not in str(sql("SELECT * FROM hbi.exports"))


@pytest.mark.parametrize(
    "identity", [OTHER_USER, user_identity("654"), system_identity("ana")], ids=["user", "organisation", "type"]
)
def test_exports_are_private(api: Client, identity: Json) -> None:
    export_id = api.post(PATH, BODY).json["id"]
    other = api.as_(identity)
    assert other.get(PATH).json["data"] == []
    for answer in (
        other.get(f"{PATH}/{export_id}"),
        other.get(f"{PATH}/{export_id}/status"),
        other.delete(f"{PATH}/{export_id}"),
    ):
        assert answer.status == 404
        assert is_refusal(answer.json, 404)
    assert api.get(f"{PATH}/{export_id}/status").status == 200


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        pytest.param(b"{", 400, "invalid", id="bad JSON"),
        pytest.param(b"", 400, "invalid", id="no body"),
        pytest.param({**BODY, "sources": []}, 400, "no sources provided", id="no sources"),
        pytest.param({**BODY, "format": "pdf"}, 400, "invalid or missing payload format", id="another format"),
        pytest.param(
            {**BODY, "sources": [{**SOURCE, "filters": "{}"}]}, 400, "invalid json format of filters", id="bad filters"
        ),
        pytest.param(
            {**BODY, "sources": [{**SOURCE, "resource": "other"}]},
            406,
            "Payload does not match Configured Exports",
            id="unknown resource",
        ),
    ],
)
def test_refused_bodies(api: Client, sql: Sql, body: Any, code: int, words: str) -> None:
    answer = api.post(PATH, body)
    assert answer.status == code
    assert is_refusal(answer.json, code)
    assert words in answer.json["message"]
    assert answer.content_type == "application/json; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert sql("SELECT count(*) FROM hbi.exports") == [(0,)]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", ""), ("GET", ""), ("GET", f"/{SOME_ID}"), ("GET", f"/{SOME_ID}/status"), ("DELETE", f"/{SOME_ID}")],
)
@pytest.mark.parametrize("header", [None, "no identity"])
def test_identity_is_needed(api: Client, method: str, path: str, header: str | None) -> None:
    answer = api.request(method, PATH + path, body=BODY, headers={"x-rh-identity": header})
    assert answer.status == 400
    assert is_refusal(answer.json, 400)
    assert answer.json["message"].startswith("Bad Request:")


@pytest.mark.parametrize("suffix", ["", "/status"])
def test_bad_and_unknown_ids(api: Client, suffix: str) -> None:
    assert api.get(f"{PATH}/nothing{suffix}").status == 400
    assert api.get(f"{PATH}/{uuid4()}{suffix}").status == 404


@pytest.mark.parametrize("query", ["limit=-1", "offset=x", "sort=size", "dir=up", "created_at=spring"])
def test_refused_lists(api: Client, query: str) -> None:
    assert is_refusal(api.get(f"{PATH}?{query}").json, 400)


def test_ping(api: Client) -> None:
    assert api.get(f"{EXPORT_BASE}/ping").status == 200
    assert api.get(f"{EXPORT_BASE}/ping", headers={"x-rh-identity": None}).status == 400


@pytest.mark.parametrize("path", [EXPORT_BASE, f"{EXPORT_BASE}/"])
@pytest.mark.parametrize("header", [None, "no identity"])
def test_the_base_is_there_for_everybody(api: Client, path: str, header: str | None) -> None:
    answer = api.get(path, headers={"x-rh-identity": header})
    assert (answer.status, answer.content) == (200, b"")
    refused = api.delete(path)
    assert refused.status == 405
    assert is_refusal(refused.json, 405)


@pytest.mark.parametrize(
    "status", [pytest.param(202, id="taken"), pytest.param(400, id="refused: the reaper will ask")]
)
def test_the_export_function_is_started(
    make_application: MakeApplication, export_environment: dict[str, str], status: int
) -> None:
    with running_lambda(status) as service:
        environment = {"HBI_EXPORT_FUNCTION": "export", "HBI_LAMBDA_ENDPOINT_URL": service.url}
        api = Client(make_application(**export_environment, **environment))
        created = api.post(PATH, BODY)
    assert created.status == 202
    (asked,) = service.asked
    assert (asked.path, asked.headers["x-amz-invocation-type"]) == (
        "/2015-03-31/functions/export/invocations",
        "Event",
    )
    assert service.started() == [("321", created.json["id"])]


class TestQuotas:
    """What one organisation may ask for: its own requests make it wait, not those of others."""

    @pytest.fixture
    def period_s(self, monkeypatch: pytest.MonkeyPatch) -> int:
        """A thousand minutes instead of one: nothing is given back while a test runs, however long that takes."""
        assert quotas.PERIOD_S == 60
        monkeypatch.setattr(quotas, "PERIOD_S", 60_000)
        return 60_000

    def test_a_rate(self, make_application: MakeApplication, export_environment: dict[str, str], period_s: int) -> None:
        api = Client(make_application(**export_environment, HBI_EXPORT_REQUESTS_PER_MINUTE="3"))
        assert [api.post(PATH, BODY).status for _ in range(3)] == [202, 202, 202]
        refused = api.as_(OTHER_USER).post(PATH, BODY)
        assert refused.status == 429
        assert is_refusal(refused.json, 429)
        assert period_s / 3 - 600 < int(refused.headers["retry-after"]) <= period_s / 3
        assert refused.headers["x-content-type-options"] == "nosniff"
        assert api.get(PATH).json["meta"]["count"] == 3
        assert api.as_(user_identity("another")).post(PATH, BODY).status == 202

    def test_deletion_does_not_give_the_rate_back(
        self, make_application: MakeApplication, export_environment: dict[str, str]
    ) -> None:
        api = Client(make_application(**export_environment, HBI_EXPORT_REQUESTS_PER_MINUTE="1"))
        created = api.post(PATH, BODY)
        assert api.delete(f"{PATH}/{created.json['id']}").status == 202
        refused = api.post(PATH, BODY)
        assert (refused.status, 1 <= int(refused.headers["retry-after"]) <= 60) == (429, True)

    @pytest.mark.usefixtures("period_s")
    def test_instances_share_it(self, make_application: MakeApplication, export_environment: dict[str, str]) -> None:
        instances = [
            Client(make_application(**export_environment, HBI_EXPORT_REQUESTS_PER_MINUTE="5")) for _ in range(4)
        ]
        with ThreadPoolExecutor(len(instances)) as pool:
            answers = list(pool.map(lambda api: [api.post(PATH, BODY).status for _ in range(5)], instances))
        assert Counter(itertools.chain(*answers)) == {202: 5, 429: 15}

    def test_waiting_gives_it_back(
        self, make_application: MakeApplication, export_environment: dict[str, str], sql: Sql, period_s: int
    ) -> None:
        api = Client(make_application(**export_environment, HBI_EXPORT_REQUESTS_PER_MINUTE="2"))
        assert [api.post(PATH, BODY).status for _ in range(3)] == [202, 202, 429]
        sql("UPDATE hbi.export_quotas SET used_until = used_until - make_interval(secs => %s)", (period_s / 2,))
        assert [api.post(PATH, BODY).status for _ in range(2)] == [202, 429]

    def test_unusable_requests_do_not_count(
        self, make_application: MakeApplication, export_environment: dict[str, str]
    ) -> None:
        api = Client(make_application(**export_environment, HBI_EXPORT_REQUESTS_PER_MINUTE="1"))
        assert [api.post(PATH, {}).status for _ in range(3)] == [400, 400, 400]
        assert api.post(PATH, BODY).status == 202

    def test_a_number_of_unfinished_exports(
        self, make_application: MakeApplication, export_environment: dict[str, str], sql: Sql
    ) -> None:
        api = Client(make_application(**export_environment, HBI_UNFINISHED_EXPORTS_PER_ORG="2"))
        assert [api.post(PATH, BODY).status for _ in range(3)] == [202, 202, 429]
        assert api.as_(user_identity("another")).post(PATH, BODY).status == 202
        sql("UPDATE hbi.exports SET status = 'failed' WHERE org_id = '321'")
        assert api.post(PATH, BODY).status == 202

    def test_a_number_of_sources(self, api: Client) -> None:
        assert api.post(PATH, {**BODY, "sources": [SOURCE] * 100}).status == 202
        refused = api.post(PATH, {**BODY, "sources": [SOURCE] * 101})
        assert is_refusal(refused.json, 400)
        assert "101" in refused.json["message"]

    def test_it_is_described(self, api: Client) -> None:
        described = api.get(f"{EXPORT_BASE}/openapi.json").json["paths"]["/exports"]["post"]["responses"]["429"]
        assert "retry-after" in described["headers"]
