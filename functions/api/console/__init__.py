"""The console: pages for browsers. `make console` builds them into `built/` from the sources in `console/`.

`functions/api/routes/console.py` serves them. May import `functions/api/http/`.
"""
