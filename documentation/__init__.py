"""Writes what the documentation has from code, and makes its site. A tool of the checkout: no function imports it."""
