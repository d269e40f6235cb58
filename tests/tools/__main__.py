"""`python -m tests.tools`: installs the tools into an environment of their own, then lets each open exports.

Says which tools are not here.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ENVIRONMENT = PROJECT / "build" / "tools"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
PROGRAMS = {"unzip": "unzip", "7z": "7zip"}
"""Programs that are used where they are → the Debian packages that have them."""


def main() -> int:
    """Exit code of the tests."""
    python = ENVIRONMENT / "bin" / "python"
    wanted = REQUIREMENTS.read_text()
    installed = ENVIRONMENT / "installed.txt"
    if not installed.exists() or installed.read_text() != wanted:
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        subprocess.run([*pip, "install", "--only-binary", ":all:", "--requirement", str(REQUIREMENTS)], check=True)
        installed.write_text(wanted)
    for program, package in PROGRAMS.items():
        if shutil.which(program) is None:
            sys.stdout.write(f"{program} is not here (Debian package {package}): no export is opened by it\n")
            sys.stdout.flush()
    environment = {**os.environ, "HBI_TOOLS": str(ENVIRONMENT / "bin")}
    command = [sys.executable, "-m", "pytest", Path(__file__).parent, *sys.argv[1:]]
    return subprocess.run(command, env=environment, cwd=PROJECT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
