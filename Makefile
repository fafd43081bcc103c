# skyportal_like: make help explains the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A machine without Node 20 or later builds the web UI with the Node that PyPI carries.
NODE_OK := $(shell node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' 2>/dev/null && echo yes)
NPM := PATH="$(abspath $(BIN)):$$PATH" npm
ifeq ($(NODE_OK),yes)
NPM := npm
endif
FAST_TESTS := tests/contracts tests/access tests/science tests/alerts tests/bundles tests/simulator
UI_SOURCES := $(shell find static -path static/node_modules -prune -o -path static/dist -prune -o -type f -print 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help install run test check fix bench nightly lock types browser clean

help: ## Explain the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

install: $(VENV)/.runtime static/dist/.built ## Make .venv with locked dependencies and build the web UI (idempotent)

run: install ## Start everything on this machine and print a URL that signs you in
	@exec $(BIN)/skyportal-like run

test: install $(VENV)/.dev static/node_modules/.installed browser ## Run all tests: PostgreSQL, Redis, sockets, a browser
	@echo "==> Tests of the web UI's core"
	@cd static && $(NPM) run --silent test
	@echo "==> Tests of the platform"
	@$(BIN)/python -m pytest -n 2 --dist loadfile -q --ignore tests/browser
	@echo "==> Tests in a browser" # apart: the browser's driver keeps an event loop running
	@$(BIN)/python -m pytest -q tests/browser

check: $(VENV)/.dev static/node_modules/.installed ## Format, lint, types, contracts and the fast tests, in under a minute
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --verbose >/dev/null || $(BIN)/lint-imports
	@cd static && $(NPM) run --silent check
	@$(BIN)/python -m pytest -n 2 --dist loadfile -q -m "not slow" $(FAST_TESTS)

fix: $(VENV)/.dev static/node_modules/.installed ## Mend what format and lint can mend
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@cd static && $(NPM) run --silent fix

bench: install $(VENV)/.dev ## Measure, as ratios to bare Tornado and bare SQL in the same run
	@$(BIN)/python -m benchmarks

nightly: install $(VENV)/.dev ## Loosen each rule of permission in turn, and fuzz every endpoint
	@$(BIN)/python -m tests.mutation
	@$(BIN)/python -m tests.fuzz 30

types: $(VENV)/.dev ## Write static/src/api/types.ts anew from the handlers' signatures
	@$(BIN)/python -m skyportal_like.cli.types > static/src/api/types.ts

lock: $(VENV)/.dev ## Choose the newest allowed dependencies and write the lock files
	@sh requirements/lock.sh $(BIN)

browser:
	@sh tests/browser/install.sh

clean: ## Remove what make install made
	rm -rf $(VENV) static/node_modules static/dist

$(BIN)/python:
	@echo "==> Making the virtual environment"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo "==> Installing locked Python dependencies (about a minute the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	@echo "==> Installing what tests and checks need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.node: requirements/node.txt | $(BIN)/python
	@if [ "$(NODE_OK)" != yes ]; then echo "==> Installing Node from PyPI"; $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt; fi
	@touch $@

static/node_modules/.installed: static/package-lock.json $(VENV)/.node
	@echo "==> Installing what the web UI is built with"
	@cd static && $(NPM) ci --silent --no-audit --no-fund
	@touch $@

static/dist/.built: static/node_modules/.installed $(UI_SOURCES)
	@echo "==> Building the web UI"
	@cd static && $(NPM) run --silent build
	@touch $@
