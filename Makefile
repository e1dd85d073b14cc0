# Điểm Cầu. `make run` needs Python ≥ 3.11 and make, nothing else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ONLY   ?=
ARGS   ?=
SEED   ?=
ROUNDS ?=
NAME   ?=
MINUTES ?=
# Tests start the program a hundred times: what was compiled is kept, whatever the machine's setting.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test check style migration bench coverage fuzz faults clean help

help:  ## This list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/run.stamp  ## Set up, then six living demonstration meetings; prints one link per role
	@$(BIN)/diemcau demo $(ARGS)

test: $(VENV)/dev.stamp style  ## Set up, then every test this machine can run; ARGS="tests/unit -k floor" for some
ifdef ARGS
	@$(BIN)/mypy
	@$(BIN)/python -m pytest $(ARGS)
else
	@$(BIN)/python -m tests.whole
endif

check: $(VENV)/dev.stamp style  ## Style and types
	@$(BIN)/mypy

style: $(VENV)/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .

migration: $(VENV)/dev.stamp  ## Draft the script of changed tables; NAME="links know their device"
	@$(BIN)/python -m tests.revise "$(NAME)"

bench: $(VENV)/dev.stamp  ## Measure; ONLY=sfu for one group
	@$(BIN)/python -m tests.bench $(ONLY)

coverage: $(VENV)/dev.stamp  ## Branches of each package that tests go through; ARGS="tests/unit/signaling" for some
	@$(BIN)/python -m tests.covered $(ARGS)

fuzz: $(VENV)/dev.stamp  ## Anything at all to parsers and to a server; MINUTES=10 for longer, SEED=7 to repeat
	@$(BIN)/python -m tests.fuzz "$(MINUTES)" "$(SEED)"

faults: $(VENV)/dev.stamp  ## Hurt real processes while members press; SEED=7 for another order, ROUNDS=3 for longer
	@SEED=$(SEED) ROUNDS=$(ROUNDS) $(BIN)/python -m tests.faults

clean:  ## Remove what `run` and `test` made, except the data folder
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/js/node_modules

# What is imported gets compiled then: half of what is installed never is.
PIP = $(BIN)/python -m pip install -q --disable-pip-version-check --no-compile --progress-bar on -c constraints.txt

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Điểm Cầu needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Say: make PYTHON=python3.12")'
	@echo "Making the virtual environment …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing pinned packages (first time: about a minute) …"
	@$(PIP) -e .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml constraints.txt tests/js/package-lock.json | $(BIN)/python
	@echo "Installing pinned packages and the tools for tests (first time: about a minute) …"
	@if command -v npm >/dev/null; then npm ci --silent --prefix tests/js; fi & $(PIP) -e '.[dev]' && wait $$!
	@touch $(VENV)/run.stamp $@
