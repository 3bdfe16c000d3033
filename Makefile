# On a fresh machine with python3 (3.11 or newer), make and git, `make demo` and `make test` do everything.
PYTHON ?= python3
BIN = .venv/bin
INSTALL = $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-input
PURE = monitor/errors.py,monitor/model.py,monitor/urls/*,monitor/polling.py,monitor/moves.py,monitor/health.py,monitor/text/*,monitor/feeds/*,monitor/pages/*,monitor/registers/*,monitor/topics/*,monitor/stories/*,monitor/alerts/*
# Many tests wait for real time, so that more jobs than two cores pay.
JOBS ?= 5
# Where the environment forbids it, each process of a test would compile what it imports anew: a third of the whole time.
test check bench: export PYTHONDONTWRITEBYTECODE =

.PHONY: help demo run setup test check bench format lock schema clean
.DEFAULT_GOAL := help

help:    ## say what there is
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

demo: .venv/.run  ## the whole product on its bundled newsroom: offline, no token, about a minute
	@$(BIN)/monitor demo

run: .venv/.run  ## the service on config/; alerts go to the terminal, and to Telegram once `monitor init` has its token
	@if test -z "$$MONITOR_TELEGRAM_TOKEN$$MONITOR_TELEGRAM_TOKEN_FILE" && test -f var/telegram.token; then \
	  export MONITOR_TELEGRAM_TOKEN_FILE=var/telegram.token; fi; exec $(BIN)/monitor run --config config

setup: .venv/.dev  ## the venv alone

test: .venv/.dev  ## every test, and the coverage gates
	@rm -f .coverage .coverage.*
	@$(BIN)/coverage run -m pytest -n $(JOBS) --dist worksteal
	@$(BIN)/coverage combine --quiet
	@echo 'Coverage of the pure floors (gate: every branch):'
	@$(BIN)/coverage report --include='$(PURE)' --fail-under=100
	@echo 'Coverage of the whole (gate: 95 %):'
	@$(BIN)/coverage report --fail-under=95

check: .venv/.dev  ## format, lint, types, floors, schema, deploy files
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/monitor check --config config
	@$(BIN)/python deploy/check.py

bench: .venv/.dev  ## speed, as ratios against peers in the same run
	@for bench in tests/bench/bench_*.py; do $(BIN)/python $$bench || exit 1; done

format: .venv/.dev  ## put the code in its form
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --fix --quiet .

schema: .venv/.dev  ## write config/schema/*.json anew from the models
	@$(BIN)/python -m monitor.catalog.schema config/schema

lock:  ## resolve the dependencies anew (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --upgrade --extra apprise --group build pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --upgrade --extra apprise --group dev pyproject.toml -o requirements-dev.lock

clean:  ## remove what can be made again (var/ is yours and stays)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; make PYTHON=/path/to/python3.11 names another")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "python3 has no venv module (on Debian: apt install python3-venv)"; exit 1; }

# A venv that has the development packages has those of the product too.
.venv/.run: .venv/bin/python requirements.lock pyproject.toml
	@test -e .venv/.dev && test .venv/.dev -nt requirements.lock && test .venv/.dev -nt pyproject.toml || { \
	  echo 'Installing the pinned packages into .venv (once, about a minute) …' && \
	  $(INSTALL) --no-deps --require-hashes -r requirements.lock && \
	  $(INSTALL) --no-deps --no-build-isolation --editable . ; }
	@touch $@

.venv/.dev: .venv/bin/python requirements-dev.lock pyproject.toml
	@echo 'Installing the pinned packages into .venv (once, about a minute) …'
	@$(INSTALL) --no-deps --require-hashes -r requirements-dev.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@
