"""Host messages that are refused before the database is asked (contract: ingest-and-events 4 and 5)."""

import pytest

from hbi.ingest.messages.envelope import parse_envelope
from hbi.ingest.messages.host_report import Intake
from hbi.ingest.messages.records import Record
from hbi.ingest.messages.report import InvalidReport
from hbi.settings import LARGEST_REPORT
from tests.support.factories import ORG, host_message, host_report, system_identity, user_identity

CN, OTHER = "0c0c0c0c-0000-4000-8000-000000000001", "0c0c0c0c-0000-4000-8000-000000000002"


def refusal_of(value: bytes) -> InvalidReport:
    with pytest.raises(InvalidReport) as refusal:
        Intake(max_bytes=LARGEST_REPORT).accept(Record("topic", 0, 0, 0, None, value, []), parse_envelope(value))
    return refusal.value


def identified(identity, **fields):
    return host_message(host_report(**fields), identity=identity)


def block(identity, **members):
    """An identity document with other members; those given as `...` are left out."""
    changed = {**identity["identity"], **members}
    return {"identity": {name: value for name, value in changed.items() if value is not ...}}


def unidentified(metadata, **fields):
    return host_message(host_report(**fields), platform_metadata=metadata)


RHSM = {"reporter": "rhsm-conduit"}
USER, SYSTEM = user_identity(), system_identity(CN)
ACCOUNT = {"client_id": "c", "username": "service-account-c"}


@pytest.mark.parametrize(
    ("value", "field"),
    [
        pytest.param(identified(block(USER, type="user")), "b64_identity", id="unknown type"),
        pytest.param(identified(block(USER, type=...)), "b64_identity", id="no type"),
        pytest.param(identified(block(USER, auth_type="password")), "b64_identity", id="unknown auth_type"),
        pytest.param(identified(block(USER, account_number="1" * 37)), "b64_identity", id="too long an account number"),
        pytest.param(identified(block(USER, user={"email": "a"})), "b64_identity", id="not an e-mail address"),
        pytest.param(
            identified(block(SYSTEM, system={"cn": CN, "cert_type": "browser"})), "b64_identity", id="unknown cert_type"
        ),
        pytest.param(identified(block(SYSTEM, system={"cert_type": "system"})), "b64_identity", id="no cn"),
        pytest.param(identified(block(USER, org_id="")), "b64_identity", id="empty organisation of the identity"),
        pytest.param(
            identified(block(USER, type="ServiceAccount", service_account={**ACCOUNT, "client_id": ""})),
            "b64_identity",
            id="a service account without client",
        ),
        pytest.param(identified(block(USER, type="X509", x509={})), "b64_identity", id="no subject, no issuer"),
        pytest.param(unidentified({}), "b64_identity", id="no identity"),
        pytest.param(unidentified({"request_id": "r1"}), "b64_identity", id="metadata without identity"),
        pytest.param(unidentified({}, **RHSM), "b64_identity", id="no identity and no subscription"),
        pytest.param(
            unidentified({}, **RHSM, subscription_manager_id=CN, org_id=...),
            "org_id",
            id="no identity, no organisation",
        ),
        pytest.param(identified(USER, org_id=...), "org_id", id="no organisation"),
        pytest.param(identified(USER, org_id=None), "org_id", id="organisation is null"),
        pytest.param(identified(USER, org_id=""), "org_id", id="empty organisation"),
        pytest.param(identified(user_identity("7")), "org_id", id="another organisation's identity"),
        pytest.param(
            identified(SYSTEM, system_profile={"owner_id": OTHER}),
            "system_profile",
            id="another owner than the machine",
        ),
        pytest.param(
            identified(system_identity(CN.upper()), system_profile={"owner_id": CN}),
            "system_profile",
            id="the machine's id in other letters",
        ),
        pytest.param(identified(system_identity("web1")), "_schema", id="the machine's name is no UUID"),
    ],
)
def test_reporters_are_told(value, field):
    refusal = refusal_of(value)
    assert (list(refusal.reasons), refusal.notify) == ([field], True)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(unidentified({"b64_identity": None}), id="identity is null"),
        pytest.param(unidentified({"b64_identity": "%"}), id="not base64"),
        pytest.param(unidentified({"b64_identity": "e30"}), id="base64 without padding"),
        pytest.param(identified(USER["identity"]), id="no wrapper"),
        pytest.param(identified(block(USER, org_id=...)), id="no organisation in the identity"),
        pytest.param(unidentified({}, **RHSM, subscription_manager_id="bad"), id="a subscription that is no UUID"),
    ],
)
def test_nobody_is_told(value):
    assert not refusal_of(value).notify


def test_refusal_of_another_organisations_identity():
    refusal = refusal_of(identified(user_identity("7"), org_id=ORG))
    assert str(refusal) == (
        "{'org_id': [\"The org_id does not match the identity's.\"]}; Invalid data: {'org_id': '321'}"
    )
