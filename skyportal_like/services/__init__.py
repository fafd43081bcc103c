"""Verbs: what happens, one file a noun."""
