"""`python -m tests.console [--pictures] [NAME …]`: lets a browser use the console of a running stack.

Says what is missing and ends with 0 where there is no browser, no Node.js or no installed packages of `console/`; with
`--strict` it ends with 1 then. `--pictures` writes pictures of the pages into `docs/` and does the ten tasks, whose log
and pictures go there, too. `paint` measures at 100,000 hosts and is run only where it is named.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.console.world import fill, fill_for_tasks, fill_large
from tests.e2e.system import HBI, System

PROJECT = Path(__file__).parents[2]
CONSOLE = PROJECT / "console"
DOCS = PROJECT / "docs"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

type Fill = Callable[[System], None]

TASKS, PAINT = "tasks", "paint"
FLEETS: Mapping[str, Fill] = {TASKS: fill_for_tasks, PAINT: fill_large}
"""Tests that want another fleet than most."""
NAMED_ONLY = {PAINT}


def main(arguments: Sequence[str]) -> int:
    """Tests, or takes pictures; returns the exit code."""
    options, names = {a for a in arguments if a.startswith("--")}, [a for a in arguments if not a.startswith("--")]
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    absent = _absent(browser)
    if absent:
        sys.stdout.write(f"Not here: {', '.join(absent)}: the console is not tried in a browser\n")
        return int("--strict" in options)
    programs = CONSOLE / "build" / "tests"
    shutil.rmtree(programs, ignore_errors=True)
    subprocess.run(["npm", "run", "--silent", "browser"], cwd=CONSOLE, check=True)
    if "--pictures" in options:
        pictures = ["node", str(programs / "pictures.mjs"), str(DOCS / "console")]
        return _run(fill_for_tasks, [pictures, _tests(programs, [TASKS])], str(browser), LOG_OF_TASKS=str(DOCS))
    known = sorted(file.name.partition(".")[0] for file in programs.glob("*.test.mjs"))
    chosen = names or [name for name in known if name not in NAMED_ONLY]
    usual = [name for name in chosen if name not in FLEETS]
    runs = [(fill, usual)] if usual else []
    runs += [(FLEETS[name], [name]) for name in chosen if name in FLEETS]
    return max([_run(fleet, [_tests(programs, wanted)], str(browser)) for fleet, wanted in runs])


def _tests(programs: Path, names: Sequence[str]) -> list[str]:
    """The command that runs the named tests."""
    files = [str(programs / f"{name}.test.mjs") for name in names]
    return ["node", "--test", "--test-concurrency=1", "--test-reporter=spec", *files]


def _run(fleet: Fill, commands: Sequence[Sequence[str]], browser: str, **more: str) -> int:
    """Runs commands beside a stack of its own until one fails; returns the last exit code."""
    with tempfile.TemporaryDirectory(prefix="hbi-console-") as state, System(Path(state) / "stack") as system:
        fleet(system)
        own = {"CONSOLE_URL": system.addresses.api_url, "CHROMIUM": browser}
        environment = {**os.environ, **own, "HBI": str(HBI), "HBI_STATE": str(system.state), **more}
        codes = (subprocess.run(command, cwd=CONSOLE, env=environment, check=False).returncode for command in commands)
        return next(filter(None, codes), 0)


def _absent(browser: str | None) -> list[str]:
    """What the tests need and this machine does not have, each with how to get it."""
    needed = {
        "a browser (apt-get install chromium, or CHROMIUM=<program>)": browser,
        "Node.js with npm": shutil.which("node") and shutil.which("npm"),
        "the console's packages (make console)": (CONSOLE / "node_modules" / "playwright-core").is_dir(),
    }
    return [name for name, found in needed.items() if not found]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
