"""What the commands of `hbi` do."""
