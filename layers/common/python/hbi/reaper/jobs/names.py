"""Names of the jobs that operators start; `functions.reaper.jobs` has them."""

JOB_NAMES = (
    "assign-ungrouped-host-groups",
    "count-hosts",
    "create-ungrouped-host-groups",
    "delete-empty-org-groups",
    "delete-hosts-s3",
    "duplicate-hosts-remover",
    "populate-host-type",
    "remove-null-workload-values",
    "revalidate-profiles",
    "sync-host-groups",
    "synchronizer",
    "synchronizer-only",
    "update-staleness",
)
"""As the original system names them; `count-hosts` and `revalidate-profiles` are ours."""
