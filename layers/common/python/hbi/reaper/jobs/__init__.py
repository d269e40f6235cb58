"""Rules of the jobs that operators start; called by `functions.reaper.jobs`.

`scan` goes through all hosts, `batches` isolates rows that cannot be worked on, `names` lists the jobs, and each of the
rest is one job's subject.
"""
