"""Lets everybody choose the view to see first; the system's view gets its name and columns of September 2026.

Functions of the version before do not look at preferences.

Revision 0023 after 0022.
"""

from migrations.partitions import limits, run

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits()
    run(
        """
        CREATE TABLE hbi.user_view_preferences (
            org_id varchar(36) NOT NULL,
            user_id varchar(255) NOT NULL,
            view_id uuid NOT NULL,
            created_on timestamptz NOT NULL DEFAULT now(),
            modified_on timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT user_view_preferences_pkey PRIMARY KEY (org_id, user_id),
            CONSTRAINT fk_user_view_preferences_views FOREIGN KEY (view_id)
                REFERENCES hbi.inventory_views (id) ON DELETE CASCADE
        );
        CREATE INDEX idx_user_view_preferences_view_id ON hbi.user_view_preferences (view_id);
        UPDATE hbi.inventory_views
        SET name = 'All systems',
            configuration = configuration || '{"columns": [
                {"key": "display_name"}, {"key": "group_name"}, {"key": "tags"}, {"key": "operating_system"},
                {"key": "last_check_in"}
            ]}'
        WHERE org_id IS NULL AND name = 'All Systems'
        """
    )
