"""Owner rules (contract: ingest-and-events 4)."""

import pytest

from hbi.ingest.messages.owner import check_owner, forced_owner, with_owner
from hbi.ingest.messages.report import InvalidReport

CN = "5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80"
OTHER = "a1b2c3d4-0001-4002-8003-a00000000007"


@pytest.mark.parametrize(
    ("profile", "identity_type", "cn"),
    [
        pytest.param({"owner_id": CN}, "System", CN, id="the machine names itself"),
        pytest.param({"arch": "x86_64"}, "System", CN, id="no owner named"),
        pytest.param(None, "System", CN, id="no profile"),
        pytest.param({"owner_id": OTHER}, "User", None, id="users may name any owner"),
        pytest.param({"owner_id": OTHER}, "ServiceAccount", None, id="service accounts too"),
    ],
)
def test_accepted(profile, identity_type, cn):
    assert check_owner(profile, identity_type=identity_type, cn=cn) is None


@pytest.mark.parametrize(
    ("profile", "cn"),
    [
        pytest.param({"owner_id": OTHER}, CN, id="another owner"),
        pytest.param({"owner_id": CN}, CN.upper(), id="letter case counts"),
        pytest.param({}, "web1", id="a machine that is not named by a UUID"),
        pytest.param(None, None, id="a machine without name"),
    ],
)
def test_refused(profile, cn):
    with pytest.raises(InvalidReport):
        check_owner(profile, identity_type="System", cn=cn)


@pytest.mark.parametrize(
    ("identity_type", "reporter", "subscription_manager_id", "expected"),
    [
        pytest.param("System", "puptoo", OTHER, CN, id="the machine itself"),
        pytest.param("System", "rhsm-conduit", OTHER, OTHER, id="RHSM: the subscription identity"),
        pytest.param("System", "rhsm-system-profile-bridge", OTHER, OTHER, id="the RHSM bridge too"),
        pytest.param("System", "rhsm-conduit", None, CN, id="RHSM without subscription identity: the machine"),
        pytest.param("System", "rhsm-conduit", "odd", CN, id="RHSM with a stored identity that is no UUID"),
        pytest.param("User", "rhsm-conduit", OTHER, None, id="users leave the owner alone"),
        pytest.param("ServiceAccount", "puptoo", OTHER, None, id="service accounts too"),
    ],
)
def test_forced_owner(identity_type, reporter, subscription_manager_id, expected):
    owner = forced_owner(
        identity_type=identity_type,
        cn=CN if identity_type == "System" else None,
        reporter=reporter,
        subscription_manager_id=subscription_manager_id,
    )
    assert owner == expected


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        pytest.param(None, CN, id="a host of which nothing is known belongs to the machine"),
        pytest.param(CN, CN, id="and stays with it"),
        pytest.param(OTHER, OTHER, id="one that belongs to its subscription already stays there"),
    ],
)
def test_rhsm_on_a_host_without_description(owner, expected):
    forced = forced_owner(
        identity_type="System",
        cn=CN,
        reporter="rhsm-conduit",
        subscription_manager_id=OTHER,
        is_described=False,
        owner=owner,
    )
    assert forced == expected


def test_the_forced_owner_is_stored_in_one_spelling():
    assert forced_owner(identity_type="System", cn=CN.upper(), reporter="p", subscription_manager_id=None) == CN


@pytest.mark.parametrize(
    ("stored", "owner", "expected"),
    [
        pytest.param({"owner_id": OTHER, "arch": "arm"}, CN, {"owner_id": CN, "arch": "arm"}, id="ownership moves"),
        pytest.param(None, CN, {"owner_id": CN}, id="no profile: one with the owner only"),
        pytest.param({"owner_id": OTHER}, None, {"owner_id": OTHER}, id="nothing forced"),
    ],
)
def test_with_owner(stored, owner, expected):
    assert with_owner(stored, owner) == expected
