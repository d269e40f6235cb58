"""Operations on hosts: lists and reads, tags, profiles, facts, edits, check-ins, deletion.

`parameters` has what chooses hosts, for all of them and for the hosts of groups.
"""
