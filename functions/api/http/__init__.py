"""HTTP without any operation: requests, parameters, bodies, answers, errors, types of the table of operations.

Used by `functions.api.routes`, `application` and `description`; it imports none of the three.
"""
