"""Alarms and dashboards. Stands on all other rooms of the constructs; used by `infra.stacks`."""
