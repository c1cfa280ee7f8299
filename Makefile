# Everything runs in .venv, made from lock files with hashes. What is up to date is left alone: a second run starts at once.
# `make` alone lists the targets. PYTHON=… chooses the interpreter.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST := $(BIN)/python -m pytest
HELPER := .venv-helper
# Files of tests run side by side, one process a core; each file stays in one process, so that what it shares is made once.
SPREAD := --numprocesses=auto --maxprocesses=4 --dist=loadfile
# Tests are no packages, and several folders have a module of the same name (conftest): each folder is checked by itself.
TEST_FOLDERS := $(sort $(dir $(wildcard tests/*.py tests/*/*.py)))
TYPES_OF_TESTS := MYPYPATH=$(CURDIR):$(CURDIR)/tests $(CURDIR)/$(BIN)/mypy --config-file $(CURDIR)/pyproject.toml \
	--cache-dir $(CURDIR)/.mypy_cache/tests --allow-untyped-defs --allow-incomplete-defs --allow-untyped-calls --no-error-summary
COMPILE := .venv-lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

# A Python that is there, new enough and able to make environments; else one line that says what to install.
define usable_python
	@command -v $(PYTHON) >/dev/null || { echo "citynms needs Python 3.11 or later. Debian: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "citynms needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "citynms needs Python's venv module. Debian: apt-get install python3-venv" >&2; exit 1; }
endef

# $(call debian,FILE): the Debian packages that FILE names, installed where we may and something is missing.
define debian
	@missing="$$(for name in $$(cat $(1)); do dpkg-query -Wf '$${Status}' $$name 2>/dev/null | grep -q 'ok installed' || echo $$name; done)"; \
	if [ -z "$$missing" ]; then :; \
	elif [ "$$(id -u)" -ne 0 ]; then echo "Not installed (root could: apt-get install" $$missing"): tests that need them are skipped." >&2; \
	else apt-get update -qq -o DPkg::Lock::Timeout=300 \
		&& DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 $$missing >/dev/null; fi
endef

.PHONY: help demo test check lab ui bench soak lock clean

help:
	@echo "make demo    the simulated city in your browser"
	@echo "make test    all tests that need neither root nor a browser"
	@echo "make check   style, types and architecture"
	@echo "make lab     tests with real daemons in network namespaces (root)"
	@echo "make ui      tests in a real browser (Debian's chromium; installed when root)"
	@echo "make bench   measurements: printed, never judged"
	@echo "make soak    500 changes with a fault each (SEED=… other faults, RUNS=… another number)"
	@echo "make lock    resolve the dependencies anew"
	@echo "make clean   remove the environments"

demo: $(VENV)/.run
	@exec $(BIN)/nms demo

test: $(VENV)/.test $(HELPER)/.ready
	$(PYTEST) -m "not lab and not ui and not bench and not soak" $(SPREAD)

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	@for folder in $(TEST_FOLDERS); do (cd $$folder && $(TYPES_OF_TESTS) *.py) || exit 1; done
	$(BIN)/lint-imports --no-logo

lab: $(VENV)/.test
	$(call debian,tests/lab/packages.txt)
	$(PYTEST) -m lab tests/lab

ui: $(VENV)/.test
	$(call debian,tests/ui/packages.txt)
	$(PYTEST) -m ui tests/ui

bench: $(VENV)/.test
	$(PYTEST) -m bench --timeout=0 tests/bench

soak: $(VENV)/.test
	$(PYTEST) -m soak --timeout=0 tests/soak $(if $(SEED),--seed=$(SEED) --fault-seed=$(SEED) --radio-seed=$(SEED)) $(if $(RUNS),--soak-runs=$(RUNS))

$(VENV)/.made:
	$(usable_python)
	$(PYTHON) -m venv $(VENV)
	@touch $@

# The project itself is installed editable, without index or isolation: its build backend is locked like everything else.
$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/.made
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-index --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: tests/requirements.lock $(VENV)/.run
	$(PIP) install --require-hashes --requirement tests/requirements.lock
	@touch $@

# Apart from the rest: with pysmi in the main environment, importing pysnmp warns of deprecated names.
$(HELPER)/.ready: tests/helper.lock
	$(usable_python)
	$(PYTHON) -m venv $(HELPER)
	$(HELPER)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement tests/helper.lock
	@touch $@

.venv-lock/bin/pip-compile:
	$(usable_python)
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip --disable-pip-version-check --quiet install 'pip-tools>=7.5'

lock: .venv-lock/bin/pip-compile
	$(COMPILE) --build-deps-for editable --output-file requirements.lock pyproject.toml
	$(COMPILE) --build-deps-for editable --extra test --constraint requirements.lock --output-file tests/requirements.lock pyproject.toml
	$(COMPILE) --output-file tests/helper.lock tests/helper.in

clean:
	rm -rf $(VENV) $(HELPER) .venv-lock
