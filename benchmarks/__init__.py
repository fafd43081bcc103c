"""Load and scale, with figures; never part of the tests."""
