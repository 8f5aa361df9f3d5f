# `make` alone lists what there is. Everything is made from lock files, again only when they change.
SHELL := /bin/sh
.DEFAULT_GOAL := help
# Tests start hundreds of processes; each would compile the whole server again.
unexport PYTHONDONTWRITEBYTECODE

PYTHON_SDKS := python-2 python-3 python-4 python-5 python-apps python-llama-index python-clients
NODE_SDKS := js-3 js-4 js-5 js-apps js-agents
LOCKS := tests/compat/environments
TOOL_LOCKS := tests/deploy/environments
PYTHON_TOOLS := $(foreach tool,deploy checkov terraform,.envs/$(tool)/.installed)
TOOLS := $(PYTHON_TOOLS) .envs/dclint/.installed
SDKS := $(foreach sdk,$(PYTHON_SDKS) $(NODE_SDKS),.envs/$(sdk)/.installed)
BIN := .venv/bin
PAGES := src/gatelight/ui/dist/index.html
WEB := $(shell find web -type d -name node_modules -prune -o -type f -print)

.PHONY: help install install-dev web sdks tools up test test-web test-postgres test-fast compat lint format docs bench lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/.package .envs/gateway/.installed web ## Make .venv/, the gateway's own environment and the pages
	@:

install-dev: install .venv/.installed-dev ## Add what checks and tests need
	@:

web: $(PAGES) ## Build the UI when its sources are newer
	@:

sdks: $(SDKS) ## Make the environments of the real SDKs that tests use
	@:

tools: $(TOOLS) ## Make the environments of the tools that check deploy/ (Terraform provider, moto, …)
	@:

up: install ## Start gateway, server and edge on this machine
	@$(BIN)/gatelight up

# In the order of the folders: by number of tests, as usual, the longest would come last and alone.
test: install-dev sdks tools lint test-web ## Run every check and every test
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

test-web: install-dev ## Run the tests of the client's pure functions
	@PATH="$$(scripts/node):$$PATH" npm --prefix web test --silent

POSTGRES_TESTS := apidocs dashboards end_to_end explore exports hostile ingestion isolation mcp_server \
	metrics monitoring observations playground scores sessions signals traces ui

test-postgres: install-dev ## Run on PostgreSQL what else runs on SQLite alone
	@GATELIGHT_TEST_DATABASE=postgresql $(BIN)/pytest -n 2 --dist loadfile -m "not slow" $(POSTGRES_TESTS:%=tests/%)

# Reading the OpenAPI document takes test_fuzz.py forty seconds, also where its tests are left out.
test-fast: install-dev ## Run the checks and tests that take under three minutes
	@$(BIN)/ruff check --quiet
	@$(BIN)/pytest -n 2 --dist loadfile -m "not slow and not long" --ignore tests/apidocs/test_fuzz.py

compat: install-dev sdks ## Prove docs/compatibility.md anew with the real SDKs and frameworks
	@RECORD_PROVEN=1 $(BIN)/pytest tests/compat
	@$(BIN)/python -m scripts.docs

lint: install-dev ## Check style, types and import direction
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: install-dev ## Put the code into the house's style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

docs: install-dev ## Write the generated parts of docs/ and deploy/ again
	@$(BIN)/python -m scripts.docs
	@$(BIN)/python -m scripts.cloudfront
	@$(BIN)/python -m scripts.terraform
	@$(BIN)/python -m scripts.pictures

bench: install-dev ## Run the benchmarks and print their ratios to a baseline
	@$(BIN)/python -m benchmarks

lock: ## Write the lock files again (needs uv and npm)
	@scripts/lock

clean: ## Remove environments and caches; data in .gatelight/ stays
	rm -rf .venv .envs web/node_modules src/gatelight/ui/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist
	find src tests benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.installed: requirements.lock
	@echo "making .venv/"
	@scripts/environment .venv requirements.lock

.venv/.package: .venv/.installed pyproject.toml
	@scripts/editable
	@touch $@

.venv/.installed-dev: .venv/.package requirements-dev.lock
	@scripts/environment .venv requirements-dev.lock
	@touch .venv/.package $@

$(PAGES): $(WEB)
	@echo "building the UI"
	@scripts/web

.envs/gateway/.installed: gateway/requirements.txt
	@echo "making .envs/gateway/ (LiteLLM; the first time takes a minute or two)"
	@scripts/environment .envs/gateway gateway/requirements.txt

$(PYTHON_TOOLS): .envs/%/.installed: $(TOOL_LOCKS)/%.txt
	@echo "making .envs/$*/"
	@scripts/environment .envs/$* $<

.envs/dclint/.installed: $(TOOL_LOCKS)/dclint/package-lock.json
	@echo "making .envs/dclint/"
	@scripts/node-environment .envs/dclint $(TOOL_LOCKS)/dclint

.envs/python-%/.installed: $(LOCKS)/python-%.txt
	@echo "making .envs/python-$*/"
	@scripts/environment .envs/python-$* $<

.envs/js-%/.installed: $(LOCKS)/js-%/package-lock.json
	@echo "making .envs/js-$*/"
	@scripts/node-environment .envs/js-$* $(LOCKS)/js-$*
