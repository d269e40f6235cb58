"""The deployment: `topology` is the table of functions, routes, topics and schedules, `app` the CDK app (`make synth`).

`local` imports only `topology` and `synthesised` of it. `topology` imports neither `hbi` nor the CDK.
"""
