"""The command skyportal-like."""
