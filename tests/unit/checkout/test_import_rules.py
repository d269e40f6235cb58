"""Each import rule of `pyproject.toml` is broken by a planted import, and by nothing that is there."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.unit.tracked_files import ROOT

LAYER = "layers/common/python"
HBI = f"{LAYER}/hbi"
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

PLANTED: dict[str, list[tuple[str, str]]] = {
    "the layer's floors: imports go down, and a new package must say where it stands": [
        (f"{HBI}/problems.py", "import hbi.identity"),
        (f"{HBI}/queries/lists/pages.py", "import hbi.events.outbox"),
        (f"{HBI}/nowhere.py", "import hbi.problems"),
    ],
    "queries: lists stand on conditions, conditions on filters": [
        (f"{HBI}/queries/filters/terms.py", "import hbi.queries.conditions.matches"),
        (f"{HBI}/queries/conditions/matches.py", "import hbi.queries.lists.pages"),
        (f"{HBI}/queries/nowhere.py", ""),
    ],
    "filters: parsing and the search stand on parameters and terms, these on fields and syntax": [
        (f"{HBI}/queries/filters/syntax/deep_object.py", "import hbi.queries.filters.parsing.parse"),
    ],
    "ingest: delivery stands on storing, storing on messages": [
        (f"{HBI}/ingest/messages/report.py", "import hbi.ingest.storing.plan"),
        (f"{HBI}/ingest/storing/plan.py", "import hbi.ingest.delivery.outcome"),
        (f"{HBI}/ingest/nowhere.py", ""),
    ],
    "exports: the API's half and the worker's half share the records": [
        (f"{HBI}/exports/api/nowhere.py", "import hbi.exports.work.worker"),
        (f"{HBI}/exports/nowhere.py", ""),
    ],
    "reaper: upkeep by schedule does not need operators' jobs": [
        (f"{HBI}/reaper/culling.py", "import hbi.reaper.jobs.scan"),
        (f"{HBI}/reaper/nowhere.py", ""),
    ],
    "no circle of packages": [("local/ports.py", "import local.aws.gateway")],
    "rules know no database": [
        (f"{HBI}/hosts/tags.py", "import sqlalchemy"),
        (f"{HBI}/ingest/messages/report.py", "import psycopg2.errors"),
        (f"{HBI}/queries/filters/parsing/applications.py", "import hbi.models"),
        (f"{HBI}/profile/merge.py", "import hbi.db.engine"),
        (f"{HBI}/staleness/window.py", "from sqlalchemy import orm"),
    ],
    "the database's driver stays in hbi.db, which says what its errors mean": [
        (f"{HBI}/groups/members.py", "from psycopg2 import errors"),
        (f"{HBI}/events/outbox.py", "import psycopg2.extras"),
    ],
    "SQL stays out of the functions": [
        ("functions/api/routes/hosts/lists.py", "from sqlalchemy import select"),
        ("functions/ingest/dispatch.py", "import psycopg2"),
        ("functions/reaper/handler.py", "from hbi.models import app_data"),
        ("functions/api/runtime.py", "from hbi.queries.conditions.tables import HOSTS"),
    ],
    "what is deployed never imports what only developers have": [
        (f"{HBI}/clock.py", "import local.ports"),
        ("functions/api/handler.py", "import bench"),
        ("migrations/partitions.py", "import schema_update"),
        ("migrations/env.py", "from local.servers import postgres"),
    ],
    "the layer and the functions know no deployment": [
        (f"{HBI}/clock.py", "import infra.topology"),
        ("functions/export/handler.py", "from infra import topology"),
    ],
    "the layer never imports what stands on it": [
        (f"{HBI}/clock.py", "import functions.api.runtime"),
        (f"{HBI}/db/migrate.py", "import migrations.partitions"),
    ],
    "the local stack takes the wiring and the synthesised assets from the deployment, nothing else": [
        ("local/ports.py", "from infra.configuration.deployment import Configuration"),
        ("local/ports.py", "import infra.stacks"),
    ],
    "deployment: stacks stand on constructs, these on the configuration, all on the wiring table": [
        ("infra/packaging/target.py", "import infra.configuration.stages"),
    ],
    "constructs: what watches stands on what calls functions, these on what they use": [
        ("infra/constructs/data/kafka.py", "import infra.constructs.compute.layer"),
    ],
    "the wiring table stands alone": [
        ("infra/topology.py", "import hbi.settings"),
        ("infra/topology.py", "import aws_cdk"),
    ],
    "HTTP knows no route": [
        ("functions/api/http/links.py", "import functions.api.routes.hosts.lists"),
        ("functions/api/http/links.py", "from functions.api.description import schemas"),
    ],
    "the description is imported by what serves it, nothing else": [
        ("functions/api/application.py", "import functions.api.description.schemas"),
    ],
}
"""Rule → modules, and the line that would break the rule there. Modules that do not exist are new ones."""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the rules are about."""
    copy = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in RULES["root_packages"]:
        folder = f"{LAYER}/{package}" if package == "hbi" else package
        for module in (ROOT / folder).rglob("*.py"):
            target = copy / module.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(module, target)
    return copy


def test_every_rule_has_a_violation() -> None:
    """A new rule needs one here, or nobody knows that it refuses anything."""
    assert {rule["name"] for rule in RULES["contracts"]} == PLANTED.keys()


def test_the_rules_are_kept(checkout: Path) -> None:
    assert lint(checkout) == dict.fromkeys(PLANTED, "KEPT")


@pytest.mark.parametrize(
    ("rule", "module", "line"),
    [
        pytest.param(rule, module, line, id=f"{module.removeprefix(f'{LAYER}/')}: {line or 'a new module'}")
        for rule, violations in PLANTED.items()
        for module, line in violations
    ],
)
def test_a_violation_breaks_its_rule(checkout: Path, rule: str, module: str, line: str) -> None:
    path = checkout / module
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n")
    try:
        assert lint(checkout)[rule] == "BROKEN"
    finally:
        path.unlink() if before is None else path.write_text(before)


def lint(checkout: Path) -> dict[str, str]:
    """What `lint-imports` says of each rule there: KEPT or BROKEN."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(checkout / LAYER), "COLUMNS": "500"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE))
    assert done.returncode == int("BROKEN" in found.values()), done.stdout + done.stderr
    return found
