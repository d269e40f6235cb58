"""`python -m tests.clients [--strict] [LANGUAGE-OR-GENERATOR …]`: lets generated clients call a stack.

The official client and ours in `clients/python` call it, too.

Ends with 1 if a client that can be had fails, and names those that cannot be had; with `--strict` it ends with 1 for
these, too. When all generators ran, their table in the documentation is written; so is that of the official client when
it ran.
"""

import json
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.clients import official, own, page
from tests.clients.generators import GENERATORS, Generator
from tests.clients.operations import OPERATIONS, STEPS, Inventory
from tests.clients.toolbox import BUILD, CommandFailed, missing, run
from tests.clients.world import Call, World
from tests.e2e.system import System
from tests.support.factories import user_identity
from tests.support.fakes.web_server import web_server
from tests.support.schema_trials import published

STRICT = "--strict"
_OFFICIAL = f"{official.NAME} {official.LANGUAGE}"


def main(arguments: Sequence[str]) -> int:
    """Tries the generators, or those that are named; returns the exit code."""
    names, is_strict = [name for name in arguments if name != STRICT], STRICT in arguments
    BUILD.mkdir(parents=True, exist_ok=True)
    wanted = [generator for generator in GENERATORS if not names or {generator.name, generator.language} & {*names}]
    present = [generator for generator in wanted if not missing(generator.tools)]
    left_out = {_title(generator): absent for generator in wanted if (absent := missing(generator.tools))}
    with_official = not names or bool({official.NAME, official.LANGUAGE} & {*names})
    if with_official and (absent := missing(official.TOOLS)):
        left_out[_OFFICIAL] = absent
        with_official = False
    _say_left_out(left_out)
    if left_out and is_strict:
        return 1
    with_own = not names or own.NAME in names
    own_faults: list[str] = []
    results: dict[Generator, Mapping[str, str]] = {}
    official_faults: Mapping[str, str] = {}
    calls: tuple[Call, ...] = ()
    with _running_stack() as system:
        if with_official:
            official_faults = _try_official(system)
        if with_own:
            own_faults = _try_own(system)
        for number, generator in enumerate(present):
            world = World(system, f"client{number}")
            calls = world.calls()
            results[generator] = _try(generator, world)
    has_failed = bool(official_faults or own_faults) or any(faults for faults in results.values())
    if with_official and not official_faults:
        page.write(page.official_section({}))
    if len(results) == len(GENERATORS) and not has_failed:
        page.write(page.section(results, calls))
    _say_left_out(left_out)
    return int(has_failed or not (results or with_official or with_own))


@contextmanager
def _running_stack() -> Iterator[System]:
    """A stack whose users may try the schema of branch `next`."""
    with tempfile.TemporaryDirectory(prefix="hbi-clients-") as state, web_server() as schemas:
        schemas.answer = published("RedHatInsights/next")
        system = System(Path(state) / "stack")
        system.environment = {
            "SP_AUTHORIZED_USERS": user_identity()["identity"]["user"]["username"],
            "HBI_PROFILE_SCHEMA_URL": f"{schemas.url}/{{fork}}/{{branch}}/profile.yaml",
        }
        with system:
            yield system


def _try_own(system: System) -> list[str]:
    """What is wrong with the client in `clients/python`."""
    faults = own.faults(World(system, "own-client"))
    for fault in faults:
        _say(f"FAILED   {own.NAME} {own.LANGUAGE}: {fault}")
    if not faults:
        _say(f"OK       {own.NAME} {own.LANGUAGE}: generated part, types, tests, calls, ansible-inventory")
    return faults


def _try_official(system: System) -> dict[str, str]:
    """What went wrong, by function of the official client. Each that it has is called."""
    world = World(system, "official", with_sap=True)
    inventory = Inventory(**world.ids(), look=world.look)
    faults: dict[str, str] = {}
    try:
        with official.running(world.task()) as client:
            faults = dict.fromkeys({*client.functions} - {*STEPS}, "the client has it, and nobody calls it")
            for name in STEPS:
                if fault := _fault_of_step(name, inventory, partial(client.call, name)):
                    faults[name] = fault
    except CommandFailed as error:
        faults = {name: str(error) for name in OPERATIONS}
    for name, fault in faults.items():
        _say(f"FAILED   {_OFFICIAL}: {OPERATIONS.get(name, '?')} ({name}): {fault}")
    works = len(OPERATIONS.keys() - faults.keys())
    _say(f"{'FAILED  ' if faults else 'OK      '} {_OFFICIAL}: {works} of {len(OPERATIONS)} operations")
    return faults


def _fault_of_step(name: str, inventory: Inventory, call: official.Call) -> str:
    """What is wrong with an answer to the official client; no text if nothing is."""
    try:
        STEPS[name](inventory, call)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _say_left_out(left_out: Mapping[str, Sequence[str]]) -> None:
    for client, absent in left_out.items():
        _say(f"LEFT OUT {client}: not installed: {', '.join(absent)}")


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
