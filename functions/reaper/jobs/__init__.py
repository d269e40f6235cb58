"""Operators' jobs, called by `functions.reaper.handler` and by `hbi job`; `table` lists them.

`inputs` says what each is told, `run` what every one does alike; the modules beside are the jobs. Rules are in
`hbi.reaper.jobs`.
"""
