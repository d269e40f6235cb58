"""What other applications know about hosts (contract: ingest-and-events 17)."""
