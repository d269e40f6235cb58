"""`hbi doctor`: one module a subject; each check returns a finding, with what to do about it."""
