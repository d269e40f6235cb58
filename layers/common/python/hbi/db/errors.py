"""Tells rows that the database refuses from a database that cannot take any."""

import psycopg2

_PROGRAM_LIMIT_EXCEEDED = "54"


def refusal(error: BaseException) -> str | None:
    """What the database says about a value that it does not take; None when something else is to blame.

    Everything else, a full disk or a reader instead of the writer as well as a statement of ours that is wrong, would
    befall any other value too: the work must be tried again.
    """
    is_data = isinstance(error, psycopg2.DataError | psycopg2.IntegrityError)
    is_limit = isinstance(error, psycopg2.Error) and (error.pgcode or "").startswith(_PROGRAM_LIMIT_EXCEEDED)
    return first_line(error) if is_data or is_limit else None


def first_line(error: BaseException) -> str:
    """What the driver says, without details of the statement."""
    return str(error).strip().split("\n", 1)[0]
