"""The audit of dependencies finds what an advisory is about, and says when it has none."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra.checks.audit import Finding, UnusableSet, advisories_in, main, pinned, read, vulnerable

PINS = {"thing": "1.5", "some-other": "2.0rc1"}


@pytest.mark.parametrize(
    ("events", "is_found"),
    [
        pytest.param([{"introduced": "0"}], True, id="never fixed"),
        pytest.param([{"introduced": "0"}, {"fixed": "1.5"}], False, id="fixed by this version"),
        pytest.param([{"introduced": "0"}, {"fixed": "1.10"}], True, id="fixed by a later version"),
        pytest.param([{"introduced": "1.6"}], False, id="not there yet"),
        pytest.param([{"introduced": "0"}, {"last_affected": "1.5"}], True, id="the last affected"),
        pytest.param([{"introduced": "0"}, {"last_affected": "1.4"}], False, id="behind the last affected"),
        pytest.param(
            [{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "1.5"}, {"fixed": "1.5.1"}], True, id="here again"
        ),
    ],
)
def test_a_version_between_introduction_and_fix_is_found(events: list[dict[str, str]], is_found: bool) -> None:
    found = list(vulnerable(PINS, [_advisory("Thing", events)]))
    assert found == ([Finding("thing", "1.5", "PYSEC-1", "breaks")] if is_found else [])


def test_names_are_compared_in_their_normal_form() -> None:
    assert [f.package for f in vulnerable(PINS, [_advisory("Some_Other", [{"introduced": "0"}])])] == ["some-other"]


@pytest.mark.parametrize(
    "change",
    [{"withdrawn": "2026-01-01T00:00:00Z"}, {"affected": [{"package": {"ecosystem": "npm", "name": "thing"}}]}],
)
def test_withdrawn_and_foreign_advisories_are_none(change: dict[str, Any]) -> None:
    assert list(vulnerable(PINS, [{**_advisory("thing", [{"introduced": "0"}]), **change}])) == []


def test_advisories_are_read_from_a_folder_and_from_a_zip_file(tmp_path: Path) -> None:
    advisory = _advisory("thing", [{"introduced": "0"}])
    (tmp_path / "PYSEC-1.json").write_text(json.dumps(advisory))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("PYSEC-1.json", json.dumps(advisory))
    assert list(read(tmp_path)) == list(read(tmp_path / "all.zip")) == [advisory]


def test_every_pin_of_the_project_is_known(project_root: Path) -> None:
    pins = pinned(project_root / "constraints.txt")
    assert pins["pydantic"].startswith("2.")
    assert pins["jsonschema-rs"]


def test_without_advisories_it_says_so_and_licences_are_all_accepted(project_root: Path) -> None:
    command = [sys.executable, "-m", "infra.checks.audit"]
    run = subprocess.run(command, cwd=project_root, capture_output=True, text=True, check=False)
    assert "Vulnerabilities were not looked for: no advisories" in run.stdout
    assert (run.returncode, run.stderr) == (0, "")


def test_a_known_vulnerability_of_a_pin_ends_it_with_an_error(
    project_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pin = pinned(project_root / "constraints.txt")["pydantic"]
    advisories = [_advisory("Pydantic", [{"introduced": "0"}]), _advisory("unheard-of", [{"introduced": "0"}])]
    for number, advisory in enumerate(advisories):
        (tmp_path / f"{number}.json").write_text(json.dumps(advisory))
    monkeypatch.setattr(sys, "argv", ["audit", str(tmp_path)])
    with pytest.raises(SystemExit, match=rf"^pydantic {re.escape(pin)}: PYSEC-1 breaks$"):
        main()
    assert "2 advisories, 1 known vulnerabilities" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("all.zip", None, "does not exist", id="nothing there"),
        pytest.param("all.zip", b"<html>", "cannot be read as advisories", id="a page instead of the file"),
        pytest.param("set/a.json", b"{", "cannot be read as advisories", id="half an advisory"),
        pytest.param("set/readme.txt", b"", "has no advisory about packages of PyPI", id="an empty folder"),
        pytest.param(
            "set/a.json",
            b'{"id": "GHSA-1", "affected": [{"package": {"ecosystem": "npm", "name": "a"}}]}',
            "has no advisory about packages of PyPI",
            id="advisories of another ecosystem",
        ),
    ],
)
def test_what_is_no_set_does_not_look_like_a_clean_result(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UnusableSet, match=message):
        advisories_in(file if name.endswith(".zip") else file.parent)


def _advisory(name: str, events: list[dict[str, str]]) -> dict[str, Any]:
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    return {"id": "PYSEC-1", "summary": "breaks", "affected": [affected]}
