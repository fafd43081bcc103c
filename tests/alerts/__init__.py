"""Tests of the alert decoder."""
