"""What is uploaded is small: each package has its bound, and each function only what it imports."""

import ast
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.packaging.artifacts import Artifact
from infra.packaging.binaries import shortened
from infra.packaging.sizes import LAYER_LIMIT, MB, by_package, size_of
from infra.packaging.tools import BuildFailed
from infra.packaging.wheels import check, known_digests, write_lock
from infra.synthesised import FunctionAssets
from infra.topology import FUNCTIONS

NAMES = [row.name for row in FUNCTIONS]

LARGEST_PACKAGE = 17 * MB
FUNCTION_LIMIT = 40 * MB
# What writes Parquet, in a function that nobody waits for (ADR 35).
OTHER_LIMITS = {"export": 60 * MB}

# Imported by code that these functions have and never run: nobody asks Kessel there, nobody reads topics by itself.
UNREACHED = {"ingest": {"grpc", "kessel", "kafka"}, "export": {"kafka", "redis"}, "reaper": {"grpc", "kessel"}}


def test_the_layer_is_small(layer: Artifact) -> None:
    packages = by_package(layer.path / "python")
    assert size_of(layer.path) <= LAYER_LIMIT, packages
    assert max(packages.values()) <= LARGEST_PACKAGE, packages


@pytest.mark.parametrize("name", NAMES)
def test_what_a_function_adds_is_small(located: dict[str, FunctionAssets], name: str) -> None:
    packages = by_package(located[name].code)
    assert sum(packages.values()) <= OTHER_LIMITS.get(name, FUNCTION_LIMIT), packages


def test_no_package_is_in_the_layer_and_in_a_function(located: dict[str, FunctionAssets], layer: Artifact) -> None:
    shared = {info.name for info in (layer.path / "python").glob("*.dist-info")}
    for name in NAMES:
        assert not shared & {info.name for info in located[name].code.glob("*.dist-info")}


@pytest.mark.parametrize("name", NAMES)
def test_a_function_has_all_that_it_imports(located: dict[str, FunctionAssets], project_root: Path, name: str) -> None:
    has = {entry.name.partition(".")[0] for folder in located[name].python_path for entry in folder.iterdir()}
    imported = set(_imported(project_root, name))
    assert len(imported) > 10
    types = {"mypy_boto3_s3"}  # never imported
    of_the_runtime = {"snapshot_restore_py"}  # beside AWS's runtime client
    assert imported - has - types - of_the_runtime - UNREACHED.get(name, set()) == set()


def test_clients_of_permissions_and_codecs_are_with_the_functions_that_use_them(
    located: dict[str, FunctionAssets], layer: Artifact
) -> None:
    def holders(package: str) -> set[str]:
        return {name for name in NAMES if (located[name].code / package).is_dir()}

    assert holders("arro3") == {"export"}
    assert holders("grpc") == {"api", "export"}
    assert holders("redis") == {row.name for row in FUNCTIONS if "CACHE_URL" in row.secrets}
    assert holders("kafka") == holders("zstandard") == {row.name for row in FUNCTIONS if row.reads}
    assert not {"grpc", "kafka", "redis", "zstandard"} & {path.name for path in (layer.path / "python").iterdir()}


def test_a_library_keeps_what_the_loader_reads_and_nothing_behind_it() -> None:
    header = b"\x7fELF\x02\x01" + bytes(26) + struct.pack("<QQ", 64, 4000) + bytes(4)
    header += struct.pack("<HHHHHH", 64, 56, 1, 64, 3, 2)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, 1000, 1000, 4096)
    library = (header + segment).ljust(1000, b"x") + b"debug" * 1000
    short = shortened(library)
    assert len(short) == 1000
    assert short[64:] == library[64:1000]
    assert struct.unpack_from("<Q", short, 40) == (0,)
    assert struct.unpack_from("<HHH", short, 58) == (0, 0, 0)


@pytest.mark.parametrize("content", [b"", b"text", b"\x7fELF\x01\x01" + bytes(60)], ids=["empty", "text", "32 bits"])
def test_what_is_no_such_library_stays(content: bytes) -> None:
    assert shortened(content) == content


def test_wheels_of_both_architectures_are_known_by_their_hash() -> None:
    known = known_digests()
    for machine in ("aarch64", "x86_64"):
        for package in ("psycopg2_binary", "arro3_core", "arro3_io"):
            assert [name for name in known if name.startswith(f"{package}-") and machine in name]
    assert all(len(digest) == 64 for digest in known.values())


def test_another_wheel_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thing-1-py3-none-any.whl").write_bytes(b"one")
    lock = tmp_path / "lock"
    assert write_lock([tmp_path], lock) == 1
    check(tmp_path, known_digests(lock))
    (tmp_path / "thing-1-py3-none-any.whl").write_bytes(b"another")
    with pytest.raises(BuildFailed, match=r"thing-1-py3-none-any\.whl has another hash.*make wheels"):
        check(tmp_path, known_digests(lock))
    with pytest.raises(BuildFailed, match="is not among"):
        check(tmp_path, {})


def _imported(project_root: Path, name: str) -> Iterator[str]:
    """Top names of what is imported, at once or later, by the modules that a function's package leads to."""
    roots = {"functions": project_root, "hbi": project_root / "layers/common/python"}
    waiting, seen = [f"functions.{name}.handler"], set()
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        top = module.partition(".")[0]
        if top not in roots:
            if top not in sys.stdlib_module_names:
                yield top
            continue
        waiting += [module.rpartition(".")[0]] if "." in module else []
        file = roots[top].joinpath(*module.split("."))
        source = file.with_suffix(".py") if file.with_suffix(".py").exists() else file / "__init__.py"
        if not source.exists():
            continue  # a name within a module
        for node in ast.walk(ast.parse(source.read_text())):
            match node:
                case ast.Import(names=names):
                    waiting += [alias.name for alias in names]
                case ast.ImportFrom(module=str(origin), names=names):
                    waiting += [origin, *(f"{origin}.{alias.name}" for alias in names)]
