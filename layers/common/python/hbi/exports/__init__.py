"""Exports of hosts (contract: exports): `records` and `bucket` are shared by the two halves.

`api` creates, shows and deletes exports for the API function; `work` writes the archives for the export function.
"""
