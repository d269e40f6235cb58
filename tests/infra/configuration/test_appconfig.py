"""Flags of AppConfig: where they are kept must be said so that a right can be given for it."""

from typing import Any

import pytest

from infra.configuration.deployment import Configuration, UnusableContext
from infra.topology import FUNCTIONS
from tests.infra.template import Templates

IDS = {"application": "abc1234", "environment": "def5678", "profile": "0a1b2c3"}


def test_without_a_profile_nobody_may_read_any(stacks: Templates) -> None:
    for row in FUNCTIONS:
        assert not [name for name in stacks.environment(row.name) if name.startswith("HBI_APPCONFIG")]
        assert not [action for action, _ in stacks.rights(row.name) if action.startswith("appconfig")]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({**IDS, "application": "host-inventory"}, id="a name"),
        pytest.param({"application": "abc1234"}, id="a part"),
        pytest.param({**IDS, "more": "abc1234"}, id="something else beside"),
        pytest.param({**IDS, "profile": 7}, id="a number"),
        pytest.param({**IDS, "profile": "*"}, id="all profiles"),
        pytest.param("abc1234/def5678/0a1b2c3", id="no object"),
        pytest.param(["abc1234"], id="a list"),
    ],
)
def test_unusable_places_are_refused(given: Any) -> None:
    with pytest.raises(UnusableContext, match="context appConfig="):
        Configuration.from_context({"appConfig": given}.get)


def test_variables_without_the_right_are_refused() -> None:
    context = {"environment": {"HBI_APPCONFIG_PROFILE": "0a1b2c3"}}
    with pytest.raises(UnusableContext, match="HBI_APPCONFIG_PROFILE would come without the right"):
        Configuration.from_context(context.get)
