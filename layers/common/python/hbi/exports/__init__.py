"""Exports of hosts in native mode: we own the record, the data and the archive (contract: exports 1).

The API function creates, shows and deletes the records: `owner`, `requests`, `quotas`,
`repository`, `documents`, `links`.
The export function does the work: `leases`, `rows`, `copies`, `archive`, `bucket`, `worker`.
"""
