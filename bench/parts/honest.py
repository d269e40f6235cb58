"""Reads of an inventory that others filled, in rounds, beside the older set of hosts that share their tags.

`honest.<request>` is the first, `honest.shared.<request>` the second. `honest.growth.<request>` are some requests at
10,000 hosts and at 100,000; `read_million` has them at 1,000,000.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.hosts import dataset, honest_org
from bench.measuring import load, rounds
from bench.measuring.environment import Environment, LambdaContext, servers
from bench.measuring.rounds import Timed
from bench.parts.read import get
from tests.support.factories import encode_identity, user_identity

GROWING = (
    Timed("hosts_50", get("/hosts?per_page=50"), 50),
    Timed("tags", get("/tags"), 30),
    Timed("operating_systems", get("/system_profile/operating_system"), 30),
    Timed("total", get("/hosts?count_only=true"), 50),
)
"""Requests whose cost may not grow with the organisation."""

_PAGE = "SELECT * FROM hbi.hosts h WHERE h.org_id = %(org)s"
_VALUES = "SELECT value, sum(hosts) FROM hbi.host_counts WHERE org_id = %(org)s AND kind = '{}' GROUP BY value"


_SHARED = "shared"


def main(result: Path, kind: str = "honest") -> None:
    """Writes the figures of one set, `<request>.…`; of both if none is named, as `honest.…`."""
    if kind == _SHARED:
        database, load_hosts, org = "inventory", dataset.load, dataset.LARGE_ORG
    else:
        database, load_hosts, org = honest_org.DATABASE, honest_org.load, honest_org.ORG
    with servers(database) as environment:
        load_hosts(environment)
        found = _measured(environment, org, is_shared=kind == _SHARED)
    if kind != _SHARED:
        # A process of its own: the functions keep their connections.
        subprocess.run([sys.executable, "-m", "bench.parts.honest", str(result), _SHARED], check=True)
        found |= {f"shared.{name}": value for name, value in json.loads(result.read_text()).items()}
        found = {f"honest.{name}": value for name, value in found.items()}
    result.write_text(json.dumps(found))


def headers_of(org: str) -> Mapping[str, str]:
    """Headers of somebody who sees all of an organisation."""
    return {"x-rh-identity": encode_identity(user_identity(org))}


def growth(environment: Environment, org: str, hosts: int) -> dict[str, float]:
    """The growing requests at one size: `<request>.<hosts>.p50_ms` and the like."""
    named = [Timed(f"{request.name}.{hosts}", request.make, request.count) for request in GROWING]
    return asyncio.run(rounds.in_rounds(environment, headers_of(org), named, seconds=0.5))


def _measured(environment: Environment, org: str, *, is_shared: bool) -> dict[str, float]:
    if is_shared:
        _count(org)
    _sum_up()
    requests, rename = _requests(environment, org)
    found = asyncio.run(rounds.in_rounds(environment, headers_of(org), requests, rename, seconds=1 if is_shared else 2))
    found |= rounds.alone(environment, headers_of(org), requests, org)
    if not is_shared:
        for size_org, hosts in ((honest_org.SMALL_ORG, honest_org.SMALL), (honest_org.ORG, honest_org.HOSTS)):
            grown = growth(environment, size_org, hosts)
            found |= {f"growth.{name}": value for name, value in grown.items() if "rps" not in name}
    return found


def _sum_up() -> None:
    from functions.reaper.handler import handler

    handler({"task": "counts"}, LambdaContext())


def _count(org: str) -> None:
    from functions.reaper.handler import handler

    handler({"task": "count-hosts", "dry_run": False, "org_ids": [org]}, LambdaContext())


def _requests(environment: Environment, org: str) -> tuple[list[Timed], load.MakeRequest]:
    """The requests, rows of one table; and a change."""
    with environment.cursor() as cursor:
        cursor.execute(
            "SELECT id::text FROM hbi.hosts WHERE org_id = %s AND last_check_in > now() - interval '20 days'"
            " ORDER BY md5(id::text) LIMIT 500",
            (org,),
        )
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT v.value FROM hbi.hosts h, hbi.values_of_tags(h.tags) v"
            " WHERE h.org_id = %s AND h.id = ANY(%s::uuid[]) AND v.value[2] = 'site' LIMIT 1",
            (org, ids),
        )
        namespace, key, value = cursor.fetchone()[0]
    requests = [*_lists(namespace, key, value), *_values(), *_of_hosts(ids)]

    def rename(number: int) -> tuple[str, str, Mapping[str, str]]:
        return "PATCH", f"/hosts/{ids[number]}", {"display_name": f"renamed {number} {time.time_ns()}"}

    return requests, rename


def _lists(namespace: str, key: str, value: str) -> list[Timed]:
    """Lists of hosts. The tag is one that many hosts have."""
    has_tag = f"AND h.tags @> '{json.dumps({namespace: {key: [value]}})}'"
    system = "filter[system_profile][operating_system][RHEL][version][eq]=9.4"
    return [
        Timed("hosts_50", get("/hosts?per_page=50"), 100, f"{_PAGE} ORDER BY modified_on DESC, id DESC LIMIT 50"),
        Timed(
            "hosts_100_by_name",
            get("/hosts?per_page=100&order_by=display_name"),
            100,
            f"{_PAGE} ORDER BY coalesce(display_name, '') LIMIT 100",
        ),
        Timed(
            "hosts_by_tag",
            get(f"/hosts?tags={namespace}/{key}={value}"),
            60,
            f"{_PAGE} {has_tag} ORDER BY modified_on DESC, id DESC LIMIT 50",
        ),
        Timed(
            "hosts_by_operating_system",
            get(f"/hosts?{system}"),
            60,
            """SELECT h.* FROM hbi.hosts h JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id
            WHERE h.org_id = %(org)s AND s.operating_system @> '{"name": "RHEL", "major": 9, "minor": 4}'
            ORDER BY modified_on DESC, id DESC LIMIT 50""",
        ),
        Timed("hosts_page_1500", get("/hosts?page=1500"), 40, f"{_PAGE} ORDER BY modified_on, id LIMIT 50"),
    ]


def _values() -> list[Timed]:
    """Lists of values."""
    values = {kind: _VALUES.format(kind) for kind in ("tag", "os", "sap_system", "sap_sid")}
    return [
        Timed("tags", get("/tags"), 30, values["tag"]),
        Timed("operating_systems", get("/system_profile/operating_system"), 40, values["os"]),
        Timed("sap_system", get("/system_profile/sap_system"), 40, values["sap_system"]),
        Timed("sap_sids", get("/system_profile/sap_sids"), 40, values["sap_sid"]),
    ]


def _of_hosts(ids: Sequence[str]) -> list[Timed]:
    """Requests about hosts that are named."""
    by_ids = f"AND h.id = '{ids[0]}'"
    profiles = ",".join(ids[:100])
    return [
        Timed(
            "profiles_100",
            get(f"/hosts/{profiles}/system_profile?per_page=100"),
            30,
            f"""SELECT s.*, d.* FROM hbi.system_profiles_static s JOIN hbi.system_profiles_dynamic d
            ON d.org_id = s.org_id AND d.host_id = s.host_id
            WHERE s.org_id = %(org)s AND s.host_id = ANY('{{{profiles}}}'::uuid[])""",
        ),
        Timed(
            "system_profile_by_id",
            lambda n: ("GET", f"/hosts/{ids[n % len(ids)]}/system_profile", None),
            200,
            f"""SELECT s.*, d.* FROM hbi.system_profiles_static s JOIN hbi.system_profiles_dynamic d
            ON d.org_id = s.org_id AND d.host_id = s.host_id WHERE s.org_id = %(org)s AND s.host_id = '{ids[0]}'""",
        ),
        Timed("host_by_id", lambda n: ("GET", f"/hosts/{ids[n % len(ids)]}", None), 200, f"{_PAGE} {by_ids}"),
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
