"""The original system as the database sees it: its state, and the statements with which it writes."""

import uuid
from typing import Any, NamedTuple

from hbi.db.migrate import upgrade
from tests.integration.database.catalogue import Catalogue
from tests.support.plain_connection import PlainConnection

HEAD = "286f3c4f6e4f"
PARTITIONS = 3


def leave_database(url: str, revision: str = HEAD) -> Catalogue:
    """Makes an empty database what the original leaves: the contract's schema, its version table, none of ours."""
    upgrade(url, partitions=PARTITIONS, revision="0001")
    catalogue = Catalogue(url)
    catalogue.query(f"""
        DROP TABLE hbi.hbi_serverless_version;
        CREATE TABLE hbi.alembic_version (version_num varchar(32) PRIMARY KEY);
        INSERT INTO hbi.alembic_version VALUES ('{revision}');
        -- what production still carries
        ALTER TABLE hbi.system_profiles_static ADD COLUMN intersystems jsonb, ADD COLUMN rhel_ai jsonb;
    """)
    return catalogue


class Group(NamedTuple):
    """A group that the original made."""

    id: str
    name: str
    ungrouped: bool


class Original:
    """The original system at work on one organisation of a database.

    Each method writes what one of its transactions writes: the columns that it knows, and rows for replication.
    """

    def __init__(self, connection: PlainConnection, org_id: str) -> None:
        self._connection = connection
        self.org_id = org_id

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Runs statements as one transaction."""
        return self._connection.run(statement, values)

    def new_group(self, name: str, *, ungrouped: bool = False) -> Group:
        """Creates a group, and announces it to whoever waits for the workspace."""
        group = Group(str(uuid.uuid4()), name, ungrouped)
        self.run(
            """
            INSERT INTO hbi.groups (id, org_id, account, name, created_on, modified_on, ungrouped)
            VALUES (%s, %s, NULL, %s, now(), now(), %s);
            SELECT pg_notify('workspace_created', %s)
            """,
            group.id,
            self.org_id,
            name,
            ungrouped,
            group.id,
        )
        return group

    def new_host(self, name: str, group: Group | None, **columns: object) -> str:
        """Stores a reported host as its consumers do, with JSON null where it knows no addresses.

        `columns` are other values of the row, as texts that the column's type can read.
        """
        host_id = str(uuid.uuid4())
        row = {"insights_id": str(uuid.uuid4()), "host_type": "conventional", **columns}
        names = "".join(f", {column}" for column in row)
        marks = ", %s" * len(row)
        self.run(
            f"""
            INSERT INTO hbi.hosts (org_id, id, display_name, fqdn, created_on, modified_on, facts, tags, tags_alt,
                groups, last_check_in, reporter, per_reporter_staleness, reporters, ip_addresses, mac_addresses{names})
            VALUES (%s, %s, %s, %s, now(), now(), '{{}}', '{{}}', '[]', '[]', now(), 'puptoo',
                jsonb_build_object('puptoo', now()), '{{puptoo}}', 'null', 'null'{marks})
            """,
            self.org_id,
            host_id,
            name,
            f"{name}.example.org",
            *row.values(),
        )
        if group:
            self.move(host_id, group)
        self._tell_replication(host_id, "ReportResource")
        return host_id

    def new_profile(self, host_id: str) -> None:
        """Stores both parts of a host's profile, without the copies of the insights id, which triggers fill."""
        self.run(
            """
            INSERT INTO hbi.system_profiles_static (org_id, host_id, arch, number_of_cpus, operating_system,
                bootc_status, enabled_services, dnf_modules, yum_repos, owner_id, public_ipv4_addresses, rhsm,
                system_purpose, third_party_services, intersystems)
            VALUES (%s, %s, 'x86_64', 4, '{"name": "RHEL", "major": 9, "minor": 4}', NULL, '{sshd,crond}',
                ARRAY['{"name": "nginx", "stream": "1.22"}']::jsonb[],
                ARRAY['{"id": "base", "enabled": true}']::jsonb[],
                gen_random_uuid(), '{192.0.2.1}', '{"version": "9.4"}', '{"role": "Red Hat Enterprise Linux Server"}',
                '{"crowdstrike": {}}', '{"is_intersystems": false}');
            INSERT INTO hbi.system_profiles_dynamic (org_id, host_id, captured_date, running_processes,
                installed_packages, network_interfaces, workloads, system_memory_bytes)
            VALUES (%s, %s, now(), '{init}', '{bash-0:5.1-1.el9.x86_64}', '[{"name": "eth0"}]',
                '{"sap": {"sap_system": true, "sids": ["H2O"]}}', 8589934592)
            """,
            *(self.org_id, host_id) * 2,
        )

    def check_in(self, host_id: str, reporter: str = "yuptoo") -> None:
        """Renews a host's check-in."""
        self.run(
            """
            UPDATE hbi.hosts
            SET last_check_in = now(), modified_on = now(), reporter = %s,
                per_reporter_staleness = per_reporter_staleness || jsonb_build_object(%s, now()),
                reporters = (SELECT array_agg(name ORDER BY name) FROM unnest(reporters || %s::varchar) AS r(name))
            WHERE org_id = %s AND id = %s
            """,
            *(reporter, reporter, reporter, self.org_id, host_id),
        )

    def report_profile(self, host_id: str, memory: int) -> None:
        """Rewrites a part of a host's profile that was reported anew."""
        self.run(
            "UPDATE hbi.system_profiles_dynamic SET system_memory_bytes = %s WHERE org_id = %s AND host_id = %s",
            *(memory, self.org_id, host_id),
        )

    def tag(self, host_id: str, key: str, value: str) -> None:
        """Replaces a host's tags."""
        self.run(
            """
            UPDATE hbi.hosts SET modified_on = now(),
                tags = jsonb_build_object('ns', jsonb_build_object(%s, jsonb_build_array(%s))),
                tags_alt = jsonb_build_array(jsonb_build_object('namespace', 'ns', 'key', %s, 'value', %s))
            WHERE org_id = %s AND id = %s
            """,
            *(key, value, key, value, self.org_id, host_id),
        )

    def move(self, host_id: str, group: Group) -> None:
        """Puts a host into a group and out of the one that it was in."""
        self.run(
            """
            DELETE FROM hbi.hosts_groups WHERE org_id = %s AND host_id = %s;
            INSERT INTO hbi.hosts_groups (org_id, host_id, group_id) VALUES (%s, %s, %s);
            UPDATE hbi.hosts SET modified_on = now(), groups =
                jsonb_build_array(jsonb_build_object('id', %s::text, 'name', %s::text, 'ungrouped', %s))
            WHERE org_id = %s AND id = %s
            """,
            *(self.org_id, host_id) * 2,
            *(group.id, group.id, group.name, group.ungrouped),
            *(self.org_id, host_id),
        )

    def store_application_data(self, host_id: str, recommendations: int) -> None:
        """Upserts what applications say of a host."""
        for table, column, value in (
            ("advisor", "recommendations", str(recommendations)),
            ("vulnerability", "total_cves", "7"),
            ("patch", "template_name", "base"),
            ("remediations", "remediations_plans", "1"),
            ("compliance", "policies", '[{"id": "p1", "name": "CIS"}]'),
            ("malware", "last_status", "Matched"),
        ):
            self.run(
                f"""
                INSERT INTO hbi.hosts_app_data_{table} (org_id, host_id, last_updated, {column})
                VALUES (%s, %s, now(), %s)
                ON CONFLICT (org_id, host_id) DO UPDATE SET last_updated = now(), {column} = EXCLUDED.{column}
                """,
                *(self.org_id, host_id, value),
            )

    def choose_staleness(self, seconds_to_stale: int) -> None:
        """Upserts the organisation's limits."""
        self.run(
            """
            INSERT INTO hbi.staleness (id, org_id, conventional_time_to_stale, conventional_time_to_stale_warning,
                conventional_time_to_delete, created_on, modified_on)
            VALUES (gen_random_uuid(), %s, %s, 604800, 2592000, now(), now())
            ON CONFLICT (org_id) DO UPDATE SET modified_on = now(),
                conventional_time_to_stale = EXCLUDED.conventional_time_to_stale
            """,
            *(self.org_id, seconds_to_stale),
        )

    def save_view(self, name: str, user_id: str) -> None:
        """Saves a view of a user."""
        self.run(
            """
            INSERT INTO hbi.inventory_views (org_id, name, configuration, created_by)
            VALUES (%s, %s, '{"columns": [{"key": "display_name"}]}', %s)
            """,
            *(self.org_id, name, user_id),
        )

    def note_job(self, name: str) -> None:
        """Notes that a job succeeded, and that an operator signalled the connector."""
        self.run(
            """
            INSERT INTO hbi.hbi_metadata (name, type, last_succeeded) VALUES (%s, 'job', now())
            ON CONFLICT (name, type) DO UPDATE SET last_succeeded = now();
            INSERT INTO hbi.debezium_signal (id, type, data) VALUES (%s, 'execute-snapshot', '{}')
            ON CONFLICT DO NOTHING
            """,
            *(name, name),
        )

    def delete(self, host_id: str) -> None:
        """Deletes a host; all that is known of it goes with it."""
        self.run("DELETE FROM hbi.hosts WHERE org_id = %s AND id = %s", self.org_id, host_id)
        self._tell_replication(host_id, "DeleteResource")

    def names(self) -> list[str]:
        """Names of the organisation's hosts as its list reads them, with both parts of the profile and the group."""
        rows = self.run(
            """
            SELECT h.display_name
            FROM hbi.hosts h
            LEFT JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id
            LEFT JOIN hbi.system_profiles_dynamic d ON d.org_id = h.org_id AND d.host_id = h.id
            LEFT JOIN hbi.hosts_groups g ON g.org_id = h.org_id AND g.host_id = h.id
            WHERE h.org_id = %s AND h.last_check_in > now() - interval '30 days'
            ORDER BY h.display_name
            """,
            self.org_id,
        )
        return [name for (name,) in rows]

    def _tell_replication(self, host_id: str, operation: str) -> None:
        self.run(
            """
            INSERT INTO hbi.outbox (id, aggregatetype, aggregateid, operation, version, payload)
            VALUES (%s, 'hbi.hosts', %s, %s, 'v1beta2', '{}');
            DELETE FROM hbi.outbox WHERE id = %s
            """,
            *(row := str(uuid.uuid4()), host_id, operation, row),
        )
