"""100,000 hosts of one organisation, nearly each with a set of tags of its own, as hosts have that others tagged.

There are 913 tags. A reaper that has not come for some days left 3 % of the hosts culled.
"""

from bench.hosts import dataset
from bench.measuring.environment import Environment

DATABASE = "tagged_org"
ORG = "bench-tagged"
HOSTS = 100_000

TAGS = """jsonb_build_object(
        'insights-client', jsonb_build_object(
            'site', jsonb_build_array('site ' || trunc(random() * 6)),
            'role', jsonb_build_array('role ' || trunc(random() * 8)),
            'stage', jsonb_build_array('stage ' || trunc(random() * 4))),
        'satellite', jsonb_build_object(
            'hostgroup', jsonb_build_array('hostgroup ' || trunc(random() * 50)),
            'lifecycle_environment', jsonb_build_array('lifecycle ' || trunc(random() * 5)),
            'content_view', jsonb_build_array('view ' || trunc(random() * 40))),
        'null', jsonb_build_object(
            'owner', jsonb_build_array('owner ' || trunc(random() * 300)),
            'cost centre', jsonb_build_array(trunc(random() * 500)::text)))"""
"""Eight tags out of 913, drawn anew for each host, as SQL."""

_HOSTS = """
INSERT INTO hbi.hosts (org_id, id, display_name, created_on, modified_on, facts, tags, tags_alt, groups, last_check_in,
    reporter, per_reporter_staleness, insights_id, fqdn, display_name_reporter, host_type, reporters)
SELECT %(org)s, gen_random_uuid(), name, at - interval '60 days', at + interval '3 ms', '{}',
    {tags},
    '[]', '[]', at, 'puptoo', jsonb_build_object('puptoo', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')),
    gen_random_uuid(), name, 'puptoo', 'conventional', '{puptoo}'
FROM (
    SELECT 'host-' || n || '.site-' || n %% 50 || '.example.org' AS name,
        CASE WHEN n %% 33 = 0 THEN now() - interval '31 days' - random() * interval '5 days'
             ELSE now() - random() * random() * interval '25 days' END AS at
    FROM generate_series(1, %(hosts)s) n
) AS made
"""

_STATIC = """
INSERT INTO hbi.system_profiles_static (org_id, host_id, insights_id, arch, operating_system)
SELECT h.org_id, h.id, h.insights_id, 'x86_64', jsonb_build_object('name', 'RHEL',
    'major', 7 + get_byte(uuid_send(h.id), 0) %% 4, 'minor', get_byte(uuid_send(h.id), 1) %% 10)
FROM hbi.hosts h WHERE h.org_id = %(org)s
"""

_DYNAMIC = """
INSERT INTO hbi.system_profiles_dynamic (org_id, host_id, insights_id, workloads)
SELECT h.org_id, h.id, h.insights_id, CASE WHEN get_byte(uuid_send(h.id), 1) < 26 THEN jsonb_build_object('sap',
    jsonb_build_object('sap_system', true, 'sids', jsonb_build_array('S' || 10 + get_byte(uuid_send(h.id), 2) %% 90)))
    END
FROM hbi.hosts h WHERE h.org_id = %(org)s
"""


def load(environment: Environment) -> None:
    """Fills the kept database, unless an earlier run did."""
    with environment.cursor() as cursor, dataset.loading(cursor, "tagged_org_ready", HOSTS) as is_needed:
        if is_needed:
            cursor.execute("DELETE FROM hbi.hosts")
            for statement in (_HOSTS.replace("{tags}", TAGS), _STATIC, _DYNAMIC):
                cursor.execute(statement, {"org": ORG, "hosts": HOSTS})
