# Host inventory: every task a developer needs. `make` alone lists them.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/pip --disable-pip-version-check --quiet

# Names of the original system's services, which its people type. Here one program runs them all.
SERVICES := run_inv_web_service run_inv_mq_service run_inv_export_service

# Compiled modules make the functions start in a third of the time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run dev doctor test coverage test-kafka test-clients test-tools test-console console console-pictures \
  console-packages fuzz storm style start-oldest bench bench-compare bench-history synth infra-check sizes import-times \
  wheels grafana audit cost openapi client settings docs docs-serve docs-files docs-diagrams update-schema upgrade_db \
  migrate_db bench-answers \
  gen_hbi_schema_dump clean $(SERVICES) run_inv_mq_service_test_producer sample-request-create-export run_reaper

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} \
	  /^##@/ {printf "\n\033[1m%s\033[0m\n", substr($$0, 5)} \
	  /^[a-zA-Z_-]+:.*## / {printf "  \033[36m%-32s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Run

run: $(VENV)/.local ## Start the whole system on this machine (HBI_PORT, HBI_ORG)
	@$(BIN)/hbi up $(UP_ARGS)

dev: $(VENV)/.dev ## The same with the development tools, and say what became of each saved file (ENV=dev.env for services in containers)
	@set -a; $(if $(ENV),. ./$(ENV);) exec $(BIN)/hbi up --dev $(UP_ARGS)

# What takes minutes to install is not installed for a start that cannot be.
CHECK_PORT = PYTHONPATH=layers/common/python $(PYTHON_NOW) -m local.ports
run dev: PORT_CHECK = $(CHECK_PORT)

doctor: ## Look at what the system needs, and say how to mend what is not right
	@if test -e $(VENV)/.local; then $(BIN)/hbi doctor; else $(PYTHON) local/preflight.py; fi

##@ Run, as the original system calls it

$(SERVICES): $(VENV)/.local
	@$(BIN)/hbi up --unless-running

# Where something is installed already, the system may be running, and then they do nothing.
$(SERVICES): PORT_CHECK = $(if $(wildcard $(VENV)/.local),,$(CHECK_PORT))

run_inv_web_service: ## Start the whole system, unless it runs already
run_inv_mq_service: ## Start the whole system, unless it runs already
run_inv_export_service: ## Start the whole system, unless it runs already

run_inv_mq_service_test_producer: $(VENV)/.local ## Let generated hosts report themselves (NUM_HOSTS, HOST_TYPE)
	@$(BIN)/hbi produce --hosts "$(or $(NUM_HOSTS),1)" $(if $(HOST_TYPE),--type "$(HOST_TYPE)")

sample-request-create-export: $(VENV)/.local ## Export the hosts and download the file: format=csv or json (default)
	@$(BIN)/hbi export --format "$(or $(format),json)"

run_reaper: $(VENV)/.local ## Delete hosts whose time has come
	@$(BIN)/hbi reap

##@ Check

test: $(VENV)/.dev node_modules/.installed ## Run all tests
	$(BIN)/pytest -n 4 --dist worksteal $(PYTEST_ARGS)

test-kafka: $(VENV)/.dev ## Run the Kafka-touching tests against Apache Kafka (needs Java 17 and Maven)
	$(BIN)/python -m local.servers.apache_kafka -- $(BIN)/pytest -n 4 --dist worksteal -m kafka $(PYTEST_ARGS)

test-clients: $(VENV)/.dev ## Let five generated API clients, the official one and ours call a stack (Java, Maven, Go, Node.js; minutes)
	$(BIN)/python -m tests.clients $(if $(STRICT),--strict) $(ONLY)

test-tools: $(VENV)/.dev ## Open exports with pandas, DuckDB, PyArrow, csvkit, unzip and 7z (installs the first four; a minute)
	$(BIN)/python -m tests.tools $(PYTEST_ARGS)

test-console: $(VENV)/.dev console-packages ## Build the console again and compare, then use it in a browser (Node.js, Chromium; minutes)
	@test ! -d console/node_modules || { cd console && npm run --silent check && npm run --silent again; }
	$(BIN)/python -m tests.console $(if $(STRICT),--strict) $(ONLY)

fuzz: $(VENV)/.dev ## Send the API thousands of requests made from its description (minutes)
	HBI_FUZZ=full $(BIN)/pytest -rP tests/fuzz $(PYTEST_ARGS)

