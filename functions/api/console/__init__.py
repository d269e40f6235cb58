"""The console: pages for browsers, built by `make console` into `built/` and served by `functions/api/routes/console.py`.

May import `functions/api/http/`. The sources are in `console/` at the root of the project.
"""
