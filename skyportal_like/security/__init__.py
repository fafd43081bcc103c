"""Hashing of credentials and signing of cookies."""
