"""What a host list can be narrowed by, beyond names and times: `filter[…]`, tags, reporters, types, groups.

Query text is parsed once into frozen values, those are compiled to SQL. Parsing knows no SQL, compiling knows no
text; what fields there are follows from the profile's schema and from the models.
"""
