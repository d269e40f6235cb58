"""The five generators: how each makes, compiles and starts its client."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.clients.toolbox import (
    DESCRIPTIONS,
    PROGRAMS,
    PYTHON,
    empty_directory,
    go_module,
    npm_packages,
    oapi_codegen,
    openapi_generator,
    python_packages,
    run,
)

type Command = Sequence[str | Path]

_IMPORT_ALL = """
import importlib, pkgutil
for package in ("inventory_client", "exports_client"):
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        importlib.import_module(module.name)
"""


@dataclass(frozen=True)
class Generator:
    """A generator with one target language."""

    name: str
    """Of the generator, as in `versions.toml`."""
    language: str
    tools: tuple[str, ...]
    """Programs that must be installed."""
    build: Callable[[], Command]
    """Generates and compiles the client; returns the command that makes the calls."""
    objects: str
    """How the client writes `filter` and `fields` into the query string, and what else helps."""
    hint: str = ""
    """What else its users need to know."""


def _generate(language: str, directory: Path, prefix: str, suffix: str, *options: str) -> None:
    """Lets openapi-generator write one package for each description."""
    jar = openapi_generator()
    for name, description in DESCRIPTIONS.items():
        properties = ",".join([f"packageName={name}{suffix}", *options])
        run(
            *("java", "-jar", jar, "generate", "-g", language, "-i", description, "-o", directory / f"{prefix}{name}"),
            f"--additional-properties={properties}",
            "--global-property=apiTests=false,modelTests=false,apiDocs=false,modelDocs=false",
        )


def _openapi_generator_python() -> Command:
    directory = empty_directory("openapi-generator-python")
    python_packages()
    _generate("python", directory, "", "_client")
    for name in DESCRIPTIONS:
        shutil.move(directory / name / f"{name}_client", directory)
    return _python_program(directory, "openapi_generator.py")


def _openapi_python_client() -> Command:
    directory = empty_directory("openapi-python-client")
    python_packages()
    program = PYTHON.with_name("openapi-python-client")
    for name, description in DESCRIPTIONS.items():
        target = directory / f"{name}_client"
        run(program, "generate", "--path", description, "--meta", "none", "--output-path", target)
    return _python_program(directory, "openapi_python_client.py")


def _python_program(directory: Path, program: str) -> Command:
    run(PYTHON, "-W", "error", "-c", _IMPORT_ALL, cwd=directory)
    shutil.copy(PROGRAMS / program, directory / "program.py")
    return (PYTHON, directory / "program.py")


def _openapi_generator_go() -> Command:
    directory = empty_directory("openapi-generator-go")
    _generate("go", directory, "", "", "withGoMod=false")
    for name in DESCRIPTIONS:
        for extra in ("go.mod", "go.sum", "test"):
            path = directory / name / extra
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    shutil.copy(PROGRAMS / "go-openapi-generator" / "main.go", directory)
    go_module(directory)
    return (directory / "program",)


def _oapi_codegen() -> Command:
    directory = empty_directory("oapi-codegen")
    for name, description in DESCRIPTIONS.items():
        (directory / name).mkdir()
        output = directory / name / "client.go"
        run(oapi_codegen(), "-generate", "types,client", "-package", name, "-o", output, description)
    shutil.copy(PROGRAMS / "oapi-codegen" / "main.go", directory)
    go_module(directory)
    return (directory / "program",)


def _openapi_generator_typescript() -> Command:
    directory = empty_directory("openapi-generator-typescript-axios")
    _generate("typescript-axios", directory, "", "", "useSingleRequestParameter=true")
    npm_packages(directory)
    shutil.copy(PROGRAMS / "typescript_axios.ts", directory / "program.ts")
    compiler = directory / "node_modules" / ".bin" / "tsc"
    options = ("--strict", "--target", "es2022", "--module", "commonjs", "--types", "node", "--outDir", "compiled")
    run(compiler, *options, "program.ts", cwd=directory)
    return ("node", directory / "compiled" / "program.js")


_JAVA = ("java", "mvn")

GENERATORS = (
    Generator(
        "openapi-generator",
        "python",
        _JAVA,
        _openapi_generator_python,
        "`filter={JSON}`; a subclass of `ApiClient` that overrides `parameters_to_url_query` writes brackets",
    ),
    Generator(
        "openapi-generator",
        "go",
        (*_JAVA, "go"),
        _openapi_generator_go,
        "`filter[system_profile][arch]=…`, `fields[system_profile][0]=…`: as documented",
        "Ids in a path go out as `[a b]`; a transport of the HTTP client takes the brackets away.",
    ),
    Generator(
        "openapi-generator",
        "typescript-axios",
        (*_JAVA, "node", "npm"),
        _openapi_generator_typescript,
        "`system_profile.arch=…`; pass `{params: {filter: {…}}}` as options instead, axios writes brackets",
        'Under Node.js a download needs `responseType: "arraybuffer"`.',
    ),
    Generator(
        "openapi-python-client",
        "python",
        (),
        _openapi_python_client,
        "`system_profile={…}`; the whole writing as a member's name does:"
        ' `ApiHostGetHostListFilter.from_dict({"filter[system_profile][arch]": "x86_64"})`',
        "Pass ids in a path as one text with commas, and `follow_redirects=True` for downloads.",
    ),
    Generator(
        "oapi-codegen",
        "go",
        ("go",),
        _oapi_codegen,
        "`filter[system_profile][arch]=…`, `fields[system_profile][0]=…`: as documented",
        "A download is in `Body`.",
    ),
)
