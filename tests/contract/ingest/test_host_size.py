"""A host never grows beyond what its events can show, however it grows."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.ingest.runtime import Runtime
from hbi.settings import LARGEST_REPORT, IngestSettings
from tests.conftest import LEFT_SOCKETS, Sql
from tests.support.factories import ORG, Json, host_message, host_report, stored_host
from tests.support.ingesting import Ingest

pytestmark = [pytest.mark.kafka, pytest.mark.filterwarnings(LEFT_SOCKETS), pytest.mark.usefixtures("left_sockets")]

KNOWN = {"insights_id": "3f1b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80"}
SMALLEST_LIMIT = 256 * 1024


def texts(size: int) -> list[str]:
    return ["x" * 250] * (size // 253)


def facts(namespace: str, size: int) -> list[Json]:
    return [{"namespace": namespace, "facts": {"k": "x" * size}}]


def tags(values: int) -> Json:
    return {"n" * 200: {"k" * 200: [str(number) for number in range(values)]}}


@pytest.fixture
def narrow(ingest_settings: IngestSettings, sql: Sql) -> Iterator[Ingest]:
    """The ingest function with the smallest limit that it takes."""
    runtime = Runtime.of(ingest_settings.model_copy(update={"max_report_bytes": SMALLEST_LIMIT}))
    yield Ingest(runtime, sql)
    runtime.close()


@pytest.mark.parametrize(
    ("first", "second", "part"),
    [
        pytest.param({"facts": facts("a", 1_200_000)}, {"facts": facts("b", 1_200_000)}, "facts", id="facts"),
        pytest.param({"tags": tags(2_500)}, {"facts": facts("b", 1_200_000)}, "facts", id="tags and facts"),
        pytest.param({"facts": facts("b", 1_000_000)}, {"tags": tags(3_000)}, "tags", id="facts and tags"),
        pytest.param(
            {"system_profile": {"installed_packages": texts(1_200_000)}},
            {"system_profile": {"running_processes": texts(1_200_000)}},
            "system_profile",
            id="lists of a profile",
        ),
        pytest.param(
            {"system_profile": {"yum_repos": [{"name": "x" * 1000}] * 1_200}},
            {"system_profile": {"network_interfaces": [{"name": "x" * 50}] * 20_000}},
            "system_profile",
            id="both parts of a profile",
        ),
        pytest.param(
            {"system_profile": {"installed_packages": texts(1_200_000)}},
            {"facts": facts("a", 1_300_000)},
            "facts",
            id="profile and facts",
        ),
        pytest.param(
            {"ip_addresses": [f"2001:db8::{number:x}" for number in range(65_000)]},
            {"facts": facts("a", 1_200_000)},
            "facts",
            id="addresses and facts",
        ),
        pytest.param(
            {"facts": facts("a", 1_050_000)},
            {"ip_addresses": [f"2001:db8::{number:x}" for number in range(65_000)]},
            "_schema",
            id="facts and addresses",
        ),
    ],
)
def test_reports_that_add_up_to_too_much(ingest: Ingest, first: Json, second: Json, part: str) -> None:
    ingest.report(**KNOWN, **first)
    before = ingest.host()
    large, neighbour = host_report(**{**KNOWN, **second}), host_report()
    assert ingest.reports(neighbour, large, host_report()) == {"created": 2, "rejected": 1}
    (reason,) = ingest.rejections()
    assert reason.startswith(f"{{'{part}': ['The host would have 2")
    assert f"at most {LARGEST_REPORT} are taken" in reason
    assert ingest.hosts()[0] == before
    ingest.report(**KNOWN, display_name="renamed")
    assert "renamed" in [event.body["host"]["display_name"] for event in ingest.events()]
    assert ingest.waiting() == 0


def test_reports_of_one_batch_that_add_up_to_too_much(ingest: Ingest) -> None:
    new = {"insights_id": "3f1b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81"}
    reports = [host_report(**{**new, "facts": facts(namespace, 900_000)}) for namespace in "abc"]
    assert ingest.reports(*reports) == {"created": 1, "updated": 1, "rejected": 1}
    assert ingest.host()["facts"].keys() == {"a", "b"}
    assert ingest.waiting() == 0


def test_profiles_of_known_hosts_that_add_up_to_too_much(ingest: Ingest, sql: Sql) -> None:
    host = stored_host(sql, facts={"n": {"k": "x" * 1_200_000}})
    data = {"org_id": ORG, "id": host["id"], "system_profile": {"installed_packages": texts(1_200_000)}}
    message = host_message(data, operation="")
    assert ingest.deliver("platform.inventory.system-profile", message) == {"rejected": 1}
    assert "The host would have 2" in ingest.rejections()[0]


def test_what_replaces_may_be_as_large_as_what_goes(ingest: Ingest) -> None:
    for revision in "abc":
        ingest.report(**KNOWN, facts=facts("n", 1_900_000), tags={"t": {"k": [revision]}})
    assert len(ingest.events()[-1].value) > 1_900_000


def test_the_largest_report_may_come_again(ingest: Ingest) -> None:
    """Stored documents have blanks that it does not have."""
    numbers = list(range(300_000))
    for revision in range(2):
        profile = {"disk_devices": [{"device": "d", "options": {"o": [revision, *numbers]}}]}
        ingest.report(**KNOWN, system_profile=profile)
    assert ingest.waiting() == 0


@pytest.mark.parametrize("size", [10_000, 300_000])
def test_a_host_that_is_too_large_may_shrink_and_stay(narrow: Ingest, sql: Sql, size: int) -> None:
    narrow.report(**KNOWN)
    large = f"jsonb_build_object('n', jsonb_build_object('k', repeat('x', {SMALLEST_LIMIT + 100_000})))"
    sql(f"UPDATE hbi.hosts SET facts = {large} || {large.replace("'n'", "'other'")}")
    narrow.report(**KNOWN, fqdn="renamed.example.org")
    accepted = {"updated": 1, "rejected": 0} if size < SMALLEST_LIMIT else {"rejected": 1}
    assert narrow.reports(host_report(**KNOWN, facts=facts("n", size))) == accepted
    assert narrow.reports(host_report(**KNOWN, facts=facts("more", size))) == {"rejected": 1}


def test_reporters_do_not_add_up_without_end(narrow: Ingest) -> None:
    narrow.report(**KNOWN)
    reports = [host_report(**KNOWN, reporter=f"{number:0255}") for number in range(500)]
    assert narrow.reports(*reports)["rejected"] > 0
    assert max(len(event.value) for event in narrow.events()) <= SMALLEST_LIMIT + 8192
    assert narrow.waiting() == 0


def test_small_reports_do_not_add_up_without_end(narrow: Ingest) -> None:
    """A small report is not measured until an event shows that its host is too large."""
    fields: list[dict[str, Any]] = [
        {name: texts(50_000)} for name in ("installed_packages", "running_processes", "cpu_flags", "kernel_modules")
    ]
    fields += [{name: ["x" * 500] * 100} for name in ("enabled_services", "installed_services", "gpg_pubkeys")]
    for profile in [{"arch": "x86_64"}, *fields]:
        narrow.reports(host_report(**KNOWN, system_profile=profile))
    assert len(narrow.rejections()) == 1
    assert SMALLEST_LIMIT < len(narrow.events()[-1].value) < SMALLEST_LIMIT + 64 * 1024
    assert narrow.waiting() == 0


def test_short_numbers_do_not_add_up_without_end(ingest: Ingest) -> None:
    """PostgreSQL and so events show `1e307` with 308 digits."""
    ingest.report(**KNOWN, system_profile={"installed_packages": texts(1_800_000)})
    report = host_report(**KNOWN, facts=[{"namespace": "n", "facts": {"v": [1e307] * 5_000}}], system_profile=...)
    assert len(host_message(report)) < 40_000
    assert ingest.reports(report) == {"rejected": 1}
    assert max(len(event.value) for event in ingest.events()) < LARGEST_REPORT
