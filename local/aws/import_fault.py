"""A program that says where the import of a function's code fails; AWS's runtime client keeps that to itself.

`python import_fault.py HANDLER ROOT …` prints `FILE, line N: ERROR` or nothing, in an interpreter of its own: what it
imports would stay in any other.
"""

import importlib
import sys
import traceback
from pathlib import Path


def main() -> None:
    """Imports what the arguments name."""
    handler, *roots = sys.argv[1:]
    sys.path[:0] = roots
    module, _, name = handler.rpartition(".")
    try:
        getattr(importlib.import_module(module), name)
    except BaseException as error:
        print(place_of(error, [Path(root) for root in roots]))  # noqa: T201


def place_of(error: BaseException, roots: list[Path]) -> str:
    """The last line of our own code on the way to the error, with the error."""
    said = " ".join(f"{type(error).__name__}: {error}".split())
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}, line {error.lineno}: {type(error).__name__}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if any(Path(frame.filename).is_relative_to(root) for root in roots)]
    if not own:
        return said
    return f"{own[-1].filename}, line {own[-1].lineno}: {said}"


if __name__ == "__main__":
    main()
