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
        pytest.param([only("STR_ENDS_WITH", "INVENTORY", name="appName", caseInsensitive=True)], True, id="any case"),
        pytest.param([only("STR_ENDS_WITH", "INVENTORY", name="appName")], False, id="this case only"),
        pytest.param(
            [only("IN", "HOST-INVENTORY", name="appName", caseInsensitive=True)], False, id="lists know one case only"
        ),
        pytest.param(
            [only("NOT_IN", "HOST-INVENTORY", name="appName", caseInsensitive=True)], True, id="exclusions, too"
        ),
        pytest.param([only("IN")], False, id="an empty list"),
        pytest.param([only("NOT_IN")], True, id="nobody excluded"),
        pytest.param([only("STR_CONTAINS", "3", name="planet", inverted=True)], True, id="nobody's property, inverted"),
        pytest.param([only("REGEX", "3.1")], False, id="patterns"),
        pytest.param([only("NUM_EQ", "321")], False, id="numbers"),
        pytest.param([only("DATE_AFTER", "2020-01-01", name="currentTime")], False, id="dates"),
        pytest.param([only("SEMVER_EQ", "1.0.0"), {"name": "default"}], True, id="another strategy is understood"),
        pytest.param([{**only("IN", "321"), "disabled": True}], False, id="a strategy that is switched off"),
        pytest.param([only("IN", "7", inverted="false")], False, id="a text for a boolean"),
        pytest.param([{"name": "default", "constraints": {}}], False, id="no list of constraints"),
        pytest.param(
            [{"name": "default", "constraints": [{"operator": "IN", "contextName": "orgId", "values": "321"}]}],
            False,
            id="a text for a list",
        ),
        pytest.param(
            [{"name": "default", "constraints": [{"operator": "NOT_IN"}]}], False, id="a constraint on nothing"
        ),
        pytest.param([{"name": "flexibleRollout", "parameters": {"rollout": "all"}}], False, id="a share that is none"),
        pytest.param([{"name": "flexibleRollout"}], False, id="no share"),
        pytest.param([7], False, id="no strategy"),
        pytest.param([{}], False, id="a strategy without name"),
        pytest.param([{"name": "default", "segments": [9]}, {"name": "userWithId"}], False, id="nothing understood"),
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


DEFAULT = [{"name": "default"}]


def parent(name: str = "parent", **members: Any) -> dict[str, Any]:
    return {"name": name, "enabled": True, "strategies": DEFAULT, **members}


def variant(name: str, weight: int = 1) -> dict[str, Any]:
    return {"name": name, "weight": weight}


NEEDS_PARENT = [{"feature": "parent"}]
NEEDS_ITS_ABSENCE = [{"feature": "parent", "enabled": False}]
UNKNOWN = [{"name": "remoteAddress"}]
OTHER_ORG = [only("IN", "7")]


