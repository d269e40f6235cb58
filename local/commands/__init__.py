"""The commands of `hbi`, one module a command; `local.cli` declares and calls them."""
