"""How exports fail, in the words that their owners read (contract: exports 9)."""

from hbi.db.errors import is_cancelled, is_of_database
from hbi.exports.records import TIMED_OUT
from hbi.problems import HbiError, Unavailable

# The first sentence of the answer that clients know from everywhere else; they compare it.
DENIED = "You don't have the permission to access the requested resource."


class ExportFailed(HbiError):
    """The export ends here. `code` and the text are what its owner reads."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def failure_of(error: Exception) -> ExportFailed:
    """The failure that the owner reads; never the error's own text, which shows internals."""
    if isinstance(error, ExportFailed):
        return error
    if is_cancelled(error):
        return timed_out()
    if is_of_database(error):
        return ExportFailed(500, "The hosts could not be read.")
    if isinstance(error, Unavailable):
        return ExportFailed(500, "A service that the export needs does not answer.")
    return ExportFailed(500, "The export could not be written.")


def timed_out() -> ExportFailed:
    """The time of the worker is over."""
    return ExportFailed(TIMED_OUT, "The export took too long and was stopped.")


def no_hosts(org_id: str) -> ExportFailed:
    """Nobody is there to be exported."""
    return ExportFailed(404, f"There are no hosts to export for org_id {org_id}.")
