"""Writes what the documentation has from code, and builds the site. A tool of the checkout: nothing that runs imports it."""
