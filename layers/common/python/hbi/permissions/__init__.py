"""Who may do what: `scope` has the words, `decide` asks `rbac` (RBAC v1) or `kessel`, depending on the organisation.

Called by `functions.api` and `hbi.exports.work`; repositories know only the `Scope`.
"""
