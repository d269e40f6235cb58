"""The folders of a function's code: the checkout, or the assets that would be deployed."""

import importlib.metadata
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from local.ports import LOOPBACK

PROJECT = Path(__file__).parents[2]
BOOT = Path(__file__).with_name("boot.py")
IMPORT_FAULT = Path(__file__).with_name("import_fault.py")


@dataclass(frozen=True)
class CodeRoots:
    """The import path of a function's process.

    `runtime` is None for the checkout, which runs in this interpreter's environment. Assets run in an interpreter
    without installed packages: there `runtime` is a directory that holds AWS's runtime client and nothing else.
    """

    task_root: Path
    layers: tuple[Path, ...] = ()
    runtime: Path | None = None

    def command(self, handler: str) -> list[str]:
        """Command line of the function's process."""
        roots = [str(self.task_root), *map(str, self.layers)]
        if self.runtime is None:
            return [sys.executable, "-P", str(BOOT), handler, "", *roots]
        # -I and -S: no environment variables, no site-packages; -B: assets stay as they were synthesised.
        base = getattr(sys, "_base_executable", sys.executable)
        return [base, "-I", "-S", "-B", str(BOOT), handler, str(self.runtime), *roots]

    def import_command(self, handler: str) -> list[str]:
        """Command line that only imports the function's code from a checkout and prints where that fails."""
        return [sys.executable, "-P", str(IMPORT_FAULT), handler, str(self.task_root), *map(str, self.layers)]

    def environment(self) -> dict[str, str]:
        """Environment variables that lead the runtime to the code."""
        return {
            "LAMBDA_TASK_ROOT": str(self.task_root),
            "LAMBDA_RUNTIME_DIR": str(self.runtime or ""),
            "NO_PROXY": f"{LOOPBACK},localhost",
        }


def checkout(root: Path = PROJECT) -> CodeRoots:
    """The code of this checkout."""
    return CodeRoots(root, (root / "layers" / "common" / "python",))


def link_runtime(directory: Path) -> Path:
    """Fills `directory` with links to this interpreter's copy of AWS's runtime client and of what that needs."""
    directory.mkdir(parents=True, exist_ok=True)
    for source in _top_level_files("awslambdaric"):
        link = directory / source.name
        link.unlink(missing_ok=True)
        link.symlink_to(source)
    return directory


def _top_level_files(distribution: str) -> set[Path]:
    """Modules and packages of an installed distribution and of those it requires."""
    found = importlib.metadata.distribution(distribution)
    tops = {file.parts[0] for file in found.files or ()}
    unwanted = {"..", "__pycache__"}
    files = {
        Path(str(found.locate_file(top)))
        for top in tops
        if top not in unwanted and not top.endswith((".dist-info", ".pth"))
    }
    for requirement in found.requires or ():
        if ";" not in requirement:
            files |= _top_level_files(re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0])
    return files
