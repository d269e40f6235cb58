"""The reaper function, called by schedules and by `hbi reap`: `handler` runs one task of `tasks`."""
