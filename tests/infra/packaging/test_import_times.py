"""The table of import times is about what is deployed."""

from pathlib import Path

import pytest

from infra.packaging.artifacts import Artifacts
from infra.packaging.import_times import Handler, of_artifacts, of_assembly, report
from infra.packaging.tools import BuildFailed
from infra.topology import FUNCTIONS


def test_both_ways_lead_to_the_same_modules(artifacts: Artifacts, cdk_out: Path) -> None:
    built, synthesised = of_artifacts(artifacts), of_assembly(cdk_out)
    assert built.keys() == synthesised.keys() == {row.name for row in FUNCTIONS}
    assert {handler.module for handler in built.values()} == {handler.module for handler in synthesised.values()}


def test_a_line_has_a_function_and_a_column_for_each_tree(tmp_path: Path) -> None:
    (tmp_path / "toy.py").write_text("")
    handlers = {row.name: Handler("toy", (tmp_path,)) for row in FUNCTIONS}
    lines = list(report([handlers, handlers], runs=1))
    assert [line.split()[3] for line in lines] == [row.name for row in FUNCTIONS]
    assert all(line.count(" ms") == 2 for line in lines)


def test_a_handler_is_imported_from_its_folders_alone(tmp_path: Path) -> None:
    (tmp_path / "toy.py").write_text("import hbi")
    with pytest.raises(BuildFailed, match=r"(?s)importing toy failed.*No module named 'hbi'"):
        Handler("toy", (tmp_path,)).import_cpu_ms()
