# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
# Every command sets up what it needs, once, in .venv.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check install --quiet -c constraints.txt

.PHONY: help setup report lab test coverage check docs bench peers clean

help:
	@echo "make report   assess releases of the bundled patients; results in results/release_assessment"
	@echo "make lab      open JupyterLab on the notebooks"
	@echo "make test     run all tests"
	@echo "make coverage the same tests, and which lines they did not reach; takes nearly twice as long"
	@echo "make check    lint, types, layers, notebooks without outputs"
	@echo "make docs     build the documentation"
	@echo "make bench    run the benchmarks; after make peers against other tools in environments of their own"

$(VENV)/base: pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (once; a few minutes) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV) && apt-get update -qq && apt-get install -qq -y python3-venv && $(PYTHON) -m venv $(VENV); }
	@$(PIP) -e .
	@touch $@

$(VENV)/all: $(VENV)/base
	@echo "Adding what tests and documentation need ..."
	@$(PIP) -e ".[test,docs]"
	@touch $@

setup: $(VENV)/base

report: $(VENV)/base
	@$(BIN)/secured report release_assessment

lab: $(VENV)/base
	@$(BIN)/secured lab

test: $(VENV)/all
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -qq -y chromium >/dev/null; } || \
	  echo "Chromium is not here and cannot be installed: browser tests will be skipped."
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || \
	  { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -qq -y postgresql >/dev/null; } || \
	  echo "PostgreSQL is not here and cannot be installed: its tests will be skipped."
	@OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(TEST_OPTIONS)

coverage:
	@$(MAKE) --no-print-directory test TEST_OPTIONS="--cov --cov-report=term:skip-covered"

check: $(VENV)/all
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/nbstripout --verify $$(git ls-files '*.ipynb')

docs: $(VENV)/all
	@$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

peers: .venv-peers/done .venv-peers-anonymeter/done .venv-peers-alc/done

.venv-%/done: benchmarks/peers/environment.py
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/pip --disable-pip-version-check install --quiet \
	  $$($(PYTHON) -c 'import sys; sys.path.insert(0, "benchmarks"); from peers.environment import PEERS; print(*PEERS["$*"])')
	@touch $@

bench: $(VENV)/all
	@for program in $$(ls benchmarks/*.py | grep -v -E '/(plot|mirror|arx_grassberger|arx_oracles)\.py'); do $(BIN)/python $$program || exit 1; done

clean:
	rm -rf $(VENV) results docs/_build docs/api benchmarks/results .pytest_cache .mypy_cache .ruff_cache
