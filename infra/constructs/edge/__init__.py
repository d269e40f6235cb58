"""What stands before the API where it has a firewall: CloudFront and a web ACL, both in CloudFront's own region.

Used by `infra.stacks`; knows the service by its domain name alone.
"""
