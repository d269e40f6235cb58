"""Measurements: `make bench` runs them on servers of their own and writes `bench/results/latest.json`.

May import everything; nothing imports it.
"""
