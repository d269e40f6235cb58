"""Exports of whole organisations by schedule, laid out for query engines (contract: exports 11).

The reaper asks what is due, the export function writes it. May import the formats of the worker, not its records.
"""
