"""The reads that two checkouts are compared by."""

import random
from urllib.parse import parse_qsl, urlsplit

from bench.answers import Reads

HOSTS = [
    {
        "id": f"a1b2c3d4-0001-4002-8003-0000000000{number:02}",
        "insights_id": f"a1b2c3d4-0002-4002-8003-0000000000{number:02}",
        "subscription_manager_id": None,
        "display_name": f"host {number}",
        "tags": {"ns/ä": {"key": ["a&b"]}} if number else None,
        "groups": [{"id": "a1b2c3d4-0003-4002-8003-000000000000", "name": "a&b"}] if number else [],
    }
    for number in range(20)
]


def reads(seed: int, number: int = 400) -> list[str]:
    return list(Reads(random.Random(seed), HOSTS).paths(number))


def test_a_seed_stands_for_the_same_reads() -> None:
    assert reads(1) == reads(1)
    assert reads(1) != reads(2)


def test_reads_are_of_many_kinds() -> None:
    paths = [urlsplit(path) for path in reads(1)]
    names = {name.partition("[")[0] for path in paths for name, _ in parse_qsl(path.query, keep_blank_values=True)}
    assert {"order_by", "page", "fields", "filter", "tags", "hostname_or_id", "staleness", "cursor"} <= names
    assert {"/hosts", "/tags", "/host_exists", "/groups"} <= {path.path for path in paths}
    assert any(path.path.endswith("/system_profile") for path in paths)
