"""The function that says at deployment which secrets are missing.

CloudFormation calls it before the other functions change.
"""
