"""Reads `filter[…]`: `parse` is the way in, and each other module reads what one root of the filter means.

Used by `functions.api.routes`, `hbi.exports` and `hbi.views`; imports `syntax`, `fields` and the terms.
"""
