"""What a flag server's description means for an organisation."""

from typing import Any

import pytest

from hbi.flags.toggles import Toggles

NAME = "hbi.api.reject-rhsm-payloads"


def toggles(*strategies: Any, enabled: bool = True, **document: Any) -> Toggles:
    feature = {"name": NAME, "enabled": enabled, "strategies": list(strategies)}
    return Toggles({"version": 2, "features": [feature], **document})


def only(operator: str, *values: str, name: str = "orgId", **members: Any) -> dict[str, Any]:
    constraint = {"contextName": name, "operator": operator, "values": list(values), **members}
    return {"name": "default", "parameters": {}, "constraints": [constraint]}


def rollout(percent: int, **parameters: str) -> dict[str, Any]:
    return {"name": "flexibleRollout", "parameters": {"rollout": str(percent), **parameters}}


@pytest.mark.parametrize(
    ("strategies", "is_on"),
    [
        pytest.param([], True, id="enabled without strategies"),
        pytest.param([{"name": "default"}], True, id="for everybody"),
        pytest.param([only("IN", "7", "321")], True, id="the organisation is listed"),
        pytest.param([only("IN", "321", name="org_id")], True, id="by its other name"),
        pytest.param([only("IN", "7")], False, id="it is not listed"),
        pytest.param([only("IN", "321", inverted=True)], False, id="all but listed ones"),
        pytest.param([only("NOT_IN", "7")], True, id="not excluded"),
        pytest.param([only("STR_STARTS_WITH", "32")], True, id="beginning"),
        pytest.param([only("STR_ENDS_WITH", "32")], False, id="another end"),
        pytest.param([only("STR_CONTAINS", "2")], True, id="part"),
        pytest.param([only("IN", "HOST-INVENTORY", name="appName", caseInsensitive=True)], True, id="any case"),
        pytest.param([only("SEMVER_GT", "1.0.0")], False, id="an operator that is not understood"),
        pytest.param([only("SEMVER_GT", "1.0.0", inverted=True)], False, id="nor inverted"),
        pytest.param([only("IN", "321", name="planet")], False, id="a property that nobody has"),
        pytest.param([{"name": "remoteAddress"}], False, id="a strategy that is not understood"),
        pytest.param([only("IN", "7"), only("IN", "321")], True, id="one of several strategies"),
        pytest.param([rollout(100)], True, id="rolled out"),
        pytest.param([rollout(0)], False, id="rolled out to nobody"),
        pytest.param([{"name": "default", "segments": [1]}], True, id="a segment"),
        pytest.param([{"name": "default", "segments": [1, 2]}], False, id="all segments count"),
        pytest.param([{"name": "default", "segments": [3]}], False, id="an unknown segment"),
    ],
)
def test_strategies(strategies: list[Any], is_on: bool) -> None:
    segments = [
        {"id": 1, "constraints": only("IN", "321")["constraints"]},
        {"id": 2, "constraints": only("IN", "7")["constraints"]},
    ]
    assert toggles(*strategies, segments=segments).is_on(NAME, "321") is is_on
    assert toggles(*strategies, enabled=False).is_on(NAME, "321") is False


def test_a_part_of_the_organisations_is_always_the_same_part() -> None:
    flags = [toggles(rollout(30)), toggles(rollout(60))]
    first, wider = ({org for org in map(str, range(1000)) if flag.is_on(NAME, org)} for flag in flags)
    assert 250 < len(first) < 350
    assert 550 < len(wider) < 650
    assert first < wider


def test_without_an_organisation_only_what_concerns_everybody_is_on() -> None:
    assert toggles({"name": "default"}).is_on(NAME, None) is True
    assert toggles(only("IN", "321")).is_on(NAME, None) is False
    assert toggles(rollout(99)).is_on(NAME, None) is False


def test_an_unknown_flag_is_neither_on_nor_off() -> None:
    assert toggles().is_on("another", "321") is None
