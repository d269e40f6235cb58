"""`make update-schema`: takes a newer schema of system profiles.

    read (source) → bring into our form (adopt) → check against tables and rules (fit) → compare (difference)
    → make what derives from it (derived) → put all in place (install)

A tool of the checkout; what it installs is committed and deployed like any other change.
"""
