"""What other applications know about hosts: their messages, fields and stored values (contract: ingest-and-events 17).

Called by the consumer of their topic; fields derive from `hbi.models`.
"""
