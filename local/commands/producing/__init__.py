"""`hbi produce` and `hbi report`: reports that are generated, captured, of this machine, or of a whole fleet."""
