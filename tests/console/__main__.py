"""`python -m tests.console [--pictures] [NAME …]`: lets a browser use the console of a running stack.

Says what is missing and ends with 0 where there is no browser, no Node.js or no installed packages of `console/`; with
`--strict` it ends with 1 then. `--pictures` writes pictures of the pages into `docs/console/` instead of testing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.console.world import fill
from tests.e2e.system import System

PROJECT = Path(__file__).parents[2]
CONSOLE = PROJECT / "console"
PICTURES = PROJECT / "docs" / "console"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


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
    tests = [programs / f"{name}.test.mjs" for name in names] or sorted(programs.glob("*.test.mjs"))
    command = ["node", "--test", "--test-concurrency=1", "--test-reporter=spec", *map(str, tests)]
    if "--pictures" in options:
        PICTURES.mkdir(parents=True, exist_ok=True)
        command = ["node", str(programs / "pictures.mjs"), str(PICTURES)]
    with tempfile.TemporaryDirectory(prefix="hbi-console-") as state, System(Path(state) / "stack") as system:
        fill(system)
        environment = {"CONSOLE_URL": system.addresses.api_url, "CHROMIUM": str(browser)}
        return subprocess.run(command, cwd=CONSOLE, env={**os.environ, **environment}, check=False).returncode


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
