"""Changes of stored hosts other than by reports: names, facts, tags, check-ins, deletion; each with its events.

Called by routes of the API and by `hbi.reaper` (deletion).
"""
