"""The derived type of a host (contract: ingest-and-events 8.7)."""

from collections.abc import Mapping
from typing import Any, Literal, cast

from hbi.stored import mapping

type HostType = Literal["conventional", "bootc", "edge", "cluster"]


def derive_host_type(openshift_cluster_id: str | None, static_profile: Mapping[str, Any] | None) -> HostType:
    """The type by what the host is: cluster member, edge device, image-based or ordinary.

    Args:
        static_profile: the stored slow-changing part after the write; None or `{}` when there is none.
    """
    if openshift_cluster_id:
        return "cluster"
    profile = static_profile or {}
    stated = profile.get("host_type")
    if stated in {"edge", "cluster"}:
        return cast("HostType", stated)
    return "bootc" if _booted_image_digest(profile) else "conventional"


def _booted_image_digest(profile: Mapping[str, Any]) -> Any:
    return mapping(mapping(profile.get("bootc_status")).get("booted")).get("image_digest")
