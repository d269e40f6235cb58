"""Ids as text: forms of UUIDs, and the one that stands for none."""

ZERO_UUID = "00000000-0000-0000-0000-000000000000"
