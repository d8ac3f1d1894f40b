# Everything needs only Python 3.11 or newer, git and make; what else it takes is installed here, as locked.

BIN := .venv/bin
export RINGLOG_DATA_FOLDER ?= $(CURDIR)/data

.PHONY: help run test check dist bench fmt lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/for-running ## Start Ringlog with a demo workspace on an embedded PostgreSQL; its data is kept in data/
	@$(BIN)/python scripts/screens.py
	@$(BIN)/ringlog serve --demo

test: .venv/for-development ## Run all tests; ARGS="-k ring" for some of them
	@scripts/debian-packages
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/for-development ## Linter, formatter, types, import rules, the exported schema, what it breaks, the facts' reference, and the browser client
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/ringlog schema --check
	$(BIN)/ringlog schema --since HEAD^
	$(BIN)/ringlog facts --check
	$(BIN)/python scripts/web.py check

dist: .venv/for-web ## Pack a wheel and a source distribution, screens included, into dist/
	@$(BIN)/python scripts/web.py build
	@$(BIN)/python -c 'from setuptools import build_meta as to; to.build_sdist("dist"), to.build_wheel("dist")' >/dev/null

bench: .venv/for-development ## Measure everything into benchmarks/results.json; ONLY=append for one
	@$(BIN)/python -m benchmarks $(ONLY)

fmt: .venv/for-development ## Format the code and repair what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/for-locking ## Lock the dependencies of pyproject.toml anew; ARGS=--upgrade takes the newest of each
	$(COMPILE) pyproject.toml --extra build --extra dev --group web $(ARGS) --output-file requirements-dev.txt
	$(COMPILE) pyproject.toml --extra build --constraint requirements-dev.txt $(ARGS) --output-file requirements.txt
	$(COMPILE) --group web --constraint requirements-dev.txt $(ARGS) --output-file requirements-web.txt
	$(COMPILE) tests/clients/python/requirements.in $(ARGS) --output-file tests/clients/python/requirements.txt

clean: ## Remove what was installed and built; data/ stays
	rm -rf .venv ringlog.egg-info web/node_modules web/client/dist web/app/dist web/client/src/api/generated.ts \
		tests/clients/typescript/node_modules tests/clients/python/.venv

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"

.venv/for-running: requirements.txt pyproject.toml scripts/install
	@scripts/install requirements.txt
	@touch $@

.venv/for-web: requirements-web.txt | .venv/for-running
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-web.txt
	@touch $@

.venv/for-development: requirements-dev.txt pyproject.toml scripts/install
	@scripts/install requirements-dev.txt
	@touch .venv/for-running $@ .venv/for-web

.venv/for-locking: .venv/for-development
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.13,<0.14"
	@touch $@
