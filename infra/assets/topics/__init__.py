"""The function that creates missing topics at deployment; CloudFormation calls it before the other functions change."""
