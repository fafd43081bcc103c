"""The engine, the embedded PostgreSQL, and the migrations' runner."""
