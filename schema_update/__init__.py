"""`make update-schema`: takes a newer schema of profiles. A tool of the checkout; nothing imports it.

`source` reads, `fit` checks it against tables and rules, `difference` compares, `derived` makes what follows
from it, `install` puts all in place.
"""
