"""The hosts that are measured with: two kept databases full of them.

Used by `bench.parts` and `bench.plans`; imports `bench.measuring`.
"""
