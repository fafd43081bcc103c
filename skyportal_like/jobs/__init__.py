"""Background work on a queue in PostgreSQL."""
