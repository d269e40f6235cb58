"""The API function: everything that clients reach over HTTP.

`handler` is the entry point; `routes` declare the operations; `application` puts a request through the checks that all
operations share. Rules and SQL are in `hbi`.
"""
