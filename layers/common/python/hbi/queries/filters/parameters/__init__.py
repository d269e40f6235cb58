"""The parameters beside `filter[…]`: groups, tags, words, and which fields to return.

Used by `functions.api.routes`, `hbi.exports` and `hbi.queries`; imports `syntax` and `fields`.
"""
