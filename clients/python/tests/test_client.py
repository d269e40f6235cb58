"""Pages, retries and callers, without a network."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
import pytest
from host_inventory import Bearer, Identity, Inventory, Refused, Retries, SignedByAws, ansible
from host_inventory.generated.exports.api.exports import api_export_delete_export
from host_inventory.generated.inventory.api.groups import api_group_get_group_list
from host_inventory.generated.inventory.api.hosts import api_host_get_host_list
from host_inventory.paging import following
from host_inventory.retries import RetryingTransport

Handler = Callable[[httpx.Request], httpx.Response]
NOW = datetime(2026, 1, 5, tzinfo=UTC).isoformat()


def host(name: str, **others: object) -> dict[str, object]:
    """A host as the API shows it."""
    empty = dict.fromkeys(
        (
            *("subscription_manager_id", "satellite_id", "bios_uuid", "ip_addresses", "fqdn", "mac_addresses"),
            *("provider_id", "provider_type", "account", "ansible_host", "openshift_cluster_id", "workspace"),
        )
    )
    times = ("stale_timestamp", "stale_warning_timestamp", "culled_timestamp", "created", "updated", "last_check_in")
    return {
        **empty,
        **dict.fromkeys(times, NOW),
        "id": str(uuid4()),
        "insights_id": str(UUID(int=0)),
        "org_id": "321",
        "display_name": name,
        "facts": [],
        "groups": [],
        "reporter": "puptoo",
        "per_reporter_staleness": {},
        **others,
    }


def inventory(handler: Handler, **options: object) -> Inventory:
    return Inventory(
        "http://127.0.0.1:1/api/inventory/v1/",
        Identity.of_user("321"),
        transport=httpx.MockTransport(handler),
        **options,
    )


def page(results: list[object], total: int | None = None, link: str | None = None) -> httpx.Response:
    body = {"total": len(results) if total is None else total, "count": len(results), "page": 1, "per_page": 2}
    return httpx.Response(200, json={**body, "results": results}, headers={"link": link} if link else {})


def test_hosts_are_read_by_cursor_as_they_are_used() -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append({name: request.url.params.get_list(name) for name in request.url.params})
        cursor = request.url.params["cursor"]
        link = (
            f'</api/inventory/v1/hosts?cursor={quote(cursor + "x+")}&per_page=2>; rel="next", </x?cursor=>; rel="first"'
        )
        return page(
            [host(f"a{cursor}"), host(f"b{cursor}")], link=link if len(cursor) < 4 else '</x?cursor=>; rel="first"'
        )

    with inventory(answer) as client:
        found = client.hosts(page_size=2, profile_filter={"[arch]": ["x86_64", "s390x"]}, display_name="a b")
        assert asked == []
        assert next(found).display_name == "a"
        assert len(asked) == 1
        assert [entry.display_name for entry in found] == ["b", "ax+", "bx+", "ax+x+", "bx+x+"]
    assert [entry["cursor"] for entry in asked] == [[""], ["x+"], ["x+x+"]]
    assert asked[0]["display_name"] == ["a b"]
    assert "page" not in asked[0]
    assert asked[0]["filter[system_profile][arch][]"] == ["x86_64", "s390x"]


class TestRaw:
    """Answers as they were sent."""

    def test_nothing_is_read_into_a_document(self) -> None:
        sent = {"results": [{"id": "no id", "created": "+292277-01-01T00:00:00Z", "new": 1}], "total": 1}

        with inventory(lambda _: httpx.Response(200, json=sent)) as client:
            assert client.document(api_host_get_host_list, display_name="a") == sent
            assert list(client.entries(api_host_get_host_list)) == sent["results"]

    def test_exports_are_asked_where_they_are(self) -> None:
        asked = []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(request.url.path)
            return httpx.Response(204)

        with inventory(answer) as client:
            assert client.document(api_export_delete_export, "x") is None
        assert asked == ["/api/export/v1/exports/x"]

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            pytest.param(httpx.Response(200, text="<html>"), "no JSON", id="a page"),
            pytest.param(httpx.Response(200, json=[]), "no list", id="something else"),
            pytest.param(httpx.Response(403, json={"message": "Forbidden"}), "Forbidden", id="a gateway"),
            pytest.param(httpx.Response(302, headers={"location": "/x"}), "", id="somewhere else"),
        ],
    )
    def test_what_is_no_list_is_refused(self, answer: httpx.Response, reason: str) -> None:
        with inventory(lambda _: answer) as client, pytest.raises(Refused) as raised:
            list(client.entries(api_host_get_host_list))
        assert raised.value.reason == reason

    def test_a_list_of_which_pages_vanish_ends(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.params["page"] == "1":
                return httpx.Response(200, json={"total": 3, "results": [{"n": 1}, {"n": 2}]})
            return httpx.Response(404, json={"detail": "no such page"})

        with inventory(answer) as client:
            assert list(client.entries(api_group_get_group_list, page_size=2)) == [{"n": 1}, {"n": 2}]


def test_other_lists_are_counted_through() -> None:
    sizes = {1: 100, 2: 100, 3: 1}

    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["page"])
        tag = {"tag": {"namespace": "n", "key": "k", "value": str(number)}, "count": number}
        return page([tag] * sizes[number], total=201)

    with inventory(answer) as client:
        assert len(list(client.tags())) == 201


@pytest.mark.parametrize(
    ("link", "cursor"),
    [
        (None, None),
        ("", None),
        ('</x?cursor=a>; rel="first"', None),
        ('</x?page=2>; rel="next"', None),
        ('</x?a=1&cursor=b%3D>; rel="next"', "b="),
        ("</x?cursor=b>; rel=next", "b"),
    ],
)
def test_the_next_page_is_in_the_link(link: str | None, cursor: str | None) -> None:
    assert following(link) == cursor


class TestRetries:
    """What is sent again, and what is not."""

    def sent(
        self, method: str, answers: list[object], retries: Retries | None = None
    ) -> tuple[object, int, list[float]]:
        """The outcome, the number of requests and the waits."""
        left, waits, requests = list(answers), [], []

        def answer(request: httpx.Request) -> httpx.Response:
            requests.append(request)
            found = left.pop(0)
            if isinstance(found, Exception):
                raise found
            status, headers = found if isinstance(found, tuple) else (found, {})
            return httpx.Response(status, headers=headers)

        transport = RetryingTransport(httpx.MockTransport(answer), retries or Retries(), waits.append)
        with httpx.Client(transport=transport) as client:
            try:
                outcome: object = client.request(method, "http://x").status_code
            except httpx.TransportError as error:
                outcome = type(error)
        return outcome, len(requests), waits

    def test_a_read_survives_an_outage(self) -> None:
        outcome, requests, waits = self.sent("GET", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), 503, 200])
        assert (outcome, requests) == (200, 4)
        assert 0.1 <= waits[0] <= 0.2
        assert 0.4 <= waits[2] <= 0.8

    @pytest.mark.parametrize("status", [400, 401, 404, 500])
    def test_other_answers_are_final(self, status: int) -> None:
        assert self.sent("GET", [status])[:2] == (status, 1)

    def test_it_ends(self) -> None:
        assert self.sent("GET", [503] * 9)[:2] == (503, 4)
        assert self.sent("GET", [httpx.ReadError("x")] * 9)[:2] == (httpx.ReadError, 4)
        assert self.sent("GET", [503] * 9, Retries(attempts=1))[:2] == (503, 1)

    def test_a_change_is_not_done_twice(self) -> None:
        assert self.sent("POST", [503, 200])[:2] == (503, 1)
        assert self.sent("DELETE", [httpx.ReadTimeout("x"), 200])[:2] == (httpx.ReadTimeout, 1)
        assert self.sent("POST", [httpx.ConnectError("x"), (429, {"retry-after": "3"}), 201]) == (
            201,
            3,
            [
                pytest.approx(0.15, abs=0.06),
                3.0,
            ],
        )

    def test_nobody_waits_for_longer_than_is_bearable(self) -> None:
        assert self.sent("GET", [(503, {"retry-after": "3600"}), 200]) == (503, 1, [])


class TestCallers:
    """Who calls."""

    def test_an_identity(self) -> None:
        request = next(Identity.of_user("321").auth_flow(httpx.Request("GET", "http://x")))
        identity = json.loads(base64.b64decode(request.headers["x-rh-identity"]))["identity"]
        assert (identity["org_id"], identity["type"]) == ("321", "User")

    def test_a_token_is_not_sent_in_the_clear(self) -> None:
        request = next(Bearer("t").auth_flow(httpx.Request("GET", "https://x")))
        assert request.headers["authorization"] == "Bearer t"
        with pytest.raises(ValueError, match="https only"):
            next(Bearer("t").auth_flow(httpx.Request("GET", "http://api.example.org")))

    def test_a_signature(self) -> None:
        from botocore.credentials import Credentials

        signer = SignedByAws(Identity.of_user("321"), credentials=Credentials("AKID", "secret", "session"))
        url = "https://a.execute-api.eu-west-3.amazonaws.com/api/inventory/v1/hosts?tags=a%2Fb%3Dc"
        request = next(signer.auth_flow(httpx.Request("GET", url)))
        assert "/eu-west-3/execute-api/aws4_request" in request.headers["authorization"]
        assert "x-rh-identity" in request.headers["authorization"]
        assert request.headers["x-amz-security-token"] == "session"
        with pytest.raises(ValueError, match="region"):
            next(signer.auth_flow(httpx.Request("GET", "https://api.example.org")))


def test_a_refusal_has_status_and_reason() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(400, json={"status": 400, "title": "Bad Request", "detail": "odd", "type": "about:blank"})

    with inventory(answer) as client, pytest.raises(Refused, match="400: odd") as refused:
        list(client.hosts())
    assert refused.value.status == 400


class TestAnsible:
    """What Ansible is told."""

    def listed(self, *hosts: dict[str, object], tags: dict[str, object] | None = None) -> dict[str, object]:
        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/tags"):
                return page(tags or {})
            return page([*hosts])

        with inventory(answer) as client:
            return ansible.document(client)

    def test_groups(self) -> None:
        system = {"operating_system": {"name": "RHEL", "major": 9, "minor": 4}, "arch": "x86_64"}
        workspace = {"id": str(uuid4()), "name": "Prod & more", "ungrouped": False, "org_id": "321", "account": None}
        workspace |= {"created": NOW, "updated": NOW}
        web = host("web", fqdn="web.example.org", system_profile=system, groups=[workspace])
        found = self.listed(web, tags={web["id"]: [{"namespace": "env", "key": "tier", "value": "gold"}]})
        assert {
            name for name, group in found.items() if name not in {"all", "_meta"} and group["hosts"] == ["web"]
        } == {*("os_rhel", "os_rhel_9", "os_rhel_9_4", "workspace_prod___more", "tag_env_tier_gold")}
        assert found["_meta"]["hostvars"]["web"]["ansible_host"] == "web.example.org"

    def test_names_are_good_and_unique(self) -> None:
        same, again, odd = host("a"), host("a"), host("{{ x }}")
        assert set(self.listed(same, again, odd)["all"]["hosts"]) == {same["id"], again["id"], odd["id"]}

    def test_what_hosts_tell_is_no_template_and_no_option(self) -> None:
        evil = host("web", fqdn="{{ lookup('pipe', 'id') }}", ansible_host="-oProxyCommand=id")
        variables = self.listed(evil)["_meta"]["hostvars"]["web"]
        assert "ansible_host" not in variables
        assert variables["inventory_fqdn"] == {"__ansible_unsafe": "{{ lookup('pipe', 'id') }}"}

    @pytest.mark.parametrize(
        ("environment", "told"),
        [
            ({}, "HBI_URL is not set"),
            ({"HBI_URL": "https://x"}, "HBI_ORG is not set"),
            ({"HBI_URL": "https://x", "HBI_AUTH": "bearer"}, "HBI_TOKEN is not set"),
            ({"HBI_URL": "https://x", "HBI_AUTH": "magic"}, "is not bearer, iam or header"),
        ],
    )
    def test_what_is_missing_is_named(self, environment: dict[str, str], told: str) -> None:
        with pytest.raises(ValueError, match=told):
            ansible.from_environment(environment)
