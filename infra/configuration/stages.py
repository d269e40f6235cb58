"""What `dev`, `staging` and `prod` differ in: defaults, each of which may be chosen otherwise in the context."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

type StageName = Literal["prod", "staging", "dev"]

STAGE_NAMES: tuple[StageName, ...] = ("prod", "staging", "dev")
"""The first is what a deployment is that does not say: nothing is lost by it, and nothing is cheap."""


@dataclass(frozen=True)
class Stage:
    """Defaults of one environment."""

    zones: int
    nat_gateways: int
    database_min_acu: float
    database_max_acu: float
    database_readers: int
    """Instances to fail over to, in other zones than the writer."""
    backup_days: int
    log_days: int
    keeps_data: bool
    """Whether stack and cluster are protected from deletion, and what they held outlives them."""
    release: Literal["canary", "at-once"]
    """How requests move to a new version of the API."""
    traces: bool
    """Whether functions send traces to AWS X-Ray."""


STAGES: Mapping[StageName, Stage] = {
    "prod": Stage(
        zones=3,
        nat_gateways=3,
        database_min_acu=2,
        database_max_acu=32,
        database_readers=1,
        backup_days=14,
        log_days=30,
        keeps_data=True,
        release="canary",
        traces=True,
    ),
    "staging": Stage(
        zones=2,
        nat_gateways=1,
        database_min_acu=0.5,
        database_max_acu=16,
        database_readers=1,
        backup_days=7,
        log_days=30,
        keeps_data=True,
        release="canary",
        traces=True,
    ),
    "dev": Stage(
        zones=2,
        nat_gateways=1,
        database_min_acu=0.5,
        database_max_acu=4,
        database_readers=0,
        backup_days=1,
        log_days=7,
        keeps_data=False,
        release="at-once",
        traces=False,
    ),
}
