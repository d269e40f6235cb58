"""What operators' jobs are told, and what is refused (contract: export-reaper-jobs 5)."""

import pytest

from functions.reaper.jobs.inputs import HostJobInput, parsed
from functions.reaper.jobs.table import JOBS
from hbi.problems import InvalidInput
from hbi.reaper.jobs.names import JOB_NAMES
from tests.support.factories import ORG, Json


def stale(seconds: int) -> Json:
    return {"org_id": ORG, "conventional_time_to_stale": seconds}


def test_names_of_the_command_are_those_of_the_function() -> None:
    assert tuple(JOBS) == JOB_NAMES


@pytest.mark.parametrize(
    "name", [name for name in JOB_NAMES if name not in {"update-staleness", "delete-empty-org-groups"}]
)
def test_nothing_must_be_said(name: str) -> None:
    asked = parsed(JOBS[name].input, {"task": name})
    assert (asked.dry_run, asked.unattended) == (True, False)


def test_organisations_are_sorted_and_each_is_there_once() -> None:
    assert parsed(HostJobInput, {"task": "x", "org_ids": ["b", "a", "b"]}).org_ids == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "members", "refusal"),
    [
        pytest.param("sync-host-groups", {"dry-run": True}, "dry-run: this job has no such member", id="misspelt"),
        pytest.param("sync-host-groups", {"dry_run": "false"}, "dry_run: .*boolean, got 'false'", id="text"),
        pytest.param("sync-host-groups", {"dry_run": 0}, "dry_run: .*boolean, got 0", id="number"),
        pytest.param("sync-host-groups", {"chunk_size": 0}, "chunk_size: .*greater than or equal to 1", id="no chunk"),
        pytest.param("sync-host-groups", {"chunk_size": 1.5}, "chunk_size: .*integer", id="half a host"),
        pytest.param("sync-host-groups", {"org_ids": []}, "org_ids: .*at least 1", id="no organisations"),
        pytest.param("sync-host-groups", {"org_ids": ORG}, "org_ids: .*list", id="organisation as text"),
        pytest.param("sync-host-groups", {"org_ids": [321]}, "org_ids.0: .*string, got 321", id="a number"),
        pytest.param("sync-host-groups", {"org_ids": ["\0"]}, "org_ids.0: .*pattern", id="NUL"),
        pytest.param("sync-host-groups", {"org_ids": ["a" * 37]}, "org_ids.0: .*at most 36", id="too long"),
        pytest.param("sync-host-groups", {"next": {"org_id": ORG, "host_id": "x"}}, "next.host_id: ", id="cursor"),
        pytest.param("sync-host-groups", {"next": {"place": 1}}, "next.org_id: must be given; next.place: ", id="two"),
        pytest.param("update-staleness", {}, "org_id: must be given", id="nothing said"),
        pytest.param("update-staleness", {"org_id": ORG}, "at least one of conventional_time_to_stale", id="no change"),
        pytest.param(
            "update-staleness", {"org_id": ORG, "conventional_time_to_stale": True}, "to_stale: .*integer", id="true"
        ),
        pytest.param("update-staleness", stale(0), "conventional_time_to_stale: .*equal to 1", id="none"),
        pytest.param("update-staleness", stale(604_801), "equal to 604800, got 604801", id="too long"),
        pytest.param("update-staleness", {**stale(5), "immutable_time_to_stale": 5}, "no such member", id="immutable"),
        pytest.param("delete-empty-org-groups", {}, "org_ids: must be given", id="groups of nobody"),
        pytest.param("delete-hosts-s3", {"key": "exports/a.zip"}, "key: .*pattern", id="another place of the bucket"),
        pytest.param("delete-hosts-s3", {"org_ids": [ORG]}, "org_ids: this job has no such member", id="not this job"),
        pytest.param("synchronizer", {"next": {"events": {"offsets": {"a": 1}, "ends": {}}}}, "next.events", id="log"),
    ],
)
def test_bad_input_is_refused_by_member(name: str, members: Json, refusal: str) -> None:
    with pytest.raises(InvalidInput, match=refusal):
        parsed(JOBS[name].input, {"task": name, **members})


def test_thousands_of_members_are_refused_with_few_words() -> None:
    with pytest.raises(InvalidInput) as refused:
        parsed(HostJobInput, {f"m{number}": 1 for number in range(5000)})
    assert len(str(refused.value)) < 2000
