"""Entry points of the four Lambda functions: each has a `handler`, which AWS and the local stack call, and a `runtime`.

They import `hbi` and their own package, and contain no SQL.
"""
