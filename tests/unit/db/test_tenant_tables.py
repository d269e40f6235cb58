"""The tenancy guard knows every table whose rows belong to an organisation."""

from hbi.db.tenancy import TENANT_TABLES
from hbi.models import METADATA


def test_guarded_tables_are_those_with_org_id():
    owned = {table.name for table in METADATA.tables.values() if "org_id" in table.columns}
    assert owned == TENANT_TABLES
