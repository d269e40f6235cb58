"""Records of exports and of the data sets in them.

Revision 0005 after 0004.
"""

from migrations.partitions import limits, run

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    run(
        """
        CREATE TABLE hbi.exports (
            id uuid PRIMARY KEY,
            org_id varchar(36) NOT NULL,
            principal text NOT NULL,
            name text,
            format varchar(4) NOT NULL,
            status varchar(8) NOT NULL DEFAULT 'pending',
            created_on timestamptz NOT NULL DEFAULT now(),
            completed_on timestamptz,
            expires_on timestamptz NOT NULL,
            request_id text,
            identity text NOT NULL,
            object_key text,
            rows bigint NOT NULL DEFAULT 0,
            bytes bigint NOT NULL DEFAULT 0,
            progress_on timestamptz,
            message text,
            CONSTRAINT exports_format_check CHECK (format IN ('json', 'csv')),
            CONSTRAINT exports_status_check CHECK (status IN ('pending', 'running', 'complete', 'partial', 'failed'))
        );
        CREATE INDEX idx_exports_owner ON hbi.exports (org_id, principal, created_on, id);
        CREATE INDEX idx_exports_unfinished ON hbi.exports (created_on) WHERE status IN ('pending', 'running');
        CREATE INDEX idx_exports_expires_on ON hbi.exports (expires_on);

        CREATE TABLE hbi.export_sources (
            id uuid PRIMARY KEY,
            export_id uuid NOT NULL,
            org_id varchar(36) NOT NULL,
            application text NOT NULL,
            resource text NOT NULL,
            filters jsonb,
            status varchar(8) NOT NULL DEFAULT 'pending',
            code integer,
            message text,
            CONSTRAINT fk_export_sources_exports FOREIGN KEY (export_id) REFERENCES hbi.exports (id) ON DELETE CASCADE,
            CONSTRAINT export_sources_status_check
                CHECK (status IN ('pending', 'running', 'complete', 'partial', 'failed'))
        );
        CREATE INDEX idx_export_sources_export_id ON hbi.export_sources (export_id);
        """
    )
