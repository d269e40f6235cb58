"""The function that migrates the database at deployment; CloudFormation calls it before the other functions change."""
