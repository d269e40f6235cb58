"""Fields of a reported host (contract: ingest-and-events 5)."""

import pytest

from hbi.hosts.canonical_facts import CANONICAL_FACTS, as_sent
from hbi.ids import ZERO_UUID
from hbi.ingest.messages.report import InvalidReport, parse_report
from hbi.profile.normalise import NormalisedProfile
from hbi.profile.reported import ReportedProfile

ID = "5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80"
MAC = "52:54:00:cd:65:84"
ARCH = {"arch": "x86_64"}
INFINIBAND = ":".join(["80"] * 20)


def report_data(**fields):
    """The smallest acceptable report; a field given as `...` is left out."""
    data = {"org_id": "321", "reporter": "puptoo", "insights_id": ID, **fields}
    return {name: value for name, value in data.items() if value is not ...}


def accepted(name, sent, expected, rule, **others):
    return pytest.param(name, {name: sent, **others}, expected, id=f"{name}: {rule}")


@pytest.mark.parametrize(
    ("field", "sent", "expected"),
    [
        accepted("org_id", "x" * 36, "x" * 36, "36 characters"),
        accepted("reporter", "r" * 255, "r" * 255, "255 characters"),
        accepted("account", "", "", "may be empty"),
        accepted("account", "1234567890", "1234567890", "10 characters"),
        accepted("display_name", "  Web One ", "  Web One ", "spaces and case are kept"),
        accepted("display_name", "ü" * 200, "ü" * 200, "200 characters, not bytes"),
        accepted("ansible_host", "", "", "may be empty"),
        accepted("ansible_host", "A" * 255, "A" * 255, "255 characters, case kept"),
        accepted("insights_id", ID.upper(), ID, "lower-cased"),
        accepted("insights_id", None, None, "null counts as absent", subscription_manager_id=ID),
        accepted("insights_id", ZERO_UUID, None, "the zero UUID counts as absent", subscription_manager_id=ID),
        accepted("subscription_manager_id", ID.upper(), ID, "lower-cased"),
        accepted("subscription_manager_id", None, None, "null counts as absent"),
        accepted("satellite_id", ID.upper(), ID, "a UUID"),
        accepted("satellite_id", "1234567890", "1234567890", "or ten digits"),
        accepted("satellite_id", None, None, "null counts as absent"),
        accepted("bios_uuid", ID.upper(), ID, "lower-cased"),
        accepted("bios_uuid", None, None, "null counts as absent"),
        accepted("fqdn", "WEB.Straße.Example", "web.strasse.example", "case-folded by all of Unicode"),
        accepted("fqdn", None, None, "null counts as absent"),
        accepted("ip_addresses", ["10.1.2.3", "FE80::1"], ["10.1.2.3", "fe80::1"], "lower-cased"),
        accepted("ip_addresses", [], [], "an empty list takes the stored ones away"),
        accepted("ip_addresses", None, None, "null counts as absent"),
        accepted("mac_addresses", ["52-54:00:CD:65-84"], ["52-54:00:cd:65-84"], "pairs with mixed separators"),
        accepted("mac_addresses", ["ABCD.ef01.2345"], ["abcd.ef01.2345"], "three groups of four digits"),
        accepted("mac_addresses", ["5254AACD6584"], ["5254aacd6584"], "twelve digits"),
        accepted("mac_addresses", [INFINIBAND], [INFINIBAND], "twenty pairs"),
        accepted("mac_addresses", ["8" * 40], ["8" * 40], "forty digits"),
        accepted("mac_addresses", ["00:00:00:00:00:00", MAC], [MAC], "zero addresses are dropped"),
        accepted("mac_addresses", ["00:00:00:00:00:00"], None, "zero addresses alone count as absent"),
        accepted("mac_addresses", None, None, "null counts as absent"),
        accepted("mac_addresses", [], [], "an empty list takes the stored ones away"),
        accepted("provider_id", "I-0ABC", "i-0abc", "case-folded", provider_type="aws"),
        accepted("provider_id", "p" * 500, "p" * 500, "500 characters", provider_type="aws"),
        *(
            accepted("provider_type", sent, sent.lower(), f"{sent}, lower-cased", provider_id="p")
            for sent in ("AliBaba", "AWS", "azurE", "Discovery", "gCP", "IBM")
        ),
        accepted("openshift_cluster_id", ID.upper(), ID, "lower-cased"),
        accepted("openshift_cluster_id", None, None, "null counts as absent"),
        accepted("canonical_facts_version", 0, 0, "an integer"),
        accepted("canonical_facts_version", ..., 0, "0 when absent"),
        accepted("is_virtual", "yes", True, "words for true"),
        accepted("is_virtual", 0, False, "numbers for false"),
        accepted("facts", [], {}, "may be empty"),
        accepted("facts", [{"namespace": "n", "facts": {"k": 1}}], {"n": {"k": 1}}, "by namespace"),
        accepted("tags", {"ns": {"k": ["v"]}}, {"ns": {"k": ["v"]}}, "nested form"),
        accepted("tags", [{"key": "k"}], {"null": {"k": []}}, "structured form"),
        accepted("system_profile", {}, ReportedProfile.of(NormalisedProfile()), "may be empty"),
        accepted(
            "system_profile",
            {"arch": "x86_64"},
            ReportedProfile.of(NormalisedProfile({"arch": "x86_64"})),
            "normalised and split",
        ),
    ],
)
def test_accepted_and_normalised(field, sent, expected):
    assert getattr(parse_report(report_data(**sent)), field) == expected


