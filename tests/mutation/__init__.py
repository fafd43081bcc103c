"""Mutants of the page of permission: nothing on it can be loosened unnoticed."""
