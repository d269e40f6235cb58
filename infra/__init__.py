"""The deployment: `topology` is the table of functions, routes, topics and schedules, `app` the CDK app (`make synth`).

The app reads the operator's choices (`configuration`), builds the assets (`packaging`), makes `stacks` of `constructs`,
and applies AWS's rules (`checks`). `cost` says what a month costs.

`local` imports only `topology` and `synthesised` of it. `topology` imports neither `hbi` nor the CDK.
"""
