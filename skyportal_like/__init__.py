"""Where time-domain astronomers look through, label and freeze transients together."""

__version__ = "0.1.0.dev0"
