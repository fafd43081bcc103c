#!/bin/sh
# Makes sure that there is a browser for the tests: Debian's Chromium, when this may install it.
set -eu
if command -v chromium >/dev/null 2>&1 || [ -n "${CHROMIUM:-}" ]; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "==> Installing Chromium for the browser tests"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
    exit 0
fi
echo "The browser tests need Chromium: install your system's package (Debian: apt-get install" >&2
echo "chromium), or name an executable in the environment variable CHROMIUM." >&2
exit 1
