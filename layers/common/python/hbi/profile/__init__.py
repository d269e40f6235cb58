"""System profiles: the schema, checking, normalising, merging, and where fields are stored.

Called by ingest, filters and exports. Only `columns` knows the tables.
"""
