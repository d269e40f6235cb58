"""Schema revisions. `python -m migrations` runs them; `migrations.partitions` helps to write them."""