storm: $(VENV)/.dev ## Let eight clients change groups of the same hosts for a minute while these report
	HBI_STORM=full $(BIN)/pytest -rP tests/integration/groups/test_races.py -k storm $(PYTEST_ARGS)

coverage: $(VENV)/.dev node_modules/.installed ## Run all tests and show which lines they reach, in processes of the functions too
	$(BIN)/pytest -n 4 --dist worksteal --cov=. --cov-report=term:skip-covered $(PYTEST_ARGS)

style: $(VENV)/.dev ## Format, mend what can be mended, and check lint, import rules and types (CHECK=1: change nothing)
	$(BIN)/ruff format $(if $(CHECK),--check) .
	$(BIN)/ruff check $(if $(CHECK),,--fix) .
	$(BIN)/lint-imports
	$(BIN)/mypy

start-oldest: ## Start the system once on the oldest Python that is promised and found here
	@.ci/start-oldest

bench: $(VENV)/.dev ## Measure: ONLY=honest,ingest,read,groups,tags,export,reaper,import,million,read_million,jobs_million picks parts
	$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

bench-compare: $(VENV)/.dev ## Set two results side by side: OLD=<file> NEW=<file>, as bench/results/latest.json
	@test -n "$(OLD)" -a -n "$(NEW)" || { echo "say which: make bench-compare OLD=<file> NEW=<file>" >&2; exit 2; }
	@$(BIN)/python -m bench.compare "$(OLD)" "$(NEW)"

bench-history: $(VENV)/.dev ## Add the newest result to the history of measurements, and draw its plots again
	@$(BIN)/python -m documentation.benchmarks
	@$(BIN)/python -m documentation.generated

bench-answers: $(VENV)/.dev ## Compare the answers of 500 random reads with another checkout's: OTHER=<folder>
	@test -n "$(OTHER)" || { echo "say which: make bench-answers OTHER=<folder of a checkout>" >&2; exit 2; }
	@$(BIN)/python -m bench.answers "$(OTHER)"

##@ Database

upgrade_db: $(VENV)/.local ## Migrate the running system's database, or that of HBI_DATABASE_URL
	@$(BIN)/python -m migrations upgrade

migrate_db: $(VENV)/.dev ## Write a revision if models changed (EMPTY=1: anyway): make migrate_db message="what it does"
	@test -n "$(message)" || { echo 'say what it does: make migrate_db message="add index on …"' >&2; exit 2; }
	@$(BIN)/python -m migrations revision $(if $(EMPTY),--empty) "$(message)"

gen_hbi_schema_dump: $(VENV)/.dev ## Write the schema that the migrations make to docs/schema.sql
	$(BIN)/python -m migrations dump

##@ Deploy

synth: $(VENV)/.dev node_modules/.installed ## Synthesise the CloudFormation templates and assets into cdk.out
	node_modules/.bin/cdk synth --quiet

infra-check: $(VENV)/.dev node_modules/.installed ## Synthesise all environments, lint the templates, build twice (minutes)
	$(BIN)/python -m infra.checks.acceptance

sizes: $(VENV)/.dev ## Show how large layer and functions are, package by package, and their import times: ARCH=arm64 or x86_64
	@$(BIN)/python -m infra.packaging.sizes $(ARCH)
	@$(BIN)/python -m infra.packaging.import_times

import-times: $(VENV)/.dev ## Measure imports of what several trees synthesised, in turns: CDK_OUT="OLD/cdk.out NEW/cdk.out"
	@$(BIN)/python -m infra.packaging.import_times $(CDK_OUT)

wheels: $(VENV)/.dev ## Fetch the wheels of both architectures and write their hashes to infra/packaging/wheels.sha256
	@$(BIN)/python -m infra.packaging.wheels

grafana: $(VENV)/.dev ## Write the board for Grafana to docs/grafana from the code
	@$(BIN)/python -m infra.constructs.watching.boards

audit: $(VENV)/.dev ## Compare what is installed with known vulnerabilities and accepted licences: ADVISORIES=<folder or zip>
	@$(BIN)/python -m infra.checks.audit $(ADVISORIES)

