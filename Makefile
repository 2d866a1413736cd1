# Stepwise. `make` lists the targets. Everything is installed into .venv; nothing else on the computer is changed.
.DEFAULT_GOAL := help
.PHONY: help run app solve test check fix bench demo bundle clean
unexport PYTHONPATH PYTHONHOME

PY := .venv/bin/python
READY := .venv/.ready

# A problem may hold dollar signs: take it as it was typed.
override Q := $(value Q)
export Q

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

run: $(READY) ## set up, then open the window; without a display, solve a sample problem in the terminal
	@$(PY) packaging/run.py

app: $(READY) ## open the window
	@$(PY) packaging/run.py --window

solve: $(READY) ## solve a problem in the terminal: make solve Q="What is 3/4 of 52?"
	@$(PY) packaging/run.py --solve

demo: $(READY) ## watch a search in the terminal; needs no model
	@$(PY) -m app solve --demo

test: $(READY) ## set up, then run all tests; small test models are fetched on first use
	@$(PY) packaging/qt_libraries.py
	@$(PY) -m pytest

check: $(READY) ## format, lint, types, import contracts, dead code, laws of the architecture
	$(PY) -m ruff format --check
	$(PY) -m ruff check
	$(PY) -m mypy
	cd packaging && ../$(PY) -m mypy --config-file ../pyproject.toml --cache-dir ../.mypy_cache/packaging *.py
	.venv/bin/lint-imports --no-logo
	$(PY) -m vulture
	$(PY) -m pytest -q tests/contracts

fix: $(READY) ## format the code, and mend what the linter can mend
	$(PY) -m ruff format
	$(PY) -m ruff check --fix

bench: $(READY) ## all benchmarks, short form; one at full length: .venv/bin/python -m benchmarks.NAME
	@set -e; for file in benchmarks/[a-z]*.py; do \
	    echo; echo "== $$file"; $(PY) -m "benchmarks.$$(basename "$$file" .py)" --quick; done

bundle: $(READY) ## freeze the app into dist/stepwise, a folder that needs nothing installed, and try it
	@$(PY) packaging/bundle.py

clean: ## remove .venv, caches and build output; models and sessions stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Python and the compiler are checked before anything is written.
$(READY): pyproject.toml packaging/constraints.txt packaging/find_python.sh packaging/set_up.py packaging/llama_cpp.cmake
	@python=$$(sh packaging/find_python.sh) && "$$python" packaging/set_up.py
