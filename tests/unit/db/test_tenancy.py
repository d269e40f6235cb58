"""The guard in the driver's cursor: what it lets pass and what it refuses."""

import pytest

from hbi.db.tenancy import check
from hbi.problems import TenancyViolation


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("SELECT 1", id="no table"),
        pytest.param("SELECT version_num FROM hbi.hbi_metadata", id="not a tenant table"),
        pytest.param("SELECT id FROM hbi.hosts WHERE hbi.hosts.org_id = %(org)s", id="qualified by table"),
        pytest.param('SELECT id FROM "hbi"."hosts" WHERE "hbi"."hosts"."org_id" = %(org)s', id="quoted names"),
        pytest.param("SELECT count(*) FROM hbi.hosts_p0 h WHERE h.org_id IN ('a')", id="a partition"),
        pytest.param(
            "SELECT h.id FROM hbi.hosts AS h JOIN hbi.system_profiles_static s"
            " ON (s.org_id, s.host_id) = (h.org_id, h.id) WHERE h.org_id = %s",
            id="row comparison in a join",
        ),
        pytest.param("INSERT INTO hbi.hosts (org_id, id) VALUES (1, 2)", id="insert names the column"),
        pytest.param("COPY hbi.hosts (org_id, id) FROM STDIN", id="copy names the column"),
        pytest.param("UPDATE hbi.hosts SET account = 1 WHERE org_id = 1", id="update with condition"),
        pytest.param("UPDATE hbi.hosts AS h SET account = 1 FROM v WHERE h.org_id = v.org_id", id="update from values"),
        pytest.param("DELETE FROM hbi.hosts WHERE (org_id, id) IN (SELECT 1, 2)", id="delete by pairs"),
        pytest.param(
            "SELECT 1 FROM v WHERE EXISTS (SELECT 1 FROM hbi.hosts h WHERE h.org_id = v.org_id)", id="correlated"
        ),
    ],
)
def test_statement_that_carries_org_id_passes(statement):
    assert check(statement) is None


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("SELECT id FROM hbi.hosts", id="no condition"),
        pytest.param("SELECT org_id FROM hbi.hosts WHERE id = 1", id="org_id is only read"),
        pytest.param(
            "SELECT 1 FROM hbi.hosts h JOIN hbi.system_profiles_static s ON s.host_id = h.id WHERE h.org_id = 1",
            id="joined table is not bound",
        ),
        pytest.param("SELECT 1 FROM hbi.hosts, hbi.groups WHERE hosts.org_id = 1", id="second table is not bound"),
        pytest.param("DELETE FROM hbi.hosts WHERE display_name = 'org_id = 1'", id="org_id only inside a text"),
        pytest.param("DELETE FROM hbi.hosts -- WHERE org_id = 1", id="org_id only inside a comment"),
        pytest.param("UPDATE hbi.hosts SET org_id = 2", id="org_id is only written"),
        pytest.param("INSERT INTO hbi.hosts VALUES (1)", id="insert without column list"),
        pytest.param("SELECT 1 FROM v WHERE EXISTS (SELECT 1 FROM hbi.groups g WHERE g.id = v.id)", id="subquery"),
    ],
)
def test_statement_without_org_id_is_refused(statement):
    with pytest.raises(TenancyViolation, match="carries no org_id"):
        check(statement)
