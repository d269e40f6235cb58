"""The function that migrates the database at deploy."""
