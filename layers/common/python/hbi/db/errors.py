"""What an error of the database means. Nothing else tells kinds of them apart by what the database is to blame for."""

import psycopg2
import psycopg2.errors
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_PROGRAM_LIMIT_EXCEEDED = "54"


def driver_error(error: BaseException | None) -> BaseException | None:
    """The driver's own error, which SQLAlchemy wraps."""
    return error.orig if isinstance(error, DBAPIError) else error


def is_outage(error: BaseException | None) -> bool:
    """Whether the database was away, could not write, or took too long: the same work may succeed later."""
    return isinstance(driver_error(error), psycopg2.OperationalError) or is_from_a_reader(error)


def is_from_a_reader(error: BaseException | None) -> bool:
    """Whether the server cannot write: after a failover a connection may lead to the old writer, and would for ever."""
    return isinstance(driver_error(error), psycopg2.errors.ReadOnlySqlTransaction)


def is_of_database(error: BaseException | None) -> bool:
    """Whether the database or its driver raised it, whatever is to blame."""
    return isinstance(error, DBAPIError | psycopg2.Error)


def is_of_data_access(error: BaseException | None) -> bool:
    """Whether the database, its driver or SQLAlchemy raised it, whatever is to blame."""
    return isinstance(error, SQLAlchemyError | psycopg2.Error)


def is_collision(error: BaseException | None) -> bool:
    """Whether another transaction was in the way: the same work succeeds when it is done again."""
    return is_duplicate(error) or isinstance(
        driver_error(error), psycopg2.errors.DeadlockDetected | psycopg2.errors.SerializationFailure
    )


def is_duplicate(error: BaseException | None) -> bool:
    """Whether a row is there already. Another transaction stored it meanwhile, or the work itself stores it twice."""
    return isinstance(driver_error(error), psycopg2.errors.UniqueViolation)


def is_missing_reference(error: BaseException | None) -> bool:
    """Whether a row that another one refers to is gone, or is about to go while others still refer to it."""
    return isinstance(driver_error(error), psycopg2.errors.ForeignKeyViolation)


def is_blocked(error: BaseException | None) -> bool:
    """Whether the work waited too long for what other transactions hold."""
    return isinstance(
        driver_error(error),
        psycopg2.errors.LockNotAvailable | psycopg2.errors.QueryCanceled | psycopg2.errors.DeadlockDetected,
    )


def is_denied(error: BaseException | None) -> bool:
    """Whether the user lacks a right."""
    return isinstance(driver_error(error), psycopg2.errors.InsufficientPrivilege)


def refusal(error: BaseException) -> str | None:
    """What the database says about a value that it does not take; None when something else is to blame.

    Everything else, a full disk or a reader instead of the writer as well as a statement of ours that is wrong, would
    befall any other value too: the work must be tried again.
    """
    raised = driver_error(error)
    is_data = isinstance(raised, psycopg2.DataError | psycopg2.IntegrityError)
    is_limit = isinstance(raised, psycopg2.Error) and (raised.pgcode or "").startswith(_PROGRAM_LIMIT_EXCEEDED)
    return first_line(error) if is_data or is_limit else None


def first_line(error: BaseException) -> str:
    """What the server or the driver says, without its advice, its position and the statement."""
    return str(driver_error(error)).strip().split("\n", 1)[0]


def is_cancelled(error: BaseException | None) -> bool:
    """Whether the database ended a statement because its time was over, or because somebody asked it to."""
    return isinstance(driver_error(error), psycopg2.errors.QueryCanceled)
