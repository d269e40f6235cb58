"""Browser tests of the console, run by `make test-console` (`python -m tests.console`). Not a part of `make test`."""
