"""The API function: `handler` is the entry point, `application` makes the checks that all operations share.

`routes` declare the operations, `http` reads requests and writes answers, `description` makes the OpenAPI documents.
"""
