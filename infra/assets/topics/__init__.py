"""The function that creates missing topics at deployment, or says which are missing on a cluster of others.

CloudFormation calls it before the other functions change.
"""
