-- The view that every organisation sees before it saves one of its own (contract: database 10).

INSERT INTO hbi.inventory_views (name, description, configuration)
VALUES (
    'All Systems',
    'Every system of the organisation with its workspace, operating system and last check-in',
    '{"columns": [{"key": "display_name"}, {"key": "group_name"}, {"key": "operating_system"}, {"key": "last_check_in"}]}'
);
