"""Tests; tests/README.md says which kind goes where."""
