"""Operations on groups: `lifecycle` lists, makes, renames and deletes them, `members` moves hosts, `workspaces` is both
where the permission service keeps the groups.
"""
