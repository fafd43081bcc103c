"""Fuzzes every endpoint of the OpenAPI document: python -m tests.fuzz [examples an operation].

A real server on a throw-away database checks each of its own answers against the document, and
the fuzzer does so from outside. Once as a member, once as a System admin.
"""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.servers import platform

CHECKS = "nothing_fails_on_our_side,response_schema_conformance"
# What ends the very credential that the run asks with.
LEFT_OUT = r"/baselayer/logout"


def main() -> int:
    """Run the fuzzer as two people; give its worst exit code."""
    examples = sys.argv[1] if len(sys.argv) > 1 else "30"
    worst = 0
    with platform(40, check_answers=True) as said:
        for who in ("ana", "admin"):
            sys.stdout.write(f"\n== as {who}\n")
            sys.stdout.flush()
            done = subprocess.run(
                [
                    str(Path(sys.executable).with_name("st")),
                    "run",
                    f"http://127.0.0.1:{said['port']}/api/openapi.json",
                    "--header",
                    f"Authorization: token {said[who]}",
                    "--checks",
                    CHECKS,
                    "--phases",
                    "fuzzing",
                    "--max-examples",
                    examples,
                    "--exclude-path-regex",
                    LEFT_OUT,
                    "--warnings",
                    "off",
                ],
                env=os.environ | {"SCHEMATHESIS_HOOKS": "tests.fuzz.hooks"},
                check=False,
            )
            worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
