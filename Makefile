# On a fresh machine with python3, make and git: `make demo` and `make test` do everything.
PYTHON ?= python3
BIN = .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check
PATHS = monitor tests

.PHONY: help setup demo run test check bench format lock clean

help:  ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12
