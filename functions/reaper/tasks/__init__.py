"""The reaper's jobs, one module a task; called by `functions.reaper.handler`, whose `TASKS` lists them.

Each works until it is done or its time is over. Rules are in `hbi.reaper`, `hbi.events` and `hbi.exports.work`.
"""
