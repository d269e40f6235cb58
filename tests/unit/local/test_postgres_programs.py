"""PostgreSQL's programs are unpacked once and whole, whoever else unpacks them or was stopped while doing it."""

import tarfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local.servers import postgres_programs
from local.servers.postgres_programs import folder_of_programs

NAME = "postgresql-17.11.0-test"
FILES = {"bin/initdb": b"initdb", "bin/psql": b"psql", "share/pg_hba.conf.sample": b"sample" * 1000}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with an archive that nobody has unpacked."""
    content = tmp_path / "content" / NAME
    for name, data in FILES.items():
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_bytes(data)
    folder = tmp_path / "package"
    folder.mkdir()
    with tarfile.open(folder / f"{NAME}.tar.gz", "w:gz") as tar:
        tar.add(content, NAME)
    return folder


def test_all_that_start_at_once_get_all_of_them(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[Iterable[Path]] = []
    extractall = tarfile.TarFile.extractall

    def extract(tar: tarfile.TarFile, *arguments: object, **options: object) -> None:
        # Whoever does not wait gets what is there before the first file.
        others = [pool.submit(folder_of_programs, package) for _ in range(3)]
        assert not any(other.done() for other in others)
        extractall(tar, *arguments, **options)
        unpacked.append(others)

    monkeypatch.setattr(postgres_programs.tarfile.TarFile, "extractall", extract)
    with ThreadPoolExecutor(4) as pool:
        programs = pool.submit(folder_of_programs, package).result()
        ((*others,),) = unpacked
        assert {other.result() for other in others} == {programs}
    check(programs)


@pytest.mark.parametrize("lost", [*FILES, "share"])
def test_what_was_interrupted_is_done_again(package: Path, lost: str) -> None:
    with tarfile.open(package / f"{NAME}.tar.gz") as tar:
        members = [member for member in tar if not member.name.startswith(f"{NAME}/{lost}")]
        tar.extractall(package, members, filter="data")
    check(folder_of_programs(package))


def test_half_a_file_is_replaced(package: Path) -> None:
    folder_of_programs(package)
    for mark in package.glob("*.unpacked"), package.glob(".*.unpacked"):
        for file in mark:
            file.unlink()
    (package / NAME / "share/pg_hba.conf.sample").write_bytes(b"sam")
    check(folder_of_programs(package))


def test_what_is_whole_stays(package: Path) -> None:
    with tarfile.open(package / f"{NAME}.tar.gz") as tar:
        tar.extractall(package, filter="data")
    before = (package / NAME / "bin/psql").stat().st_ino
    check(folder_of_programs(package))
    assert (package / NAME / "bin/psql").stat().st_ino == before


def test_those_of_a_former_version_go(package: Path) -> None:
    (package / "postgresql-17.10.0-test/bin").mkdir(parents=True)
    check(folder_of_programs(package))
    assert [*package.glob("postgresql-*/")] == [package / NAME]


def test_what_others_installed_is_taken_as_it_is(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tarfile.open(package / f"{NAME}.tar.gz") as tar:
        tar.extractall(package, filter="data")
    monkeypatch.setattr(postgres_programs.os, "access", lambda *_: False)
    before = sorted(package.iterdir())
    check(folder_of_programs(package))
    assert sorted(package.iterdir()) == before


def check(programs: Path) -> None:
    """All files are there, and nothing that was needed for unpacking them but a mark and a lock."""
    assert {name: (programs.parent / name).read_bytes() for name in FILES} == FILES
    assert not [*programs.parents[1].glob(".unpacking-*")]