def refused(name, sent, rule, reason=None, **others):
    return pytest.param(name, {name: sent, **others}, reason, id=f"{name}: {rule}")


TEXT = "Not a valid string."
NULL = "Field may not be null."
UUID = "Not a valid UUID."


@pytest.mark.parametrize(
    ("field", "sent", "reason"),
    [
        refused("org_id", ..., "required", "Missing data for required field."),
        refused("org_id", None, "not null", NULL),
        refused("org_id", "", "not empty", "Shorter than minimum length 1."),
        refused("org_id", "x" * 37, "37 characters", "Longer than maximum length 36."),
        refused("org_id", 321, "not a number", TEXT),
        refused("reporter", ..., "required", "Missing data for required field."),
        refused("reporter", None, "not null", NULL),
        refused("reporter", "", "not empty"),
        refused("reporter", "r" * 256, "256 characters"),
        refused("account", None, "not null", NULL),
        refused("account", "1" * 11, "11 characters"),
        refused("display_name", None, "not null", NULL),
        refused("display_name", "", "not empty"),
        refused("display_name", "x" * 201, "201 characters"),
        refused("ansible_host", None, "not null", NULL),
        refused("ansible_host", "x" * 256, "256 characters"),
        refused("insights_id", "", "not empty", UUID),
        refused("insights_id", ID.replace("-", ""), "undashed", UUID),
        refused("insights_id", f"{{{ID}}}", "in braces", UUID),
        refused("insights_id", f"urn:uuid:{ID}", "as URN", UUID),
        refused("insights_id", "5f2b7a100c1d-4e2f-8a3b-9c4d5e6f7a80", "dashes elsewhere", UUID),
        refused("insights_id", f"{ID}\n", "with a line break", UUID),
        refused("insights_id", 1, "not a number", TEXT),
        refused("subscription_manager_id", "bad", "not a UUID", UUID),
        refused("satellite_id", "123456789", "nine digits"),
        refused("satellite_id", "12345678901", "eleven digits"),
        refused("bios_uuid", "bad", "not a UUID", UUID),
        refused("fqdn", "", "not empty"),
        refused("fqdn", "x" * 256, "256 characters"),
        refused("fqdn", "ß" * 200, "too long once case-folded"),
        refused("ip_addresses", "10.1.2.3", "not a list", "Not a valid list."),
        refused("ip_addresses", ["10.1.2.0/24"], "no prefix length"),
        refused("ip_addresses", ["10.1.2.03"], "no leading zeros"),
        refused("ip_addresses", [None], "no nulls inside", TEXT),
        refused("ip_addresses", [3232235777], "no numbers inside", TEXT),
        refused("mac_addresses", ["52:54:00:cd:65"], "five pairs"),
        refused("mac_addresses", ["52:54:00:cd:65:8g"], "no digit"),
        refused("mac_addresses", [":".join(["80"] * 19)], "nineteen pairs"),
        refused("mac_addresses", [f"{MAC}\n"], "with a line break"),
        refused("provider_id", "", "not empty", provider_type="aws"),
        refused("provider_id", " \t", "not only whitespace", provider_type="aws"),
        refused("provider_id", "p" * 501, "501 characters", provider_type="aws"),
        refused("provider_type", "vmware", "the host's only id, not one of the six", provider_id="p", insights_id=...),
        refused("openshift_cluster_id", "bad", "not a UUID", UUID),
        refused("canonical_facts_version", 2, "beyond 1"),
        refused("canonical_facts_version", -1, "negative"),
        refused("canonical_facts_version", None, "not null", NULL),
        refused("is_virtual", "maybe", "not a boolean"),
        refused("is_virtual", None, "not null", NULL),
        refused("facts", None, "not null", NULL),
        refused("facts", {"n": {}}, "not a list", "Not a valid list."),
        refused("tags", None, "not null", NULL),
        refused("tags", "env", "not a text"),
        refused("system_profile", None, "not null", NULL),
        refused("system_profile", [], "not a list"),
        refused("system_profile", {"arch": 7}, "breaks its schema", 'arch: 7 is not of type "string"'),
        refused("groups", None, "not null", NULL),
        refused("groups", {}, "a list"),
        refused("groups", ["g"], "of objects"),
        refused("tags_alt", None, "not null", NULL),
    ],
)
def test_refused(field, sent, reason):
    with pytest.raises(InvalidReport) as refusal:
        parse_report(report_data(**sent))
    assert list(refusal.value.reasons) == [field]
    assert refusal.value.notify
    if reason:
        assert refusal.value.reasons[field] == [reason]


