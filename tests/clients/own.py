"""Our own Python client in `clients/python`: its generated part, its tests, its calls on a running stack, Ansible.

`python -m tests.clients.own` writes the generated part anew (`make client`).
"""

import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.clients.toolbox import (
    BUILD,
    DESCRIPTIONS,
    OWN_PYTHON,
    PROGRAMS,
    PROJECT,
    PYTHON,
    CommandFailed,
    own_packages,
    python_packages,
    run,
)
from tests.clients.world import World

NAME = "own"
LANGUAGE = "python"
PACKAGE = PROJECT / "clients" / "python"
SOURCE = PACKAGE / "src"
GENERATED = SOURCE / "host_inventory" / "generated"
MADE_OF = GENERATED / "made-of.json"


def made_of(folder: Path = GENERATED) -> dict[str, str]:
    """Digests of the descriptions, and of the code that is there."""
    code = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        code.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes() + b"\0")
    return {**_descriptions(), "code": code.hexdigest()}


def write() -> None:
    """Writes the generated part anew."""
    made = _generate()
    for name in DESCRIPTIONS:
        shutil.rmtree(GENERATED / name, ignore_errors=True)
        shutil.copytree(made / name, GENERATED / name)
    MADE_OF.write_text(json.dumps(made_of(), indent=1) + "\n")


def faults(world: World) -> list[str]:
    """What is wrong with the client. A generated part that is older than the descriptions is written anew."""
    own_packages()
    checks: tuple[Callable[[], Iterator[str]], ...] = (_generated, _types, _tests, lambda: _calls(world))
    found: list[str] = []
    for check in checks:
        try:
            found += check()
        except CommandFailed as error:
            found.append(str(error))
    return found


def _generated() -> Iterator[str]:
    """Whether the generated part equals what the generator makes of the descriptions."""
    if _descriptions() != {name: digest for name, digest in json.loads(MADE_OF.read_text()).items() if name != "code"}:
        write()
        sys.stdout.write(f"{GENERATED.relative_to(PROJECT)} is written anew: commit it\n")
        return
    shutil.copy(GENERATED / "__init__.py", made := _generate())
    if made_of(made)["code"] != made_of()["code"]:
        yield "the generated part is not what the generator makes: make client"


def _types() -> Iterator[str]:
    mypy = Path(sys.executable).with_name("mypy")
    run(mypy, "--python-executable", OWN_PYTHON, "--config-file", PACKAGE / "pyproject.toml", cwd=PACKAGE)
    yield from ()


def _tests() -> Iterator[str]:
    run(OWN_PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=PACKAGE)
    yield from ()


def _calls(world: World) -> Iterator[str]:
    """The calls of the program, and what Ansible lists and groups."""
    task = world.task()
    told = run(OWN_PYTHON, "-W", "error", PROGRAMS / "own_client.py", CLIENT_TASK=task, PYTHONPATH=str(SOURCE))
    answers = {line["call"]: line for line in map(json.loads, told.splitlines())}
    for call in world.calls():
        answer = answers.get(call.name, {"error": "the client did not make the call"})
        if "error" in answer or not call.is_right(answer["result"]):
            yield f"{call.name}: {answer.get('error') or answer['result']!r:.500}"
    yield from _ansible(world)


def _ansible(world: World) -> Iterator[str]:
    """What Ansible makes of the hosts that the calls have left: `renamed` and `beta`."""
    script = BUILD / "host-inventory-ansible"
    script.write_text(f"#!{OWN_PYTHON}\nimport sys\nfrom host_inventory.ansible import main\nsys.exit(main())\n")
    script.chmod(0o755)
    variables = {
        "HBI_URL": json.loads(world.task())["inventory"],
        "HBI_AUTH": "header",
        "HBI_ORG": world.org_id,
        "PYTHONPATH": str(SOURCE),
        "ANSIBLE_HOME": str(BUILD / "ansible"),
        "LC_ALL": os.environ.get("LC_ALL", "C.UTF-8"),
    }
    listed = json.loads(run(OWN_PYTHON.with_name("ansible-inventory"), "-i", script, "--list", **variables))
    groups = {name: sorted(group.get("hosts", ())) for name, group in listed.items() if name not in {"_meta", "all"}}
    both = ["beta", "renamed"]
    expected = dict.fromkeys(("os_rhel", "os_rhel_9", "os_rhel_9_4", "tag_env_tier_gold"), both)
    if groups != expected | {"workspace_metal": ["beta"]}:
        yield f"ansible-inventory: the groups are {groups}"
    if listed["_meta"]["hostvars"].get("beta", {}).get("ansible_host") != "beta.example.org":
        yield "ansible-inventory: beta has no address"
    yield from _templates(world, script, variables)


def _templates(world: World, script: Path, variables: dict[str, str]) -> Iterator[str]:
    """Whether Ansible takes a name that a host has for a template."""
    beta, name = world.ids()["beta"], "{{ 6 * 7 }}"
    rename = (
        "import sys; from host_inventory import Identity, Inventory\n"
        "Inventory(sys.argv[1], Identity.of_user(sys.argv[2])).rename([sys.argv[3]], sys.argv[4])"
    )
    run(OWN_PYTHON, "-c", rename, variables["HBI_URL"], world.org_id, beta, name, PYTHONPATH=str(SOURCE))
    ansible = OWN_PYTHON.with_name("ansible")
    shown = run(ansible, "-i", script, beta, "-m", "debug", "-a", "var=inventory_display_name", **variables)
    if name not in shown:
        yield f"ansible takes what a host tells for a template: {shown}"


def _descriptions() -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in DESCRIPTIONS.values()}


def _generate() -> Path:
    """A folder with what the generator makes now. It formats nothing: a formatter of another version would differ."""
    python_packages()
    made = BUILD / "own-generated"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    settings = made.with_suffix(".yml")
    settings.write_text("post_hooks: []\n")
    program = PYTHON.with_name("openapi-python-client")
    for name, description in DESCRIPTIONS.items():
        output = ("--meta", "none", "--output-path", made / name)
        run(program, "generate", "--path", description, "--config", settings, *output)
    for models in made.glob("*/models/__init__.py"):
        models.write_text(imported_when_used(models.read_text()))
    for leftover in made.rglob("__pycache__"):
        shutil.rmtree(leftover)
    return made


def imported_when_used(models: str) -> str:
    """The package of models, changed so that each is imported when it is used first.

    All of them take half a second, as much as a command line may, and a program needs a few.
    """
    imports = re.findall(r"^from \.(\w+) import (\w+)$", models, re.MULTILINE)
    block = "".join(f"    from .{module} import {name}\n" for module, name in imports)
    table = "".join(f"    {name!r}: {module!r},\n" for module, name in imports)
    before, _, after = re.sub(r"^from \.(\w+) import (\w+)\n", "", models, flags=re.MULTILINE).partition("__all__")
    return f"""{before.rstrip()}

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
{block}
_MODULES = {{
{table}}}


def _imported(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f".{{_MODULES[name]}}", __name__), name)
    return found


if not TYPE_CHECKING:
    __getattr__ = _imported

__all__{after}"""


if __name__ == "__main__":
    write()
