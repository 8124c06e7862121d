# Two commands: `make run` and `make test`. Both set up what is missing first.

FIND    = for p in python3 python3.14 python3.13 python3.12 python3.11; do \
            $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done
PYTHON ?= $(shell $(FIND))
VENV    = .venv
BIN     = $(VENV)/bin
PIP     = $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt
NEEDS   = pyproject.toml constraints.txt
AREAS   = src tests bench docs

.PHONY: run test check pictures clean

run: $(VENV)/run.stamp
	@$(BIN)/pasdedeux serve

test: check
	@echo "Compiling the numerical core where it has changed."
	@$(BIN)/pasdedeux warm
	@echo "Running the tests on all cores. This takes up to 15 minutes."
	@$(BIN)/python -m pytest -q -n auto --dist loadfile --doctest-modules src tests

check: $(VENV)/test.stamp
	@echo "Checking style and types."
	@$(BIN)/ruff check $(AREAS)
	@$(BIN)/ruff format --check $(AREAS)
	@$(BIN)/mypy

pictures: $(VENV)/run.stamp
	@$(BIN)/python docs/pictures/draw.py

clean:
	rm -rf $(VENV) out loop.html build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find src tests bench docs -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and '$(PYTHON)' is not one."; \
	  echo "Install one, or say where it is: make run PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make an environment of its own."; \
	  echo "On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Making an environment in $(VENV) with $(PYTHON)."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: $(NEEDS) | $(BIN)/python
	@echo "Installing what the program needs. This takes one to three minutes, once."
	@$(PIP) -e '.[files,app]'
	@touch $@

$(VENV)/test.stamp: $(NEEDS) | $(BIN)/python
	@echo "Installing what the tests need. This takes one to three minutes, once."
	@$(PIP) -e '.[files,app,postgresql,study,dev]'
	@touch $@ $(VENV)/run.stamp
