"""What tests use: factories, readers of what was stored and sent, ways into the functions.

Imported by tests and fixtures only; may import everything.
"""
