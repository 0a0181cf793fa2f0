# Every task of the project under one name, here and on the machine that checks. `make` alone lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo register test whole check fix bench docs lock clean

PYTHON ?= python3
BIN := .venv/bin
# Two stamps: new locks rebuild the environment; a changed pyproject.toml only installs the package again.
PARTS := .venv/.parts
READY := .venv/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet

help: ## list what can be made
	@echo "Tallystick: lay the halves of arms declarations together."
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/\1|\2/p' Makefile | awk -F'|' '{ printf "  make %-8s %s\n", $$1, $$2 }'

setup: $(READY) ## make .venv with everything in it, and .venv/bin/tallystick
	@echo "ready: .venv/bin/tallystick"

demo: $(READY) ## assess the bundled case and open its page
	@$(BIN)/tallystick demo --open

register: $(READY) ## open a demonstration register of an invented small state
	@$(BIN)/tallystick register demo --open

# What pytest makes of the tests' assertions is kept for the next run, also where bytecode is not: it takes each process four seconds.
test: $(READY) ## run the tests
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest

whole: $(READY) ## run the slow tests too, without a browser
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -m "not browser and not spark"

check: $(READY) ## format, lint, types, import order, freshness of the generated docs
	@echo "format";       $(BIN)/ruff format --check --quiet || { echo "not formatted: run make fix" >&2; exit 1; }
	@echo "lint";         $(BIN)/ruff check --quiet
	@echo "types";        $(BIN)/mypy --no-error-summary
	@echo "import order"; $(BIN)/lint-imports > .venv/imports.log || { cat .venv/imports.log >&2; exit 1; }
	@echo "docs";         $(BIN)/python dev/make_docs.py --check
	@echo "messages";     $(BIN)/python dev/make_messages.py --check

fix: $(READY) ## format, and mend what ruff can mend
	@$(BIN)/ruff check --fix --exit-zero --silent
	@$(BIN)/ruff format --quiet
	@$(BIN)/ruff check

bench: $(READY) ## measure time, chance, false leads, calibration and scale (half an hour), into bench/
	@$(BIN)/python bench/run.py
	@$(BIN)/python bench/chance.py
	@$(BIN)/python bench/worlds.py
	@$(BIN)/python bench/calibration.py
	@$(BIN)/python bench/panel.py
	@$(BIN)/python bench/register.py

docs: $(READY) ## write the generated reference pages anew
	@$(BIN)/python dev/make_docs.py

lock: ## resolve requirements/*.txt from pyproject.toml (UPGRADE=1: to the newest versions)
	@PYTHON="$(PYTHON)" sh requirements/lock.sh

clean: ## remove what make made
	rm -rf .venv build dist tallystick-demo tallystick-register-demo bench/results
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# Built afresh, so that nothing stays installed that the lock no longer names. dev.txt holds what run.txt holds.
$(PARTS): requirements/dev.txt dev/check_setup.py
	@command -v "$(PYTHON)" > /dev/null || { echo "$(PYTHON) is not on the path. Install Python 3.11 or newer, or name one: make setup PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" dev/check_setup.py
	@echo "setting up .venv: a minute or two, once"
	@"$(PYTHON)" -m venv --clear .venv
	@$(PIP) install --require-hashes --only-binary :all: --requirement requirements/dev.txt
	@touch $(PARTS)

$(READY): $(PARTS) pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(READY)
