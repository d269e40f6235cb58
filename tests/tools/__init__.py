"""Exports opened by the tools that people use. Not in `make test`: `make test-tools` installs the tools first."""
