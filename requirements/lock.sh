#!/bin/sh
# Writes the lock files, with hashes and without the addresses of any index.
set -eu
bin=$1
options="--quiet --generate-hashes --no-header --no-emit-index-url --no-annotate --universal --python-version 3.11"
"$bin/uv" pip compile $options --upgrade requirements/build.in -o requirements/build.txt
"$bin/uv" pip compile $options --upgrade requirements/node.in -o requirements/node.txt
"$bin/uv" pip compile $options --upgrade pyproject.toml -o requirements/runtime.txt
"$bin/uv" pip compile $options --upgrade pyproject.toml --group dev -c requirements/runtime.txt -c requirements/build.txt -o requirements/dev.txt