def test_a_profile_that_is_a_text_is_refused_in_silence():
    with pytest.raises(InvalidReport) as refusal:
        parse_report(report_data(system_profile="{}"))
    assert not refusal.value.notify


def combination(data, rule):
    return pytest.param(data, id=rule)


AWS = {"provider_id": "i-1", "provider_type": "aws"}
VERSION_1 = {"canonical_facts_version": 1, "is_virtual": False, "mac_addresses": [MAC]}


@pytest.mark.parametrize(
    "data",
    [
        combination({"insights_id": ID}, "insights_id identifies"),
        combination({"insights_id": ..., "subscription_manager_id": ID}, "subscription_manager_id identifies"),
        combination({"insights_id": ..., **AWS}, "the provider identifies"),
        combination({"provider_id": None, "provider_type": None}, "both provider fields null"),
        combination(VERSION_1, "version 1, physical"),
        combination({**VERSION_1, "is_virtual": True, **AWS}, "version 1, virtual"),
        combination({**VERSION_1, "mac_addresses": None}, "version 1 with an explicit null list passes"),
        combination({"canonical_facts_version": 0, "is_virtual": True}, "version 0 asks for nothing more"),
    ],
)
def test_combinations_that_are_fine(data):
    assert parse_report(report_data(**data)).org_id == "321"


