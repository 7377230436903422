# Tokenwright. `make serve` and `make test` work on a fresh machine with rustup,
# a C compiler and make: scripts/setup.sh installs what else is missing.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PORT ?= 8080

.PHONY: help setup build serve dev test bench fmt clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\): .*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: ## Install the tools that are missing, into .tools/
	@scripts/setup.sh

build: setup ## Build the optimised page into dist/
	@source scripts/tools.sh; trunk build --release

serve: build ## Build the optimised page and serve it on this machine
	@node scripts/serve.mjs --port $(PORT)

dev: setup ## Serve the page and rebuild it on every change
	@scripts/dev.sh $(PORT)

test: ## Run every check: lints, tests, size, browser
	@scripts/test.sh

bench: ## Measure the engine, natively and in a browser, next to hand-written loops
	@scripts/bench.sh

fmt: ## Format the code
	@cargo fmt

clean: ## Remove what was built; keeps .tools/
	@cargo clean
	@rm -rf dist tests/browser/results
