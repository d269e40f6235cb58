"""Makes the OpenAPI documents from the table of operations (`make openapi`), and the page that shows them.

Imported only by `functions.api.routes.management`, which serves them, and by `schema_update`.
"""
