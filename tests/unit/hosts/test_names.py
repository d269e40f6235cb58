"""What a host is called (contract: ingest-and-events 8.2)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hbi.hosts.names import DisplayName, fallback_name, name_of_new_host, reported_name

ID = "a1b2c3d4-0001-4002-8003-a00000000007"


@pytest.mark.parametrize(
    ("given", "fqdn", "expected"),
    [
        pytest.param("web", "web.example", DisplayName("web", "puptoo"), id="the given name, with its reporter"),
        pytest.param(None, "web.example", DisplayName("web.example", None), id="else the domain name, of nobody"),
        pytest.param(None, None, DisplayName(ID, None), id="else the id, of nobody"),
        pytest.param(None, "x" * 255, DisplayName("x" * 200, None), id="a long domain name is cut to fit"),
    ],
)
def test_new_host(given, fqdn, expected):
    assert name_of_new_host(given=given, reporter="puptoo", fqdn=fqdn, host_id=ID) == expected


@pytest.mark.parametrize("stored_reporter", ["puptoo", "API", "rhsm-conduit", "yupana", None])
@pytest.mark.parametrize("reporter", ["rhsm-conduit", "rhsm-system-profile-bridge", "puptoo", "yupana"])
def test_given_name_replaces_unless_rhsm_meets_a_better_source(stored_reporter, reporter):
    stored = DisplayName("old", stored_reporter)
    kept = reporter.startswith("rhsm-") and stored_reporter in {"puptoo", "API"}
    expected = stored if kept else DisplayName("new", reporter)
    assert reported_name(stored, given="new", reporter=reporter) == expected


@pytest.mark.parametrize(
    ("name", "stored_fqdn", "fqdn", "expected"),
    [
        pytest.param(None, "old.example", "new.example", "new.example", id="no name: the new domain name"),
        pytest.param("", "old.example", None, "old.example", id="empty name: else the stored domain name"),
        pytest.param("", None, None, ID, id="empty name: else the id"),
        pytest.param("old.example", "old.example", "new.example", "new.example", id="the stored domain name follows"),
        pytest.param("old.example", "old.example", None, "old.example", id="the stored domain name stays"),
        pytest.param(ID, None, "new.example", "new.example", id="the id gives way to a domain name"),
        pytest.param(ID, "old.example", None, "old.example", id="the id gives way to the stored domain name"),
        pytest.param(ID, None, None, ID, id="the id stays when there is nothing better"),
        pytest.param("custom", "old.example", "new.example", "custom", id="a custom name stays"),
        pytest.param("new.example", "old.example", "new.example", "new.example", id="compared with the stored one"),
        pytest.param("x" * 200, "x" * 255, "y" * 255, "y" * 200, id="a cut domain name still counts as one"),
    ],
)
def test_without_a_name(name, stored_fqdn, fqdn, expected):
    stored = DisplayName(name, "puptoo")
    named = fallback_name(stored, stored_fqdn=stored_fqdn, fqdn=fqdn, host_id=ID)
    assert named == DisplayName(expected, "puptoo")


names = st.sampled_from([None, "", "custom", "a.example", "b.example", ID])
domain_names = st.none() | st.sampled_from(["a.example", "b.example"])
reporters = st.sampled_from(["puptoo", "rhsm-conduit", "yupana"])


def after(stored, stored_fqdn, given, reporter, fqdn):
    """Name and domain name after a report."""
    if given:
        return reported_name(stored, given=given, reporter=reporter), fqdn or stored_fqdn
    return fallback_name(stored, stored_fqdn=stored_fqdn, fqdn=fqdn, host_id=ID), fqdn or stored_fqdn


@given(
    stored=st.builds(DisplayName, names, st.none() | st.just("API") | reporters),
    stored_fqdn=domain_names,
    sent=st.tuples(st.none() | st.sampled_from(["one", "a.example"]), reporters, domain_names),
)
@settings(deadline=None)
def test_the_same_report_again_changes_nothing(stored, stored_fqdn, sent):
    once = after(stored, stored_fqdn, *sent)
    assert after(*once, *sent) == once
