"""A schema of system profiles, tried on what reporters sent lately (contract: rest-hosts 7.17).

    fetch the schema of a branch → read the newest host reports → count, by reporter, which ones it would take

An operation for those who maintain the schema. Nobody else's request imports any of this.
"""
