"""What the commands of `hbi` do, one module a command; `local.cli` declares and calls them."""
