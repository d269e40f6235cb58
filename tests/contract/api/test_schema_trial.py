"""Trial of a profile schema on recent reports (contract: rest-hosts 7.17; identity-rbac 3)."""

from urllib.parse import quote

import pytest

from tests.fixtures.api import MakeApplication
from tests.support.api import Client, FakeRbac
from tests.support.factories import Json, system_identity, user_identity
from tests.support.fakes import web_server
from tests.support.fakes.web_server import WebServer
from tests.support.schema_trials import PATH, READ, USER, dripping, refused, tried


class TestWithoutBroker:
    """What is decided before a message is read; nothing listens where the broker should be."""

    @pytest.fixture
    def api(self, make_application: MakeApplication, schema_environment: dict[str, str]) -> Client:
        """A user who may try schemas."""
        return Client(make_application(**schema_environment), USER)

    @pytest.mark.parametrize(
        ("query", "detail"),
        [
            pytest.param("", "repo_branch: expected a value: the parameter is required", id="no branch"),
            pytest.param("repo_branch=", "repo_branch: '' is no name", id="blank branch"),
            pytest.param("repo_branch=next&repo_fork=", "repo_fork: '' is no name", id="blank fork"),
            pytest.param("repo_branch=next&days=0", "days: 0 is less than the minimum of 1", id="no day"),
            pytest.param("repo_branch=next&days=1.5", "days: '1.5' is no integer", id="half a day"),
            pytest.param("repo_branch=next&days=", "days: '' is no integer", id="blank days"),
            pytest.param("repo_branch=next&max_messages=0", "max_messages: 0 is less than the minimum", id="nothing"),
            pytest.param("repo_branch=next&max_messages=all", "max_messages: 'all' is no integer", id="everything"),
            pytest.param("days=0", "repo_branch: ", id="the first fault in the order of the declaration"),
        ],
    )
    def test_parameters(self, api: Client, schemas: WebServer, query: str, detail: str) -> None:
        assert refused(api.post(f"{PATH}?{query}"), 400, detail)
        assert schemas.asked == []

    @pytest.mark.parametrize(
        "name",
        [
            pytest.param("..", id="way up"),
            pytest.param("a..b", id="two dots inside"),
            pytest.param("a.", id="a dot last"),
            pytest.param(".", id="the folder itself"),
            pytest.param(".git", id="a dot first"),
            pytest.param("-q", id="an option"),
            pytest.param("a/b", id="slash"),
            pytest.param("../../evil/inventory", id="another repository"),
            pytest.param("a\\b", id="backslash"),
            pytest.param("a?x=1", id="query"),
            pytest.param("a#b", id="fragment"),
            pytest.param("a%2fb", id="percent"),
            pytest.param("a@evil.example", id="another host"),
            pytest.param("evil.example:80", id="port"),
            pytest.param("a b", id="blank"),
            pytest.param("a\n", id="line feed"),
            pytest.param("a\r\nhost: evil", id="header"),
            pytest.param("a\0", id="NUL"),
            pytest.param("\x7f", id="control character"),
            pytest.param("ä", id="letter that is not ASCII"),
            pytest.param("a\N{FULLWIDTH SOLIDUS}b", id="what looks like a slash"),
            pytest.param("{branch}", id="place holder"),
            pytest.param("a" * 256, id="too long"),
        ],
    )
    def test_names_lead_nowhere_else(self, api: Client, schemas: WebServer, name: str) -> None:
        sent = quote(name, safe="")
        for query in (f"repo_branch={sent}", f"repo_branch=next&repo_fork={sent}"):
            assert refused(api.post(f"{PATH}?{query}"), 400, "is no name; expected" if "\0" not in name else "NUL")
        assert schemas.asked == []

    @pytest.mark.parametrize("name", ["main", "v1.2.3", "a-b_c", "0a2b7a100c1d4e2f8a3b9c4d5e6f7a8190817263", "a" * 255])
    def test_names_go_where_the_template_says(self, api: Client, schemas: WebServer, name: str) -> None:
        tried(api, repo_branch=name, repo_fork="some-body")
        assert [asked.path for asked in schemas.asked] == [f"/some-body/{name}/profile.yaml"]

    @pytest.mark.parametrize(
        ("identity", "environment_of_users", "may"),
        [
            pytest.param(USER, {}, True, id="the default user"),
            pytest.param(user_identity(), {}, False, id="another user"),
            pytest.param(user_identity(user={"email": "a@example.org"}), {}, False, id="a user without name"),
            pytest.param(user_identity(), {"SP_AUTHORIZED_USERS": "eve, ana"}, True, id="a listed user"),
            pytest.param(user_identity(), {"SP_AUTHORIZED_USERS": "eve ana"}, True, id="a user listed with blanks"),
            pytest.param(USER, {"SP_AUTHORIZED_USERS": "eve,ana"}, False, id="a list replaces the default"),
            pytest.param(USER, {"SP_AUTHORIZED_USERS": ","}, False, id="nobody"),
            pytest.param(
                user_identity(user={"username": "", "email": "a@example.org"}),
                {"SP_AUTHORIZED_USERS": ","},
                False,
                id="no name is no listed name",
            ),
            pytest.param(system_identity("tuser@redhat.com"), {}, False, id="a system of that name"),
            pytest.param(
                {
                    "identity": {
                        "type": "ServiceAccount",
                        "auth_type": "jwt-auth",
                        "org_id": "321",
                        "service_account": {"client_id": "b3", "username": "tuser@redhat.com"},
                    }
                },
                {},
                False,
                id="a service account of that name",
            ),
        ],
    )
    def test_users(
        self,
        make_application: MakeApplication,
        schema_environment: dict[str, str],
        identity: Json,
        environment_of_users: dict[str, str],
        may: bool,
    ) -> None:
        api = Client(make_application(**schema_environment, **environment_of_users), identity)
        answer = api.post(f"{PATH}?repo_branch=none")
        if may:
            assert refused(answer, 400, "repo_branch: 'none' has no usable schema")
        else:
            assert refused(answer, 403, "Only users that SP_AUTHORIZED_USERS lists")

    def test_permission_goes_before_the_users(
        self, make_application: MakeApplication, schema_environment: dict[str, str], rbac: FakeRbac
    ) -> None:
        api = Client(make_application(**schema_environment, BYPASS_RBAC="false", RBAC_ENDPOINT=rbac.url))
        assert refused(api.post(f"{PATH}?repo_branch=next"), 403, f"You don't have the permission {READ}")
        assert refused(tried(api), 403, READ)
        rbac.grant("inventory:hosts:write")
        assert refused(tried(api), 403, READ)
        rbac.grant(READ)
        assert refused(api.post(f"{PATH}?repo_branch=next"), 403, "SP_AUTHORIZED_USERS")
        asked = len(rbac.requests)
        assert refused(tried(api, days=0), 400, "days")
        assert len(rbac.requests) == asked

    def test_an_identity_is_needed(self, api: Client) -> None:
        assert api.post(PATH, headers={"x-rh-identity": None}).status == 401

    def test_other_methods_are_unknown(self, api: Client) -> None:
        assert api.get(f"{PATH}?repo_branch=next").status == 405

    @pytest.mark.parametrize(
        ("answer", "status", "detail"),
        [
            pytest.param(web_server.Answer(status=404), 400, "the answer is 404", id="unknown branch"),
            pytest.param(web_server.Answer(status=403), 400, "the answer is 403", id="a private fork"),
            pytest.param(
                web_server.Answer(status=302, headers={"location": "/RedHatInsights/main/profile.yaml"}),
                400,
                "the answer is 302",
                id="redirects are not followed",
            ),
            pytest.param(web_server.Answer(status=500), 503, "the answer is 500", id="the server fails"),
            pytest.param(
                web_server.Answer(status=503, headers={"retry-after": "60"}), 503, "the answer is 503", id="it is busy"
            ),
            pytest.param(web_server.Answer(status=429), 503, "the answer is 429", id="asked too often"),
            pytest.param(web_server.Answer(b"a" * 2_000_000), 400, "has more than 1,048,576 bytes", id="huge"),
            pytest.param(web_server.Answer(b"\xff"), 400, "is not UTF-8", id="no text"),
            pytest.param(web_server.Answer(b"a: [1"), 400, "is neither YAML nor JSON", id="no YAML"),
            pytest.param(web_server.Answer(b""), 400, "the document is not an object", id="empty"),
            pytest.param(web_server.Answer(b"a: 1"), 400, "there are no properties", id="no schema"),
            pytest.param(
                web_server.Answer(b"properties: {arch: {}, cpu: {type: [a, b]}}"),
                400,
                "could not be installed: arch: needs one type",
                id="no schema of ours",
            ),
            pytest.param(
                web_server.Answer(b"properties: {arch: {type: string, pattern: '('}}"),
                400,
                "could not be installed: ",
                id="no expression",
            ),
            pytest.param(
                web_server.Answer(b"properties: {arch: {$ref: 'http://127.0.0.1:1/'}}"),
                400,
                "does not lead into the document",
                id="a reference to elsewhere",
            ),
            pytest.param(
                web_server.Answer(
                    b"properties: {a: {type: object, allOf: [{allOf: [{$ref: 'http://127.0.0.1:1/'}]}]}}"
                ),
                400,
                "could not be installed: ",
                id="a reference to elsewhere, hidden",
            ),
            pytest.param(
                web_server.Answer(b"properties: {a: {type: object, not: {$ref: '#/nowhere'}}}"),
                400,
                "a: reference #/nowhere leads nowhere",
                id="a reference to nowhere",
            ),
        ],
    )
    def test_schemas(
        self, api: Client, schemas: WebServer, answer: web_server.Answer, status: int, detail: str
    ) -> None:
        schemas.answer = lambda _: answer
        assert refused(tried(api), status, detail)
        assert len(schemas.asked) == 1

    def test_nobody_has_schemas(self, make_application: MakeApplication) -> None:
        api = Client(make_application(HBI_PROFILE_SCHEMA_URL="http://127.0.0.1:1/{fork}/{branch}"))
        assert refused(tried(api), 503, "The schema of RedHatInsights/next cannot be fetched: no answer")

    @pytest.mark.parametrize(
        "sent", [pytest.param(b"", id="no answer"), pytest.param(b"HTTP/1.1 200 OK\r\n\r\n", id="without end")]
    )
    def test_slow_schemas(self, make_application: MakeApplication, sent: bytes) -> None:
        with dripping(sent) as url:
            api = Client(make_application(HBI_PROFILE_SCHEMA_URL=url, HBI_SCHEMA_TRIAL_SECONDS="2"))
            assert refused(tried(api), 503, "The schema of RedHatInsights/next cannot be fetched")

    def test_no_broker(self, api: Client) -> None:
        assert refused(tried(api), 503, "The broker does not answer")

    def test_a_replica_has_no_messages(self, make_application: MakeApplication, schemas: WebServer) -> None:
        answer = tried(Client(make_application(REPLICA_NAMESPACE="true")))
        assert (answer.status, answer.json.keys()) == (200, {"message"})
        assert schemas.asked == []
