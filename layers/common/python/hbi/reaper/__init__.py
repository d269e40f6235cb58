"""Work that spans organisations, done by schedule."""
