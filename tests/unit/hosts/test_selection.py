"""Statements about named hosts: their text is made once for all viewers of a kind."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import psycopg2

from hbi.permissions.scope import UNLIMITED, Scope
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import NamedHosts, Viewer

GROUP, OTHER_GROUP = "6f0d9a55-0000-4000-8000-000000000001", "6f0d9a55-0000-4000-8000-000000000002"
OWNER = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"


def compiled(viewer: Viewer):
    named = NamedHosts(viewer, [GROUP, OTHER_GROUP], datetime(2031, 4, 5, tzinfo=UTC))
    return named, select(HOSTS.c.id).where(*named.conditions).compile(dialect=psycopg2.dialect())


@pytest.mark.parametrize(
    "viewer",
    [
        pytest.param(Viewer("42"), id="sees all"),
        pytest.param(Viewer("42", owner_id=OWNER.upper()), id="owner"),
        pytest.param(Viewer("42", owner_id="no uuid"), id="owner of nothing"),
        pytest.param(Viewer("42", Scope(frozenset({GROUP}))), id="group"),
        pytest.param(Viewer("42", Scope(frozenset({GROUP, OTHER_GROUP}), ungrouped=True)), id="groups and ungrouped"),
        pytest.param(Viewer("42", Scope(frozenset(), ungrouped=True)), id="ungrouped alone"),
        pytest.param(Viewer("42", Scope(frozenset())), id="no group"),
        pytest.param(Viewer("42", Scope(frozenset({GROUP})), OWNER), id="owner and group"),
        pytest.param(Viewer("42", UNLIMITED, OWNER, GROUP), id="owner and system"),
    ],
)
def test_outline_stands_for_the_viewer(viewer):
    """Its text with the viewer's values is the viewer's statement."""
    named, statement = compiled(viewer)
    _, outlined = compiled(viewer.outline)
    assert str(outlined) == str(statement)
    assert {name: named.values[name] for name in statement.params} == statement.params


def test_outline_tells_nothing_of_the_viewer():
    viewers = [Viewer("42", Scope(frozenset({GROUP})), OWNER), Viewer("43", Scope(frozenset({OTHER_GROUP})), GROUP)]
    assert len({viewer.outline for viewer in viewers}) == 1
