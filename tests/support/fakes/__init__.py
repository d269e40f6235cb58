"""Servers that stand for other services (Kessel, RBAC, flags): real protocols, answers that the test chooses."""
