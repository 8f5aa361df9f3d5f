# `make` alone lists what there is. Everything is made from lock files, again only when they change.
SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON_SDKS := python-2 python-3 python-4 python-5
NODE_SDKS := js-3 js-4 js-5
LOCKS := tests/compat/environments
SDKS := $(foreach sdk,$(PYTHON_SDKS) $(NODE_SDKS),.envs/$(sdk)/.installed)
BIN := .venv/bin
PAGES := src/gatelight/ui/dist/index.html
WEB := $(shell find web -type d -name node_modules -prune -o -type f -print)

.PHONY: help install install-dev web sdks up test test-fast lint format docs bench lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/.package .envs/gateway/.installed web ## Make .venv/, the gateway's own environment and the pages
	@:

install-dev: install .venv/.installed-dev ## Add what checks and tests need
	@:

web: $(PAGES) ## Build the UI when its sources are newer
	@:

sdks: $(SDKS) ## Make the environments of the real SDKs that tests use
	@:

up: install ## Start gateway, server and edge on this machine
	@$(BIN)/gatelight up

test: install-dev sdks lint ## Run every check and every test
	@$(BIN)/pytest -n 2 --dist loadfile

test-fast: install-dev ## Run the checks and tests that take under three minutes
	@$(BIN)/ruff check --quiet
	@$(BIN)/pytest -n 2 -m "not slow"

lint: install-dev ## Check style, types and import direction
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: install-dev ## Put the code into the house's style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

docs: install-dev ## Write the generated pages of docs/ again
	@$(BIN)/python scripts/docs.py

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

.envs/python-%/.installed: $(LOCKS)/python-%.txt
	@echo "making .envs/python-$*/"
	@scripts/environment .envs/python-$* $<

.envs/js-%/.installed: $(LOCKS)/js-%/package-lock.json
	@echo "making .envs/js-$*/"
	@scripts/node-environment .envs/js-$* $(LOCKS)/js-$*
