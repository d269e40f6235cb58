"""Builds what is uploaded to Lambda: layer, functions and migrations. Needs neither Docker nor the CDK.

Called by `infra.app`, `infra.constructs` and the tests.
"""
