"""Settings about hosts: their size, system profile, staleness and reports."""

from pathlib import Path

from pydantic import Field

from hbi.settings.base import Settings

LARGEST_REPORT = 2 * 1024 * 1024
"""Most bytes that puptoo and yuptoo are configured to send."""


class HostBounds(Settings):
    """Limits of the size of hosts."""

    max_report_bytes: int = Field(LARGEST_REPORT, ge=256 * 1024, le=2 * LARGEST_REPORT, alias="HBI_MAX_REPORT_BYTES")
    """Size in bytes of the largest message about a host, its tags counted as events show them, and of the largest host
    as a whole, however it grows. Set it for all functions."""

    @property
    def largest_message(self) -> int:
        """Size in bytes of the largest message sent: an event shows a host with the blanks of PostgreSQL's JSON,
        and the metadata of the report. Every topic that is written must take it."""
        return 2 * self.max_report_bytes


class ProfileSettings(Settings):
    """Settings of system profiles."""

    schema_file: Path | None = Field(None, alias="HBI_PROFILE_SCHEMA")
    """File with a profile schema that is used instead of the installed one, to try it out."""


class StalenessDefaults(Settings):
    """Staleness of organisations without settings of their own."""

    time_to_stale: int = Field(104_400, ge=1, alias="CONVENTIONAL_TIME_TO_STALE_SECONDS")
    """Seconds from a host's last check-in until it is stale, in organisations without settings of their own."""
    time_to_stale_warning: int = Field(604_800, ge=1, alias="CONVENTIONAL_TIME_TO_STALE_WARNING_SECONDS")
    """Seconds from a host's last check-in until its deletion is warned about (state `stale_warning`)."""
    time_to_delete: int = Field(2_592_000, ge=1, alias="CONVENTIONAL_TIME_TO_DELETE_SECONDS")
    """Seconds from a host's last check-in until it is culled: hidden, and deleted by the reaper."""


class IngestRules(StalenessDefaults, HostBounds):
    """Settings of the ways in which reports are taken."""

    use_subman_id: bool = Field(False, alias="USE_SUBMAN_ID")
    """Whether hosts are recognised by `subscription_manager_id` alone, which is also the id of new ones. A culled host
    that reports again then keeps its row, too."""
