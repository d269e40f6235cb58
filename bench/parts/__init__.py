"""What is measured: one module a part of `make bench ONLY=…`, each run as a program that writes its figures.

Run by `bench.__main__`; may import everything.
"""
