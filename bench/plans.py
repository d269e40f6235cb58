"""`python -m bench.plans [FILE]`: how PostgreSQL answers each list, at 100,000 and at 1,000,000 hosts, as Markdown.

Plans are those of the statements that the function sends, with its session's settings; of several runs the quickest is
kept. FILE is the page of the decision on lists unless given.
"""

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.hosts import dataset, large_org
from bench.measuring.environment import Environment, LambdaContext, servers
from bench.measuring.statements import event_of
from hbi.db.engine import Database, GuardedCursor
from hbi.settings import ApiSettings
from tests.support.factories import encode_identity, user_identity

PAGE = Path(__file__).parents[1] / "docs" / "adr" / "0010-plans.md"
REPEATS = 7
HEADER = """# Plans of lists

`EXPLAIN (ANALYZE, BUFFERS)` of the statements behind the lists of [ADR 10](0010-lists-at-size.md), the quickest of
several runs; `read` buffers come from the system's cache. Watched like this they take up to twice their time.
Conditions and sort keys are left out. `_p6` and the like are partitions: indexes of the contract appear under their
partitions' names.
`python -m bench.plans` makes this page.
"""
SYSTEM = "filter[system_profile][operating_system][RHEL][version][eq]=9.4"


@dataclass(frozen=True)
class Organisation:
    """A kept database and the organisation in it that lists are about."""

    title: str
    database: str
    org_id: str
    load: Callable[[Environment], None]


ORGANISATIONS = {
    "100000": Organisation(
        "100,000 hosts in one organisation of 200,000", "inventory", dataset.LARGE_ORG, dataset.load
    ),
    "1000000": Organisation("1,000,000 hosts in one organisation", large_org.DATABASE, large_org.ORG, large_org.load),
}


def main(arguments: Sequence[str]) -> None:
    """Writes the page; each organisation's part is made by a process of its own, which has one database."""
    if arguments[:1] == ["--part"]:
        Path(arguments[2]).write_text("\n".join(_part(ORGANISATIONS[arguments[1]])) + "\n")
        return
    page = Path(arguments[0]) if arguments else PAGE
    text = HEADER
    for name in ORGANISATIONS:
        subprocess.run([sys.executable, "-m", "bench.plans", "--part", name, str(page)], check=True)
        text += page.read_text()
    page.write_text(text)


def _part(organisation: Organisation) -> Iterator[str]:
    headers = {"x-rh-identity": encode_identity(user_identity(organisation.org_id))}
    yield f"\n## {organisation.title}"
    with servers(organisation.database) as environment:
        organisation.load(environment)
        database = Database(ApiSettings.load(environment.variables))
        for title, path in _lists(headers):
            yield f"\n### `GET {title}`"
            for statement in _statements(headers, path):
                yield from ("", "```", *_quickest_plan(database, statement), "```")
        database.dispose()


def _lists(headers: dict[str, str]) -> Iterator[tuple[str, str]]:
    """How each list is called on the page, and its path."""
    yield from (
        (path, path)
        for path in (
            "/hosts?per_page=50",
            "/hosts?per_page=100&order_by=display_name",
            "/hosts?tags=insights-client/site=pune",
            f"/hosts?{SYSTEM}",
            "/hosts?hostname_or_id=host-123.site",
            "/hosts?page=1500",
        )
    )
    following = _answer(headers, "/hosts?cursor=")["headers"]["link"]
    [target] = re.findall(r'<[^>]*/hosts([^>]*)>; rel="next"', following)
    yield "/hosts?cursor=…", f"/hosts{target}"
    host = json.loads(_answer(headers, "/hosts?per_page=1")["body"])["results"][0]["id"]
    yield "/hosts/{host_id_list}/tags", f"/hosts/{host}/tags"
    for path in ("/tags", *(f"/system_profile/{name}" for name in ("operating_system", "sap_system", "sap_sids"))):
        yield path, path


def _answer(headers: dict[str, str], path: str) -> dict[str, Any]:
    from functions.api.handler import handler

    answer = handler(event_of(headers, "GET", path, None), LambdaContext())
    if answer["statusCode"] != 200:
        raise RuntimeError(f"{path} answered {answer['statusCode']}: {answer['body'][:300]}")
    return answer


def _statements(headers: dict[str, str], path: str) -> list[str]:
    """What a request sends to the server, once it knows the organisation's settings."""
    _answer(headers, path)
    with _overheard() as statements:
        _answer(headers, path)
    return statements


@contextmanager
def _overheard() -> Iterator[list[str]]:
    said: list[str] = []
    execute = GuardedCursor.execute

    def overheard(cursor: GuardedCursor, query: Any, values: Any = None) -> None:
        statement = cursor.mogrify(query, values).decode()
        if " hbi." in statement:
            said.append(statement)
        execute(cursor, query, values)

    GuardedCursor.execute = overheard  # type: ignore[method-assign, assignment]
    try:
        yield said
    finally:
        GuardedCursor.execute = execute  # type: ignore[method-assign]


def _quickest_plan(database: Database, statement: str) -> list[str]:
    plans = []
    with database.read() as tx, tx.cursor() as cursor:
        for _ in range(REPEATS):
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {statement}")
            plans.append([line for (line,) in cursor.fetchall()])
    return _shortened(min(plans, key=_execution_ms))


def _execution_ms(plan: Sequence[str]) -> float:
    return float(plan[-1].removeprefix("Execution Time: ").removesuffix(" ms"))


def _shortened(plan: Sequence[str]) -> list[str]:
    """One line a node: its time until the last row, rows and repetitions, buffers, rows looked up in the table."""
    lines: list[str] = []
    for line in itertools.takewhile(lambda line: not line.startswith("Planning"), plan):
        if node := _NODE.fullmatch(line):
            times = f", {node['loops']} times" if node["loops"] != "1" else ""
            lines.append(f"{node['node']}  ({node['ms']} ms, {node['rows']} rows{times})")
        elif _HEADING.match(line):
            lines.append(line)
        elif detail := _DETAIL.search(line):
            lines[-1] += f"  [{detail[0].removeprefix('Buffers: shared ')}]"
    return [*(line.replace("->  ", "-> ") for line in lines), plan[-1]]


_NODE = re.compile(r"(?P<node>.*?) \(actual time=[\d.]+\.\.(?P<ms>[\d.]+) rows=(?P<rows>\d+) loops=(?P<loops>\d+)\)")
_HEADING = re.compile(r" *(?:InitPlan|SubPlan|CTE) |.*\(never executed\)")
_DETAIL = re.compile(r"Buffers: shared .*|Heap Fetches: [1-9]\d*")


if __name__ == "__main__":
    main(sys.argv[1:])