@pytest.mark.parametrize(
    "data",
    [
        combination({"insights_id": ...}, "no canonical fact"),
        combination({"insights_id": None, "fqdn": "web.example.org"}, "no ID fact"),
        combination({"insights_id": ZERO_UUID}, "the zero UUID identifies nothing"),
        combination({"provider_id": "i-1"}, "provider_id alone"),
        combination({"provider_type": "aws"}, "provider_type alone"),
        combination({"provider_id": "i-1", "provider_type": None}, "provider_type null"),
        combination({"provider_id": None, "provider_type": "aws"}, "provider_id null"),
        combination({**VERSION_1, "is_virtual": ...}, "version 1 without is_virtual"),
        combination({**VERSION_1, "mac_addresses": ...}, "version 1 without mac_addresses"),
        combination({**VERSION_1, "mac_addresses": ["00:00:00:00:00:00"]}, "version 1 with zero addresses only"),
        combination({**VERSION_1, "mac_addresses": []}, "version 1 with an empty list"),
        combination({**VERSION_1, "is_virtual": True}, "version 1, virtual without provider"),
        combination({**VERSION_1, **AWS}, "version 1, physical with provider"),
        combination(
            {**VERSION_1, "provider_id": None, "provider_type": None}, "version 1, physical with a null provider"
        ),
    ],
)
def test_combinations_that_are_refused(data):
    with pytest.raises(InvalidReport) as refusal:
        parse_report(report_data(**data))
    assert list(refusal.value.reasons) == ["_schema"]
    assert refusal.value.values == {"_schema": "<missing>"}


def test_unknown_and_protected_members_change_nothing():
    protected = {
        "id": "x",
        "created": 1,
        "updated": None,
        "last_check_in": "never",
        "stale_timestamp": None,
        "groups": [{"id": "g"}],
        "tags_alt": "x",
        "per_reporter_staleness": 5,
        "surprise": {},
    }
    assert parse_report(report_data(**protected)) == parse_report(report_data())


def test_what_was_sent_is_known():
    assert "ansible_host" in parse_report(report_data(ansible_host="")).model_fields_set
    assert "ansible_host" not in parse_report(report_data()).model_fields_set


def test_refusal_reads_like_the_contract():
    with pytest.raises(InvalidReport) as refusal:
        parse_report(report_data(bios_uuid="bad", org_id=...))
    assert str(refusal.value) == (
        "{'org_id': ['Missing data for required field.'], 'bios_uuid': ['Not a valid UUID.']}; "
        "Invalid data: {'org_id': '<missing>', 'bios_uuid': 'bad'}"
    )


@pytest.mark.parametrize(
    "alone",
    [
        combination({"provider_id": "i-1"}, "provider_id"),
        combination({"provider_type": "aws"}, "provider_type"),
        combination({"provider_id": "i-1", "provider_type": None}, "provider_id with a null type"),
    ],
)
def test_refusal_of_half_a_provider(alone):
    with pytest.raises(InvalidReport) as refusal:
        parse_report(report_data(**alone))
    assert str(refusal.value) == (
        "{'_schema': ['provider_id and provider_type are only allowed together.']}; "
        "Invalid data: {'_schema': '<missing>'}"
    )


def test_a_long_value_is_shown_cut():
    with pytest.raises(InvalidReport) as refusal:
        parse_report(report_data(fqdn="x" * 100_000))
    assert len(str(refusal.value)) < 1_000


def test_canonical_facts_of_a_refused_report():
    sent = {"subscription_manager_id": "BAD", "ip_addresses": ["FE80::1", 5], "fqdn": 7, "provider_id": None}
    facts = as_sent(sent)
    assert tuple(facts) == CANONICAL_FACTS
    assert {name: value for name, value in facts.items() if value is not None} == {
        "subscription_manager_id": "bad",
        "ip_addresses": ["fe80::1", 5],
        "fqdn": 7,
    }


@pytest.mark.parametrize("empty", ["", []])
def test_empty_facts_of_a_refused_report_are_null(empty):
    assert as_sent(dict.fromkeys(CANONICAL_FACTS, empty)) == dict.fromkeys(CANONICAL_FACTS)


def test_an_unknown_provider_is_left_out_of_the_report():
    report = parse_report(report_data(provider_id="ocid1.instance.1", provider_type="OCI"))
    assert (report.provider_id, report.provider_type, report.insights_id) == (None, None, ID)
