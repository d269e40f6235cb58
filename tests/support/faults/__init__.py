"""Ways to make real parts fail: connections that break, a database that stumbles, locks that somebody holds."""
