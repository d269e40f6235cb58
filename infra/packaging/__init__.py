"""Builds what is uploaded to Lambda: layer, functions and migrations. Needs neither Docker nor the CDK."""
