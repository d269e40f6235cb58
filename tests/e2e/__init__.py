"""Tests of the whole system as its users start it: `hbi up` and the commands, in processes of their own."""
