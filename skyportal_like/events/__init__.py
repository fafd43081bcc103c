"""The live feed's only gate: what can happen, and the outbox it is written to."""
