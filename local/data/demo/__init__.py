"""A fleet worth looking at: hosts of a company, the same every time but for the day they are counted back from."""
