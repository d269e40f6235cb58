"""Operations, one module a resource; `inventory` is the table of all of them below the inventory's path.

Called by `functions.api.application`. They name parameters and answers, and leave rules and SQL to `hbi`.
"""
