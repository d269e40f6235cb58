"""How instances of the API start, where a cold start is too slow for somebody."""

from dataclasses import dataclass

from infra.configuration.context import Context, UnusableContext, flag, whole


@dataclass(frozen=True)
class Warmth:
    """At most one of two ways to make first requests quicker; neither is the default."""

    has_snapshots: bool
    """Whether instances begin as copies of a snapshot (SnapStart)."""
    provisioned: int
    """Instances that are started before they are needed."""


def warmth(context: Context, *, most: int | None) -> Warmth:
    """The way that is chosen.

    Args:
        most: reserved concurrency of the API; None without.
    Raises:
        UnusableContext: both are chosen, or more instances than there may be.
    """
    chosen = Warmth(
        has_snapshots=flag(context, "snapStart", default=False),
        provisioned=whole(context, "apiProvisionedConcurrency", 0, least=0, most=1000),
    )
    if chosen.has_snapshots and chosen.provisioned:
        raise UnusableContext(
            f"context snapStart=true does not fit apiProvisionedConcurrency={chosen.provisioned}: AWS refuses both for "
            "one version; leave one out"
        )
    if most is not None and chosen.provisioned > most:
        raise UnusableContext(
            f"context apiProvisionedConcurrency={chosen.provisioned} is above apiConcurrency={most}; lower it"
        )
    return chosen
