"""The fields that filters, orders and answers know: of the profile and of what other applications know.

Used by the rooms beside it, `hbi.queries`, `hbi.exports` and `hbi.views`; imports the profile's schema.
"""
