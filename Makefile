# Everything a developer or an operator does here. Each target does its own set-up.
.DELETE_ON_ERROR:
.PHONY: help serve index test relevance bench check lint lock wheel clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
RUNTIME := $(VENV)/runtime.installed
DEV := $(VENV)/dev.installed
BENCH := $(VENV)/bench.installed

help:  ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

serve: $(RUNTIME)  ## build the index where needed and serve on http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(BIN)/kbsearch serve $(if $(PORT),--port $(PORT))

index: $(RUNTIME)  ## bring the index up to date and list problems in the articles
	@$(BIN)/kbsearch index

test: $(DEV)  ## run the whole test suite
	@$(BIN)/python -m pytest

relevance: $(RUNTIME)  ## measure the search on the sets of ../shared/relevance and print the table beside Lucene's figures
	@$(BIN)/python scripts/relevance.py

bench: $(BENCH)  ## measure the speed beside Tantivy, bm25s, SQLite FTS5 and Whoosh (OPTIONS=--quick for a first look)
	@$(BIN)/python -m benchmarks.comparison $(OPTIONS)

lint: $(DEV)  ## ruff, mypy, the layers, the lock files
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/lock.py --check

check: lint test  ## everything that must hold before a commit

lock: $(DEV)  ## compile the lock files anew from pyproject.toml
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python scripts/lock.py

wheel: $(DEV)  ## build the wheel into dist/
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .

clean:  ## remove all that can be made again: environment, index, caches
	@rm -rf $(VENV) index dist build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/created:
	@command -v $(PYTHON) >/dev/null || { echo "error: $(PYTHON) is not installed; run 'apt install python3 python3-venv'" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: kbsearch needs Python 3.11 or newer, $(PYTHON) is $$($(PYTHON) -V | cut -d' ' -f2); name another one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "error: this Python cannot make virtual environments; run 'apt install python3-venv'" >&2; exit 1; }
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV) && touch $@

$(RUNTIME): requirements-build.lock requirements.lock pyproject.toml | $(VENV)/created
	@echo "Installing what kbsearch needs into $(VENV) (once) …"
	@$(PIP) -r requirements-build.lock
	@$(PIP) --no-build-isolation -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "Installing what the tests need into $(VENV) (once) …"
	@$(PIP) --no-build-isolation -r requirements-dev.lock
	@touch $@

$(BENCH): requirements-bench.lock $(RUNTIME)
	@echo "Installing what the benchmark needs into $(VENV) (once) …"
	@$(PIP) --no-build-isolation -r requirements-bench.lock
	@touch $@
