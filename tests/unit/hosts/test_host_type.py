"""The derived type of a host (contract: ingest-and-events 8.7)."""

import pytest

from hbi.hosts.host_type import derive_host_type

CLUSTER = "5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80"
BOOTC = {"bootc_status": {"booted": {"image_digest": "sha256:" + "a" * 64}}}


@pytest.mark.parametrize(
    ("openshift_cluster_id", "profile", "expected"),
    [
        pytest.param(CLUSTER, {"host_type": "edge", **BOOTC}, "cluster", id="1. a cluster id beats everything"),
        pytest.param(None, {"host_type": "edge", **BOOTC}, "edge", id="2. a stated edge beats the image"),
        pytest.param(None, {"host_type": "cluster", **BOOTC}, "cluster", id="2. a stated cluster beats the image"),
        pytest.param(None, BOOTC, "bootc", id="3. a booted image"),
        pytest.param(None, {"host_type": "conventional", **BOOTC}, "bootc", id="3. beats a stated conventional"),
        pytest.param(None, {"bootc_status": {"booted": {"image_digest": ""}}}, "conventional", id="3. empty digest"),
        pytest.param(None, {"bootc_status": {"booted": {}}}, "conventional", id="3. no digest"),
        pytest.param(None, {"bootc_status": {"booted": None}}, "conventional", id="3. null"),
        pytest.param(None, {"bootc_status": {}}, "conventional", id="3. an empty status turns bootc back"),
        pytest.param(None, {"host_type": "conventional"}, "conventional", id="4. stated"),
        pytest.param(None, {}, "conventional", id="4. nothing known"),
        pytest.param(None, None, "conventional", id="4. no profile"),
    ],
)
def test_host_type(openshift_cluster_id, profile, expected):
    assert derive_host_type(openshift_cluster_id, profile) == expected
