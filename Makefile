# make run · make test · make check · make bench · make crash · make soak · make layouts · make pictures · make clean.
# All set-up is done on the way, on a Debian 12 machine as root or with sudo, and only what is missing.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet
# Where bytecode is not to be written, every start and every process of a test compiles the program anew.
export PYTHONDONTWRITEBYTECODE :=
QML := $(shell find kiosk_app/ui -name '*.qml' 2>/dev/null)

.PHONY: run test check bench crash soak layouts pictures clean format
.DEFAULT_GOAL := run

# ARGS: options of `hcp-kiosk practice`, as in: make run ARGS="--seconds 60"
run: $(VENV)/.run
	$(BIN)/hcp-kiosk practice $(ARGS)

# A process a processor; a file stays in one, which shares its terminals and servers.
# ARGS: options of pytest, as in: make test ARGS="tests/core -q"
test: $(VENV)/.dev
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(if $(QML),$(BIN)/pyside6-qmllint --max-warnings 0 $(QML))

bench: $(VENV)/.dev
	$(BIN)/python tests/bench $(ARGS)

# ARGS: ways and options of tests/crash, as in: make crash ARGS="replay --states 5000 --seed 7"
crash: $(VENV)/.dev
	$(BIN)/python tests/crash $(ARGS)

# A day in a hall, in a quarter of an hour. ARGS: --write, for offline_queue/FIGURES.md
soak: $(VENV)/.dev
	$(BIN)/python tests/bench soak $(ARGS)

# Every scene on every panel, also on those that nobody builds.
layouts: $(VENV)/.dev
	$(BIN)/python -m pytest --numprocesses auto -m long $(ARGS)

# The reference pictures of the screens, drawn anew where they differ. Look at each that git names.
pictures: $(VENV)/.dev
	$(BIN)/python tests/ui/references.py

format: $(VENV)/.dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# The stamps live in the environment: who deletes it starts from nothing.
$(VENV)/.run: packaging/apt-run.txt pyproject.toml
	packaging/install-apt packaging/apt-run.txt
	test -x $(BIN)/python || python3 -m venv $(VENV)
	$(PIP) --editable .
	touch $@

$(VENV)/.dev: packaging/apt-run.txt packaging/apt-test.txt pyproject.toml
	packaging/install-apt packaging/apt-run.txt packaging/apt-test.txt
	test -x $(BIN)/python || python3 -m venv $(VENV)
	$(PIP) --editable '.[dev]'
	touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
