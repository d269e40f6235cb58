"""What measures: servers and functions, events and requests to send, clocks for either side of the database.

Used by the rest of `bench`, of which it imports nothing.
"""
