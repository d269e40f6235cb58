"""What a profile of AppConfig means for an organisation, and what of it is not understood."""

from typing import Any

import pytest

from hbi.flags.appconfig import Features

NAME = "hbi.api.reject-rhsm-payloads"


def rule(*conditions: Any, then: Any = True) -> dict[str, Any]:
    return {"when_match": then, "conditions": list(conditions)}


def where(action: str, value: Any, key: str = "org_id") -> dict[str, Any]:
    return {"action": action, "key": key, "value": value}


def flag(*rules: Any, default: Any = False, **members: Any) -> dict[str, Any]:
    return {"default": default, "rules": {f"rule {number}": each for number, each in enumerate(rules)}, **members}


@pytest.mark.parametrize(
    ("described", "is_on"),
    [
        pytest.param({"default": True}, True, id="for everybody"),
        pytest.param({"default": False}, False, id="for nobody"),
        pytest.param(flag(rule(where("KEY_IN_VALUE", ["7", "321"]))), True, id="the organisation is listed"),
        pytest.param(flag(rule(where("IN", ["7", "321"], "orgId"))), True, id="by its other name"),
        pytest.param(flag(rule(where("KEY_IN_VALUE", ["7"]))), False, id="it is not listed"),
        pytest.param(flag(rule(where("EQUALS", "321"), then=False), default=True), False, id="all but one"),
        pytest.param(flag(rule(where("EQUALS", "7"), then=False), default=True), True, id="all but another one"),
        pytest.param(flag(rule(where("STARTSWITH", "32"), where("ENDSWITH", "1"))), True, id="all conditions hold"),
        pytest.param(flag(rule(where("STARTSWITH", "32"), where("ENDSWITH", "2"))), False, id="one does not"),
        pytest.param(flag(rule(where("EQUALS", "7")), rule(where("EQUALS", "321"))), True, id="one of several rules"),
        pytest.param(flag(rule(where("EQUALS", "host-inventory", "appName"))), True, id="this application"),
        pytest.param(flag(rule(where("NOT_EQUALS", "7", "planet"))), False, id="a property that nobody has"),
        # What is not understood.
        pytest.param(7, False, id="no object"),
        pytest.param({}, False, id="nothing"),
        pytest.param({"default": "true"}, False, id="a text for a boolean"),
        pytest.param({"enabled": True}, False, id="AppConfig's own form of flags"),
        pytest.param(flag(rule(where("REGEX", "3.*"))), False, id="an unknown action"),
        pytest.param(flag(rule(where("REGEX", "3.*"), then=False), default=True), False, id="an unknown action, on"),
        pytest.param(flag(rule(where("EQUALS", None))), False, id="no value"),
        pytest.param(flag(rule(), default=True), False, id="a rule without conditions"),
        pytest.param(flag(rule(where("EQUALS", "7"), then="off"), default=True), False, id="an outcome that is none"),
        pytest.param({"default": True, "rules": [rule(where("EQUALS", "7"))]}, False, id="a list of rules"),
        pytest.param(
            flag(rule(where("KEY_GREATER_THAN_VALUE", 100), then=False), default=True),
            False,
            id="numbers are not texts",
        ),
        pytest.param({"default": {"on": True}, "boolean_type": False}, False, id="another value than a boolean"),
        pytest.param(
            flag(rule(where("EQUALS", "321"), then=1), default=1, boolean_type=False),
            False,
            id="a number for a boolean",
        ),
    ],
)
def test_flags(described: Any, is_on: bool) -> None:
    assert Features({NAME: described}).is_on(NAME, "321") is is_on


def test_without_an_organisation_only_what_concerns_everybody_is_on() -> None:
    assert Features({NAME: {"default": True}}).is_on(NAME, None) is True
    assert Features({NAME: flag(rule(where("EQUALS", "321")))}).is_on(NAME, None) is False
    assert Features({NAME: flag(rule(where("NOT_EQUALS", "321")))}).is_on(NAME, None) is False
    assert Features({NAME: flag(rule(where("KEY_NOT_IN_VALUE", ["7"])))}).is_on(NAME, None) is False


def test_an_unknown_flag_is_neither_on_nor_off() -> None:
    assert Features({NAME: {"default": True}}).is_on("another", "321") is None


def test_a_flag_that_is_not_understood_leaves_the_others_alone() -> None:
    features = Features({"broken": {"default": "yes"}, NAME: {"default": True}})
    assert (features.is_on("broken", "321"), features.is_on(NAME, "321")) == (False, True)


@pytest.mark.parametrize("document", [[], "x", None, 7])
def test_a_profile_is_an_object(document: Any) -> None:
    with pytest.raises(TypeError):
        Features(document)
