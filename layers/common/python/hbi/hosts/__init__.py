"""What a host is: canonical facts, facts, tags, names, type, reporters, and the documents that show it.

Used by ingest, queries, edits and events alike. Knows no database.
"""
