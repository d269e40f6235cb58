"""The functions' code is loaded anew when its source changes, and never instead of code that works."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from local.aws.code_roots import CodeRoots
from local.aws.function_pool import FunctionPool
from local.aws.runtime_api import FunctionFailed, FunctionProcess
from local.aws.watching import Watcher
from tests.integration.local.conftest import TOY, RunToy

WAIT_S = 120
HANDLER = """
import json, pathlib
import shared

def handler(event, context):
    return {number} + shared.ADDED + json.loads(pathlib.Path(__file__).with_name("more.json").read_text())
"""

AT_WORK = (
    "import pathlib, time\n"
    "def handler(event, context):\n"
    "    if event:\n"
    "        pathlib.Path(event['begun']).touch()\n"
    "        while not pathlib.Path(event['end']).exists(): time.sleep(0.01)\n"
    "    return 1\n"
)
"""A function that is at work until a file is there."""


@dataclass
class Checkout:
    """A checkout of two functions `one` and `two`, with a watcher, and what this says."""

    root: Path
    pools: dict[str, FunctionPool] = field(default_factory=dict)
    said: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    def save(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    async def heard(self) -> str:
        """The next thing that the watcher says."""
        return await asyncio.wait_for(self.said.get(), WAIT_S)

    async def answer(self, function: str) -> int:
        return int(json.loads(await self.pools[function].invoke(b"{}")))


@asynccontextmanager
async def watched(root: Path) -> AsyncIterator[Checkout]:
    checkout = Checkout(root)
    checkout.save("layer/shared.py", "ADDED = 0\n")
    checkout.save("local/cli.py", "")
    for name in ("one", "two"):
        checkout.save(f"functions/{name}/handler.py", HANDLER.format(number=1))
        checkout.save(f"functions/{name}/more.json", "0")
        function = replace(TOY, name=name, handler=f"functions.{name}.handler.handler")
        roots = CodeRoots(root, (root / "layer",))
        checkout.pools[name] = FunctionPool(function, {}, 2, roots, root / "logs")
    watcher = Watcher(
        checkout.pools,
        tell=checkout.said.put_nowait,
        functions=root / "functions",
        layer=root / "layer",
        stack=[root / "local"],
    )
    try:
        await asyncio.gather(*(pool.start() for pool in checkout.pools.values()))
        watcher.start()
        await asyncio.sleep(0)  # lets it begin to watch
        yield checkout
    finally:
        await watcher.stop()
        await asyncio.gather(*(pool.stop() for pool in checkout.pools.values()))


def test_fifty_saves_are_one_restart(tmp_path: Path) -> None:
    async def scenario() -> tuple[int, list[str]]:
        async with watched(tmp_path) as checkout:
            # As long as each other, within a second: what Python has compiled looks current.
            for number in range(10, 60):
                checkout.save("functions/one/handler.py", HANDLER.format(number=number))
            said = [await checkout.heard()]
            answer = await checkout.answer("one")
            # Whatever the saves have set going would have been said before this.
            checkout.save("functions/two/more.json", "1")
            return answer, [*said, await checkout.heard()]

    answer, said = asyncio.run(scenario())
    assert answer == 59
    assert [line.partition(" after")[0] for line in said] == ["one: new source is loaded", "two: new source is loaded"]


@pytest.mark.parametrize(
    ("file", "text", "affected", "said"),
    [
        pytest.param("layer/shared.py", "ADDED = 1\n", {"one", "two"}, "one, two: new source", id="of all"),
        pytest.param("functions/one/more.json", "1", {"one"}, "one: new source", id="JSON"),
        pytest.param("functions/two/more.yml", "1", set(), "two: new source", id="YAML"),
    ],
)
def test_what_depends_on_a_file_is_restarted(
    tmp_path: Path, file: str, text: str, affected: set[str], said: str
) -> None:
    async def scenario() -> tuple[str, dict[str, int]]:
        async with watched(tmp_path) as checkout:
            checkout.save("functions/one/notes.txt", "is no source")
            checkout.save(file, text)
            return await checkout.heard(), {name: await checkout.answer(name) for name in checkout.pools}

    heard, answers = asyncio.run(scenario())
    assert heard.startswith(said)
    assert answers == {name: 1 + (name in affected) for name in ("one", "two")}


@pytest.mark.parametrize(
    ("file", "text", "functions", "place"),
    [
        pytest.param(
            "functions/one/handler.py",
            "def handler(:\n",
            "one",
            "functions/one/handler.py, line 1: SyntaxError",
            id="syntax",
        ),
        pytest.param(
            "functions/one/handler.py",
            "\nfrom shared import REMOVED\n",
            "one",
            "functions/one/handler.py, line 2: ImportError: cannot import name 'REMOVED'",
            id="import",
        ),
        pytest.param(
            "layer/shared.py", "\n\nADDED = UNKNOWN\n", "one, two", "layer/shared.py, line 3: NameError", id="of all"
        ),
    ],
)
def test_the_version_before_serves_until_the_source_is_mended(
    tmp_path: Path, file: str, text: str, functions: str, place: str
) -> None:
    async def scenario() -> tuple[list[int], list[str], int]:
        async with watched(tmp_path) as checkout:
            good = (tmp_path / file).read_text()
            checkout.save(file, text)
            said = [await checkout.heard()]
            # More at once than there are processes: none of them is started with the faulty source.
            answers = await asyncio.gather(*(checkout.answer("one") for _ in range(6)))
            checkout.save(file, good.replace("1 +", "2 +").replace("= 0", "= 1"))
            return answers, [*said, await checkout.heard()], await checkout.answer("one")

    answers, said, mended = asyncio.run(scenario())
    assert answers == [1] * 6
    assert said[0].startswith(f"{functions}: the version before keeps serving, the new source does not load: ")
    assert f"{tmp_path}/{place}" in said[0]
    assert said[1].startswith(f"{functions}: new source is loaded")
    assert mended == 2


def test_source_of_the_stack_is_loaded_by_a_new_start(tmp_path: Path) -> None:
    async def scenario() -> str:
        async with watched(tmp_path) as checkout:
            checkout.save("local/cli.py", "CHANGED = True\n")
            return await checkout.heard()

    assert asyncio.run(scenario()) == f"{tmp_path}/local/cli.py is loaded when you stop the stack and start it again"


def test_a_request_that_meets_half_written_code_is_answered_by_older_code(run_toy: RunToy, tmp_path: Path) -> None:
    """Also before anybody has noticed that there is new code."""
    begun, end = tmp_path / "begun", tmp_path / "end"

    async def scenario() -> list[int]:
        async with run_toy(AT_WORK, slots=3) as pool:
            at_work = asyncio.create_task(pool.invoke({"begun": str(begun), "end": str(end)}))
            while not begun.exists():
                await asyncio.sleep(0.01)
            (tmp_path / "code" / "toy.py").write_text("def handler(")
            waiting = asyncio.create_task(pool.invoke(b"{}"))
            with pytest.raises(FunctionFailed):
                await pool.restart()
            end.touch()
            return [int(answer) for answer in await asyncio.gather(at_work, waiting)]

    assert asyncio.run(scenario()) == [1, 1]


def test_older_code_that_is_free_before_the_new_one_has_ended_answers(
    run_toy: RunToy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, end = tmp_path / "begun", tmp_path / "end"

    async def scenario() -> list[int]:
        async with run_toy(AT_WORK, slots=2) as pool:
            at_work = asyncio.create_task(pool.invoke({"begun": str(begun), "end": str(end)}))
            while not begun.exists():
                await asyncio.sleep(0.01)
            (tmp_path / "code" / "toy.py").write_text("def handler(")
            discard = pool._discard

            async def wait_and_discard(process: FunctionProcess) -> None:
                end.touch()
                await at_work
                await discard(process)

            monkeypatch.setattr(pool, "_discard", wait_and_discard)
            answer = await asyncio.wait_for(pool.invoke(b"{}"), WAIT_S)
            monkeypatch.undo()
            return [int(await at_work), int(answer)]

    assert asyncio.run(scenario()) == [1, 1]
