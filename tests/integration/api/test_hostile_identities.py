"""Whatever stands in the identity header: an answer below 500, from every operation that reads or writes."""

import base64

import orjson
import pytest

from tests.fixtures.api import MakeHost
from tests.support.api import EXPORT_BASE, Client
from tests.support.exporting import SOURCE
from tests.support.factories import Json, user_identity

NUL = "a\0b"


def encoded(document: object) -> str:
    return base64.b64encode(orjson.dumps(document)).decode()


def identity(**fields: object) -> Json:
    return user_identity(**fields)


VALID = encoded(user_identity())
HEADERS = {
    "NUL in org_id": encoded(identity(org_id=NUL)),
    "NUL in account_number": encoded(identity(account_number=NUL)),
    "NUL in username": encoded(identity(user={"username": NUL})),
    "NUL in type": encoded(identity(type="User\0")),
    "NUL in cn": encoded(identity(type="System", system={"cn": NUL, "cert_type": "system"})),
    "NUL in client id": encoded(identity(type="ServiceAccount", service_account={"client_id": NUL, "username": "a"})),
    "org_id in internal": encoded({"identity": {**user_identity()["identity"], "internal": {"org_id": NUL}}}),
    "long org_id": encoded(identity(org_id="1" * 37)),
    "number as org_id": encoded(identity(org_id=5)),
    "list as user": encoded(identity(user=["ana"])),
    "long user name": encoded(identity(user={"username": "".join(map(chr, range(0x4E00, 0x4E00 + 1200)))})),
    "identity is a list": encoded({"identity": [1]}),
    "identity is null": encoded({"identity": None}),
    "a list": encoded([1]),
    "a number": encoded(1),
    "no JSON": base64.b64encode(b"{").decode(),
    "no UTF-8": base64.b64encode(b'{"identity": "\xff"}').decode(),
    "lone surrogate": base64.b64encode(rb'{"identity": {"org_id": "\ud800"}}').decode(),
    "deep": base64.b64encode(b'{"identity": ' + b"[" * 3000 + b"]" * 3000 + b"}").decode(),
    "no padding": VALID.rstrip("=") + "A",
    "line breaks": VALID[:20] + "\n" + VALID[20:],
    "URL-safe alphabet": "-_" + VALID[2:],
    "blanks": f" {VALID} ",
    "no ASCII": VALID + "\u00e9",
    "BOM": base64.b64encode(b"\xef\xbb\xbf" + orjson.dumps(user_identity())).decode(),
}


ONLY_FOR_EXPORTS = {"org_id in internal", "long user name"}
"""What only the exports API looks at."""


@pytest.mark.parametrize("name", sorted(HEADERS.keys() - ONLY_FOR_EXPORTS))
def test_is_refused(api: Client, hosts: MakeHost, name: str) -> None:
    host = hosts(facts={"ns": {"a": 1}})
    headers = {"x-rh-identity": HEADERS[name]}
    requests = (
        ("GET", "/hosts", None),
        ("GET", f"/hosts/{host['id']}", None),
        ("PATCH", f"/hosts/{host['id']}", {"display_name": "a"}),
        ("PUT", f"/hosts/{host['id']}/facts/ns", {"a": 2}),
        ("POST", "/hosts/checkin", {"insights_id": host["insights_id"]}),
        ("DELETE", f"/hosts/{host['id']}", None),
    )
    for method, path, body in requests:
        answer = api.request(method, path, body=body, headers=headers)
        assert answer.status == 401, answer.content


@pytest.mark.parametrize("name", HEADERS)
def test_is_refused_by_exports(api: Client, name: str) -> None:
    answer = api.get(f"{EXPORT_BASE}/exports", headers={"x-rh-identity": HEADERS[name]})
    assert answer.status in {200, 400}
    body = {"format": "csv", "sources": [SOURCE]}
    asked = api.post(f"{EXPORT_BASE}/exports", body, headers={"x-rh-identity": HEADERS[name]})
    assert asked.status in {202, 400}
