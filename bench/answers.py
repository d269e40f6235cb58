"""`python -m bench.answers OTHER`: whether this checkout answers reads byte for byte as another one does.

Random reads, the same ones for the same seed, go to the API function of both checkouts on the database of the read
bench at one instant, each several times: the first and later answers of a process come about in different ways.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from hbi.stored import mapping, objects

HERE = Path(__file__).parents[1]
REPEATS = 3
"""Times that each read is sent to a process, not in a row."""

_ORDERS = ("", "updated", "display_name", "last_check_in", "group_name", "operating_system")
_FIELDS = ("arch", "operating_system", "installed_packages", "network_interfaces", "workloads", "no_such_member")
_FILTERS = (
    "[operating_system][RHEL][version][eq]=9.4",
    "[operating_system][RHEL][version][gte]=8.6",
    "[operating_system][RHEL][version]=9",
    "[operating_system][CentOS Linux][version][lt]=9",
    "[operating_system][name][neq]=RHEL",
    "[operating_system]=nil",
    "[arch]=x86_64",
    "[arch][neq]=x86_64",
    "[number_of_cpus][gte]=4",
    "[sap_system]=true",
    "[workloads][sap][sids][]=ABC",
    "[last_boot_time][gte]=2020-01-01T00:00:00Z",
    "[no_such_field]=1",
)


class Reads:
    """Makes random reads of stored hosts."""

    def __init__(self, chance: random.Random, hosts: Sequence[Mapping[str, Any]]) -> None:
        """`hosts`: some rows of table `hosts`, of which reads take what they look for."""
        self._chance = chance
        self._hosts = hosts

    def paths(self, number: int) -> Iterator[str]:
        """So many paths with query, below the base of the API."""
        kinds = (self._list, self._list, self._list, self._by_id, self._values, self._others)
        for _ in range(number):
            yield self._chance.choice(kinds)()

    def _list(self) -> str:
        parts = [self._search() for _ in range(self._chance.choice((0, 0, 1, 1, 1, 2)))]
        return "/hosts?" + "&".join([*parts, *self._page()])

    def _by_id(self) -> str:
        ids = ",".join(host["id"] for host in self._chance.sample(self._hosts, self._chance.choice((1, 1, 1, 3, 20))))
        what = self._chance.choice(("", "/system_profile", "/tags", "/tags/count"))
        return f"/hosts/{ids}{what}?" + "&".join(self._page() if what in {"", "/system_profile"} else ())

    def _values(self) -> str:
        what = self._chance.choice(("/tags", "/system_profile/sap_system", "/system_profile/operating_system"))
        return what + "?" + self._chance.choice(("", "per_page=7", "per_page=3&page=2", "staleness=fresh"))

    def _others(self) -> str:
        host = self._host()
        return self._chance.choice(
            (
                f"/host_exists?insights_id={host['insights_id']}",
                f"/hosts?insights_id={host['insights_id']}",
                "/hosts?count_only=true&" + self._search(),
                "/hosts?get_total=false&" + self._search(),
                "/hosts?cursor=&" + "&".join(self._page()[:1]),
                "/beta/hosts-view?" + self._search(),
                "/groups?per_page=5",
            )
        )

    def _host(self) -> Mapping[str, Any]:
        return self._chance.choice(self._hosts)

    def _page(self) -> list[str]:
        chance = self._chance
        parts = [f"per_page={chance.choice((1, 10, 50, 100))}"]
        if order := chance.choice(_ORDERS):
            parts.append(f"order_by={order}")
            parts += chance.choice(([], ["order_how=ASC"], ["order_how=DESC"]))
        if chance.random() < 0.3:
            parts.append(f"page={chance.choice((1, 2, 30, 700, 1500, 1990, 999_999))}")
        if chance.random() < 0.3:
            parts.append("fields[system_profile]=" + ",".join(chance.sample(_FIELDS, chance.choice((1, 3)))))
        return parts

    def _search(self) -> str:
        host, chance = self._host(), self._chance
        name = host["display_name"]
        tags = [
            f"tags={quote(namespace)}/{quote(key)}={quote(str(value))}"
            for namespace, keys in mapping(host["tags"]).items()
            for key, values in mapping(keys).items()
            for value in values
        ]
        group = next(iter(objects(host["groups"])), {})
        return chance.choice(
            (
                f"filter[system_profile]{chance.choice(_FILTERS)}",
                f"filter[system_profile]{chance.choice(_FILTERS)}",
                chance.choice(tags or [""]),
                chance.choice(tags or [""]).partition("=")[0],
                f"display_name={name[:8]}*",
                f"hostname_or_id={chance.choice((name[2:9], host['id'], name[:2], 'ß', ''))}",
                f"fqdn={name.upper()}",
                f"insights_id={host['insights_id']}",
                f"subscription_manager_id={host['subscription_manager_id']}",
                "provider_type=aws&provider_id=I-1",
                "staleness=" + chance.choice(("fresh", "stale", "stale_warning", "unknown", "fresh&staleness=stale")),
                f"group_name={quote(group.get('name', ''))}",
                f"group_id={group.get('id', '')}",
                "registered_with=" + chance.choice(("insights", "puptoo", "!puptoo", "yupana", "nobody")),
                "system_type=" + chance.choice(("conventional", "edge", "bootc")),
                "updated_start=2026-01-01&last_check_in_end=2031-01-01T00:00:00Z",
            )
        )


@click.command()
@click.argument("other", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--reads", default=500, help="How many.")
@click.option("--seed", default=16, help="Of the choice of reads.")
@click.option("--database-url", help="A migrated database with hosts in place of the one of the read bench.")
@click.option("--org", default="bench-00", help="The organisation whose hosts are read.")
def main(other: Path, reads: int, seed: int, database_url: str | None, org: str) -> None:
    """Prints the reads that this checkout and another one (OTHER, its folder) answer differently; exit code 1 then."""
    if database_url:
        raise SystemExit(_compare(other, database_url, org, reads, seed))
    from bench.hosts import dataset
    from bench.measuring.environment import servers

    with servers() as environment:
        dataset.load(environment)
        status = _compare(other, environment.database_url, org, reads, seed)
    raise SystemExit(status)


def _compare(other: Path, database_url: str, org: str, reads: int, seed: int) -> int:
    paths = list(Reads(random.Random(seed), _stored_hosts(database_url, org)).paths(reads))
    at = datetime.now(UTC).isoformat()
    ours, theirs = (_answers(root, database_url, org, paths, at) for root in (HERE, other.resolve()))
    different = 0
    for path, our, their in zip(paths, ours, theirs, strict=True):
        if our == their and len(set(our)) == 1:
            continue
        different += 1
        print(f"{path}\n  here  {_shortened(our)}\n  other {_shortened(their)}")
    statuses = sorted({answer.partition(" ")[0] for answers in ours for answer in answers})
    print(f"{different} of {reads} reads are answered differently; statuses {', '.join(statuses)}")
    return 1 if different else 0


def _shortened(answers: Sequence[str]) -> str:
    return " | ".join(f"{answer[:300]}… ({len(answer)})" for answer in dict.fromkeys(answers))


def _stored_hosts(database_url: str, org: str) -> list[dict[str, Any]]:
    import psycopg2
    from psycopg2.extras import RealDictCursor

    connection = psycopg2.connect(database_url)
    try:
        with connection.cursor(cursor_factory=RealDictCursor) as cursor:
            cursor.execute(
                "SELECT id::text, insights_id::text, coalesce(display_name, '') AS display_name, tags, groups,"
                " subscription_manager_id FROM hbi.hosts WHERE org_id = %s ORDER BY md5(id::text) LIMIT 300",
                (org,),
            )
            return [dict(row) for row in cursor.fetchall()]
    finally:
        connection.close()


def _answers(root: Path, database_url: str, org: str, paths: Sequence[str], at: str) -> list[list[str]]:
    """What a checkout answers, a list of its answers for each path."""
    layer = root / "layers" / "common" / "python"
    variables = {
        "PYTHONPATH": f"{root}{os.pathsep}{layer}",
        "HBI_DATABASE_URL": database_url,
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "HBI_EXPORT_BUCKET": "none",
        "BYPASS_RBAC": "true",
        "BYPASS_KESSEL": "true",
        "HBI_METRICS_ENABLED": "false",
        "POWERTOOLS_LOG_LEVEL": "CRITICAL",
    }
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "asked.json", Path(folder) / "answered.json"
        asked.write_text(json.dumps({"org": org, "paths": paths, "at": at}))
        command = [sys.executable, str(Path(__file__).resolve()), "--answer", str(asked), str(answered)]
        subprocess.run(command, check=True, cwd=root, env={**os.environ, **variables})
        found: list[list[str]] = json.loads(answered.read_text())
        return found


def _answer(asked: Path, answered: Path) -> None:
    """Answers reads with the function of the checkout that PYTHONPATH names."""
    sys.path.pop(0)
    from bench.measuring.environment import LambdaContext
    from bench.measuring.statements import event_of
    from functions.api.handler import handler
    from hbi import clock
    from tests.support.factories import encode_identity, user_identity

    reads = json.loads(asked.read_text())
    at = datetime.fromisoformat(reads["at"])
    clock.now = lambda: at
    headers = {"x-rh-identity": encode_identity(user_identity(reads["org"]))}
    found: list[list[str]] = [[] for _ in reads["paths"]]
    for _ in range(REPEATS):
        for number, path in enumerate(reads["paths"]):
            answer = handler(event_of(headers, "GET", path, None), LambdaContext())
            found[number].append(f"{answer['statusCode']} {json.dumps(answer['headers'])} {answer['body']}")
    answered.write_text(json.dumps(found))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--answer"]:
        _answer(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
