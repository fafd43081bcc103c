"""Runs every benchmark, or those named: python -m benchmarks [cheapest requests feed …]."""

import importlib
import sys

ALL = ("cheapest", "requests", "feed", "row_security")


def main() -> int:
    """Run benchmarks one after the other."""
    for name in sys.argv[1:] or ALL:
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
