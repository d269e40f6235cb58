"""The parameters about groups (contract: rest-hosts 4.4)."""

import itertools

import pytest

from hbi.problems import InvalidParameter
from hbi.queries.filters.parameters.groups import GroupFilter, group_filter
from hbi.queries.filters.parameters.words import REGISTERED_WITH, SYSTEM_TYPES

ID = "A1B2C3D4-0001-4002-8003-A00000000007"
VALUES = {"workspace_name": [""], "group_name": ["lab"], "workspace_id": [ID], "group_id": [ID]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, GroupFilter(), id="nothing"),
        pytest.param({"workspace_name": ["lab", ""]}, GroupFilter(names=("lab", "")), id="names"),
        pytest.param(
            {"group_name": ["a,b"]}, GroupFilter(names=("a,b",)), id="the old word; a comma separates nothing"
        ),
        pytest.param({"workspace_id": [ID]}, GroupFilter(ids=(ID.lower(),)), id="ids"),
        pytest.param({"group_id": [ID, ID.lower()]}, GroupFilter(ids=(ID.lower(),) * 2), id="the old word for ids"),
    ],
)
def test_what_is_meant(given, expected):
    assert group_filter(**given) == expected


@pytest.mark.parametrize("names", list(itertools.combinations(VALUES, 2)), ids=" + ".join)
def test_only_one_may_be_given(names):
    with pytest.raises(InvalidParameter):
        group_filter(**{name: VALUES[name] for name in names})


@pytest.mark.parametrize("text", ["", "lab", ID.replace("-", ""), f"{{{ID}}}", f"urn:uuid:{ID}", f"{ID}\n"])
def test_ids_are_uuids_with_hyphens(text):
    with pytest.raises(InvalidParameter):
        group_filter(workspace_id=[text])


def test_names_hold_no_nul():
    with pytest.raises(InvalidParameter):
        group_filter(group_name=["a\0"])


def test_words_of_the_contract():
    """Contract: rest-hosts 4.6 and 4.7."""
    reporters = ["yupana", "satellite", "discovery", "puptoo", "rhsm-conduit", "cloud-connector"]
    assert set(REGISTERED_WITH) == {"insights", *reporters, *(f"!{reporter}" for reporter in reporters)}
    assert set(SYSTEM_TYPES) == {"conventional", "bootc", "edge", "cluster"}
