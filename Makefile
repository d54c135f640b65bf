# Everything a person or a server does with Ringfence before it is installed. `make` alone says what there is.

PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
READY := $(VENV)/.ready
IN := $(VENV)/bin
APT := sudo apt-get install -y make python3 python3-venv

export UV_PYTHON_DOWNLOADS := never
export PYTHONUTF8 := 1
# The tests start the program some hundred times: what is compiled once stays compiled.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test siege lint bench soak python

help:  ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(READY)  ## screen the bundled list of 33,358 calls; verdicts go to out/verdicts.parquet
	@$(IN)/python examples/campaign/run.py --out out

test: lint  ## format, lint, types, tests, and every example in the documentation
	$(IN)/pytest -m 'not soak and not siege'

siege: $(READY)  ## gates killed, filled and fuzzed, evidence harmed, every page walked in a browser
	$(IN)/pytest -m siege

lint: $(READY)  ## format, lint and types alone
	$(IN)/ruff format --check .
	$(IN)/ruff check .
	$(IN)/mypy

bench: $(READY)  ## measure, and write benchmarks/results
	$(IN)/python -m pip install --quiet --disable-pip-version-check --ignore-requires-python -r benchmarks/peers.txt
	$(IN)/python -m benchmarks

soak: $(READY)  ## the long tests, and a million made worlds on every engine (RINGFENCE_WORLDS=…)
	$(IN)/pytest -m soak
	$(IN)/python -m tests.agreement.soak

# `--inexact` leaves uv itself in the environment that it fills.
$(READY): pyproject.toml uv.lock | python
	@test -x $(IN)/python -a -x $(IN)/pip || $(PYTHON) -m venv $(VENV)
	@$(IN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(IN)/uv sync --frozen --inexact --quiet
	@touch $@

python:
	@command -v $(PYTHON) > /dev/null && $(PYTHON) -c 'import ensurepip, venv' 2> /dev/null \
	  || { echo 'python3 or its venv module is missing; run: $(APT)' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'Python 3.11 or newer is needed; name one: make PYTHON=python3.12' >&2; exit 1; }
