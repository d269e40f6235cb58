"""`python -m tests.clients [--strict] [LANGUAGE-OR-GENERATOR …]`: lets generated clients call a stack of their own.

Ends with 1 if a generator that can be had makes a client that fails, and names those that cannot be had; with `--strict`
it ends with 1 for these, too. When all generators ran, their table in the documentation is written.
"""

import json
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.clients import page
from tests.clients.generators import GENERATORS, Generator
from tests.clients.toolbox import BUILD, CommandFailed, missing, run
from tests.clients.world import Call, World
from tests.e2e.system import System


STRICT = "--strict"


def main(arguments: Sequence[str]) -> int:
    """Tries the generators, or those that are named; returns the exit code."""
    names, is_strict = [name for name in arguments if name != STRICT], STRICT in arguments
    BUILD.mkdir(parents=True, exist_ok=True)
    wanted = [generator for generator in GENERATORS if not names or {generator.name, generator.language} & {*names}]
    present = [generator for generator in wanted if not missing(generator.tools)]
    left_out = {generator: absent for generator in wanted if (absent := missing(generator.tools))}
    _say_left_out(left_out)
    if left_out and is_strict:
        return 1
    results: dict[Generator, Mapping[str, str]] = {}
    calls: tuple[Call, ...] = ()
    with tempfile.TemporaryDirectory(prefix="hbi-clients-") as state, System(Path(state) / "stack") as system:
        for number, generator in enumerate(present):
            world = World(system, f"client{number}")
            calls = world.calls()
            results[generator] = _try(generator, world)
    has_failed = any(faults for faults in results.values())
    if len(results) == len(GENERATORS) and not has_failed:
        page.write(page.section(results, calls))
    _say_left_out(left_out)
    return int(has_failed or not results)


def _say_left_out(left_out: Mapping[Generator, Sequence[str]]) -> None:
    for generator, absent in left_out.items():
        _say(f"LEFT OUT {_title(generator)}: not installed: {', '.join(absent)}")


def _try(generator: Generator, world: World) -> dict[str, str]:
    """What went wrong, by call; a client that cannot be made fails at all of them."""
    calls = world.calls()
    try:
        command = generator.build()
        lines = [json.loads(line) for line in run(*command, CLIENT_TASK=world.task()).splitlines()]
    except CommandFailed as error:
        _say(f"FAILED   {_title(generator)}: {error}")
        return {call.name: str(error) for call in calls}
    answers = {line["call"]: line for line in lines}
    faults = {call.name: fault for call in calls if (fault := _fault(call, answers.get(call.name)))}
    for name, fault in faults.items():
        _say(f"FAILED   {_title(generator)}: {name}: {fault}")
    _say(
        f"{'FAILED  ' if faults else 'OK      '} {_title(generator)}: {len(calls) - len(faults)} of {len(calls)} calls"
    )
    return faults


def _fault(call: Call, answer: Mapping[str, object] | None) -> str:
    """What is wrong with what a client found; no text if nothing is."""
    if answer is None:
        return "the client did not make the call"
    if "error" in answer:
        return str(answer["error"])
    try:
        is_right = call.is_right(answer["result"])
    except Exception:
        return traceback.format_exc()
    return "" if is_right else f"the client found {answer['result']!r:.500}, not {call.expected!r:.500}"


def _title(generator: Generator) -> str:
    return f"{generator.name} {generator.language}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
