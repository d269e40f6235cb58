"""Tries a branch's schema on the newest reports and counts, by reporter, which it takes (contract: rest-hosts 7.17).

Imported by its route alone, when it is called: its parts (PyYAML, the validator, a consumer) cost time to import.
"""
