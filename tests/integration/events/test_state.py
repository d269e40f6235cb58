"""What events show of hosts does not depend on how many are read at once."""

from datetime import UTC, datetime

import orjson

from hbi.events.host_states import StatesAhead, stored_hosts
from hbi.settings import StalenessDefaults
from hbi.staleness.window import StalenessSettings
from tests.support.factories import stored_host

STALENESS = StalenessSettings.from_defaults(StalenessDefaults.load({}))
STATIC = {"arch": "x86_64", "enabled_services": ["sshd"], "operating_system": {"name": "RHEL", "major": 9, "minor": 4}}
DYNAMIC = {
    "captured_date": datetime(2031, 4, 5, 6, tzinfo=UTC),
    "installed_packages": ["a-1", 'quoted "b"'],
    "network_interfaces": [{"name": "eth0", "mtu": None}],
    "workloads": {"sap": {"sap_system": True}},
}


def shown(state):
    return orjson.loads(orjson.dumps(state.document(STALENESS)))


def test_one_host_or_many(database, sql):
    host = stored_host(sql, static=STATIC, dynamic=DYNAMIC, tags={"ns": {"key": ["value"]}})
    bare = stored_host(sql)
    foreign = stored_host(sql, org_id="654")
    keys = [(found["org_id"], found["id"]) for found in (host, bare, foreign)]
    with database.write() as tx:
        alone = {**stored_hosts(tx, keys[:1]), **stored_hosts(tx, keys[1:2])}
        together = stored_hosts(tx, keys)
        with StatesAhead(tx, keys[:2], {}) as states:
            ahead = {key: states.get(key) for key in keys[:2]}
    assert together.keys() == set(keys)
    for key in keys[:2]:
        assert shown(alone[key]) == shown(together[key]) == shown(ahead[key])
    assert shown(alone[keys[0]])["system_profile"]["installed_packages"] == DYNAMIC["installed_packages"]


def test_hosts_that_are_gone_have_no_state(database, sql):
    host = stored_host(sql)
    same_id_elsewhere = ("654", host["id"])
    with database.write() as tx:
        assert stored_hosts(tx, [same_id_elsewhere]) == {}
        with StatesAhead(tx, [same_id_elsewhere], {}) as states:
            assert states.get(same_id_elsewhere) is None
