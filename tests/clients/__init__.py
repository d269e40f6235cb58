"""Clients that generators make of the descriptions: generated, compiled, and let make calls (`make test-clients`)."""
