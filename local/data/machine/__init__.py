"""Reads facts of the machine that this program runs on, for `local.data.collector`."""