cost: $(VENV)/.dev ## What a month costs, and what it needs: HOSTS=… CHECKINS_PER_DAY=… READS_PER_SECOND=…
	@$(BIN)/python -m infra.cost $(if $(HOSTS),--hosts $(HOSTS)) $(if $(CHECKINS_PER_DAY),--checkins $(CHECKINS_PER_DAY)) \
	  $(if $(READS_PER_SECOND),--reads $(READS_PER_SECOND)) $(COST_ARGS)

openapi: $(VENV)/.dev ## Write the OpenAPI document from the code
	$(BIN)/python -m functions.api.description.generate

client: $(VENV)/.dev ## Write the generated part of the Python client (clients/python) from the OpenAPI documents
	$(BIN)/python -m tests.clients.own

settings: $(VENV)/.dev ## Write the table of settings to docs/settings.md from the code
	$(BIN)/python -m infra.configuration.settings_page

update-schema: $(VENV)/.dev ## Take a newer profile schema: SCHEMA=<file or URL> (DRY_RUN=1, ACCEPT=1)
	@test -n "$(SCHEMA)" || { echo "say which: make update-schema SCHEMA=<file or URL>" >&2; exit 2; }
	@$(BIN)/python -m schema_update $(if $(DRY_RUN),--dry-run) $(if $(ACCEPT),--accept) "$(SCHEMA)"

##@ Documentation

docs: $(VENV)/.docs ## Build the site of the documentation into build/site; open its index.html
	@$(BIN)/python -m mkdocs build --strict --quiet
	@echo "build/site/index.html"

docs-serve: $(VENV)/.docs ## Show the documentation at http://127.0.0.1:8800, and again after each change
	@$(BIN)/python -m mkdocs serve --strict --dev-addr 127.0.0.1:8800

docs-files: $(VENV)/.dev ## Write what the documentation has from code: API reference, schemas of events, plots of measurements
	@$(BIN)/python -m documentation.generated

docs-diagrams: $(VENV)/.dev ## Draw the diagrams of the documents into docs/diagrams (Node.js, Chromium)
	@$(BIN)/python -m documentation.diagrams

##@ Console

console: console/node_modules/.installed ## Build the pages of the console into functions/api/console/built (Node.js)
	@cd console && npm run --silent check && npm run --silent build

console-pictures: $(VENV)/.dev console/node_modules/.installed ## Take pictures of the console's pages, do the ten tasks, and write both into docs (Chromium)
	@$(BIN)/python -m tests.console --strict --pictures

# Where there is no Node.js, whoever needs the packages says so.
console-packages:
	@command -v npm >/dev/null && $(MAKE) --no-print-directory console/node_modules/.installed || true

##@ Housekeeping

clean: ## Remove what was built here (keeps the data of make run)
	rm -rf $(VENV) node_modules console/node_modules console/build build cdk.out *.egg-info .mypy_cache .ruff_cache .pytest_cache .coverage .hypothesis .import_linter_cache

# The interpreter that there is: before the first installation the one that makes the environment.
PYTHON_NOW = $(or $(wildcard $(BIN)/python),$(PYTHON))

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 12))' \
	  || { echo "Python 3.12 or newer is needed; set PYTHON=/path/to/python3.12" >&2; exit 2; }
	@$(PORT_CHECK)
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.local: $(VENV)/bin/python pyproject.toml constraints.txt
	@$(PORT_CHECK)
	@test -e $(VENV)/.dev || { echo "Installing what running needs (once, about a minute)"; \
	  $(PIP) install --constraint constraints.txt --editable '.[local]'; }
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml constraints.txt
	@$(PORT_CHECK)
	@echo "Installing the development tools (once, about two minutes)"
	@$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $(VENV)/.local $@

$(VENV)/.docs: $(VENV)/.dev
	@echo "Installing what builds the site of the documentation (once)"
	@$(PIP) install --constraint constraints.txt --editable '.[docs]'
	@touch $@

console/node_modules/.installed: console/package.json console/package-lock.json
	@command -v npm >/dev/null || { echo "Node.js with npm is needed to build the console" >&2; exit 2; }
	@cd console && npm ci --loglevel=error
	@touch $@

node_modules/.installed: package.json
	@command -v npm >/dev/null || { echo "Node.js with npm is needed for the CDK" >&2; exit 2; }
	@npm install --no-audit --no-fund --no-package-lock --loglevel=error
	@touch $@
