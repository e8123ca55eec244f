# `make help` lists the commands. Each makes the environment first when it is missing or the lock has changed.
# Another interpreter: make PYTHON=python3.13 …
SHELL := bash
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
LOCK := requirements-dev.lock
LAST_DAY := 2026-11-19

# The first of these that is 3.11 or newer.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)

# Settings of pip that would install elsewhere than into the environment, and Python's that would look elsewhere.
export PIP_USER := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PIP_TARGET PIP_PREFIX PIP_CONSTRAINT PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help run test bench soak lock clean

help: ## show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/'

run: $(READY) ## one night over the example reports, into var/
	@PARKWATCH_SETTLE_SECONDS=0 $(BIN)/parkwatch run tests/field/reports --now $(LAST_DAY)
	@echo
	@echo "One question: what did each park report for September 2026?"
	@echo "  $(BIN)/parkwatch export park_month --in-units | grep -E '^(park|.*,2026-09-01)'"
	@$(BIN)/parkwatch export park_month --in-units | grep -E '^(park|.*,2026-09-01)'

test: $(READY) ## style, types and all tests; PostgreSQL is started from a package
	@echo "== style"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "== types"
	@$(BIN)/mypy --num-workers 2 || { (( $$? == 2 )) && $(BIN)/mypy; } # 2: on a busy machine workers may come too late
	@echo "== tests"
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not soak"

bench: $(READY) ## where the time of a night goes
	@$(BIN)/python -m tests.benchmarks.night
	@$(BIN)/python -m tests.benchmarks.loads
	@$(BIN)/python -m tests.benchmarks.marked
	@$(BIN)/python -m tests.benchmarks.starts

soak: $(READY) ## every night of the example reports through Prefect, one by one; 3,000 damaged files (long)
	@$(BIN)/pytest -m soak

lock: $(READY) ## write the newest allowed versions and their hashes into the lock files
	@$(BIN)/uv pip compile pyproject.toml --group build -o requirements.lock $(COMPILE)
	@$(BIN)/uv pip compile pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock $(COMPILE)

COMPILE := --upgrade --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
	--custom-compile-command "make lock"

clean: ## remove the environment and all that was made, var/ too
	rm -rf $(VENV) var build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(READY): $(LOCK) pyproject.toml
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || \
		{ echo "parkwatch needs Python 3.11 to 3.14: install one, or name it with make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) lacks venv: install it (on Debian: apt install python3-venv)."; exit 1; }
	@echo "== environment in $(VENV), by $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@echo "== packages: $$(grep -c == $(LOCK)), in about a minute"
	@set -o pipefail; $(BIN)/python -m pip install --require-hashes --no-compile -r $(LOCK) 2> >(grep -v '^WARNING' >&2) | \
		while read -r word name rest; do case $$word in \
			Collecting) (( ++count % 20 )) || echo "   $$count: $${name%%=*}" ;; \
			Installing) [[ $$name != collected ]] || echo "   unpacking" ;; esac; done
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null 2>&1 || true
	@touch $@
