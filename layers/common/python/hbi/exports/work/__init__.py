"""The worker's half of exports: leases, rows, formats, archive, upkeep. Called by the export function and the reaper.

Imports `hbi.queries` for the hosts, and the other half for the record.
"""