@pytest.mark.parametrize(
    ("dependencies", "others", "is_on"),
    [
        pytest.param(NEEDS_PARENT, [parent()], True, id="the parent is on"),
        pytest.param(NEEDS_PARENT, [parent(enabled=False)], False, id="it is off"),
        pytest.param(NEEDS_PARENT, [parent(strategies=OTHER_ORG)], False, id="it is on for others"),
        pytest.param(NEEDS_PARENT, [parent(strategies=[only("IN", "321")])], True, id="it is on for this one"),
        pytest.param(NEEDS_PARENT, [], False, id="there is none"),
        pytest.param(NEEDS_PARENT, [parent(strategies=UNKNOWN)], False, id="it is not understood"),
        pytest.param([{"feature": "parent", "enabled": True}], [parent()], True, id="wanted on"),
        pytest.param(NEEDS_ITS_ABSENCE, [parent()], False, id="wanted off and on"),
        pytest.param(NEEDS_ITS_ABSENCE, [parent(enabled=False)], True, id="wanted off and off"),
        pytest.param(NEEDS_ITS_ABSENCE, [parent(strategies=OTHER_ORG)], True, id="wanted off and on for others"),
        pytest.param(NEEDS_ITS_ABSENCE, [], False, id="wanted off and not there"),
        pytest.param(NEEDS_ITS_ABSENCE, [parent(strategies=UNKNOWN)], False, id="wanted off and not understood"),
        pytest.param(
            NEEDS_ITS_ABSENCE, [parent(strategies=[*OTHER_ORG, *UNKNOWN])], False, id="wanted off and half understood"
        ),
        pytest.param([*NEEDS_PARENT, {"feature": "b"}], [parent(), parent("b")], True, id="two parents"),
        pytest.param([*NEEDS_PARENT, {"feature": "b"}], [parent(), parent("b", enabled=False)], False, id="one is off"),
        pytest.param(
            NEEDS_PARENT, [parent(dependencies=[{"feature": "b"}]), parent("b")], False, id="a parent with parents"
        ),
        pytest.param(NEEDS_PARENT, [parent(dependencies=[{"feature": NAME}])], False, id="a circle"),
        pytest.param([{"feature": NAME}], [], False, id="its own parent"),
        pytest.param([], [], True, id="no parents"),
        pytest.param(
            [{"feature": "parent", "variants": ["a"]}], [parent(variants=[variant("a")])], True, id="the variant"
        ),
        pytest.param(
            [{"feature": "parent", "variants": ["b"]}], [parent(variants=[variant("a")])], False, id="another variant"
        ),
        pytest.param(
            [{"feature": "parent", "variants": ["a", "b"]}],
            [parent(variants=[variant("a"), variant("b")])],
            True,
            id="any of its variants",
        ),
        pytest.param(
            [{"feature": "parent", "variants": ["a"]}],
            [parent(variants=[variant("a"), variant("b")])],
            False,
            id="perhaps its variant",
        ),
        pytest.param(
            [{"feature": "parent", "variants": ["a"]}],
            [parent(variants=[variant("a"), variant("b", 0)])],
            True,
            id="the only variant that anybody gets",
        ),
        pytest.param(
            [{"feature": "parent", "variants": ["a"]}],
            [parent(variants=[variant("b")], strategies=[{**DEFAULT[0], "variants": [variant("a")]}])],
            True,
            id="the strategy's variant",
        ),
        pytest.param([{"feature": "parent", "variants": ["disabled"]}], [parent()], True, id="no variant"),
        pytest.param([{"feature": "parent", "variants": []}], [parent()], True, id="whatever variant"),
        pytest.param(
            [{"feature": "parent", "variants": ["disabled"]}], [parent(enabled=False)], False, id="off has no variant"
        ),
        pytest.param("parent", [parent()], False, id="parents as a text"),
        pytest.param({"feature": "parent"}, [parent()], False, id="parents as an object"),
        pytest.param(["parent"], [parent()], False, id="a parent as a text"),
        pytest.param([{"feature": 7}], [parent()], False, id="a parent without name"),
        pytest.param([{"feature": "parent", "enabled": "false"}], [parent(enabled=False)], False, id="a text for off"),
        pytest.param([{"feature": "parent", "variants": "a"}], [parent(variants=[variant("a")])], False, id="no list"),
    ],
)
def test_parents(dependencies: Any, others: list[Any], is_on: bool) -> None:
    feature = {"name": NAME, "enabled": True, "strategies": DEFAULT, "dependencies": dependencies}
    document = {"version": 2, "features": [feature, *others]}
    assert Toggles(document).is_on(NAME, "321") is is_on
    assert Toggles({**document, "features": [{**feature, "enabled": False}, *others]}).is_on(NAME, "321") is False


@pytest.mark.parametrize("enabled", ["true", 1, None, []])
def test_only_true_is_on(enabled: Any) -> None:
    assert toggles(*DEFAULT, enabled=enabled).is_on(NAME, "321") is False
