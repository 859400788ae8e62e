# Each target does its own set-up; what is done already is not done again.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

PORT ?= 3000
DEMO = --port $(PORT) $(if $(TODAY),--today $(TODAY))
# All but the entry of the page, which only a browser can start.
NATIVE = --workspace --exclude frontend
BROWSER = --package frontend --package desk --package worker --package assessor --package app --package domain --package submission \
	--target wasm32-unknown-unknown

.PHONY: help run test dev e2e release bench fmt lint unit setup

help: ## What there is
	@sed -n 's/^\([a-z0-9]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

run: setup ## The demo at http://localhost:3000; TODAY=YYYY-MM-DD sets its day, PORT its port
	cargo xtask build
	exec target/debug/openqies demo $(DEMO)

dev: setup ## The same, built anew at each change
	exec cargo xtask watch -- $(DEMO)

test: lint unit ## Every test
	cargo xtask build
	scripts/e2e

unit: setup ## The tests that need no browser, on both databases
	scripts/setup-debian xmllint libxml2-utils
	export TEST_POSTGRES_URL=$$(scripts/setup-postgres)
	# More at once than there are processors: what tests wait for is the disk.
	export RUST_TEST_THREADS=4
	# Apart, or the build program's features would have the server's libraries compiled a second time.
	failed=0
	cargo test --no-fail-fast $(NATIVE) --exclude xtask || failed=1
	cargo test --no-fail-fast --package xtask || failed=1
	exit $$failed

e2e: ## The browser tests, against any running instance: make e2e BASE_URL=http://localhost:3000
	scripts/e2e

release: setup ## What an installation needs: target/release/openqies and the folder target/site
	scripts/setup-node frontend/worker
	cargo xtask build --release

bench: release ## The sizes and speeds that docs/PERFORMANCE.md states
	scripts/bench

fmt: ## Formats the Rust sources
	cargo fmt --all

lint: setup ## Formatting, clippy for the server and for the browser, types of the browser tests
	cargo fmt --all --check
	cargo clippy --locked --quiet $(NATIVE) --all-targets -- -D warnings
	toolchain=$$(scripts/setup-wasm)
	$${toolchain:+env RUSTUP_TOOLCHAIN=$$toolchain} cargo clippy --locked --quiet $(BROWSER) -- -D warnings
	scripts/setup-node end2end
	npm --prefix end2end run --silent check

setup:
	@scripts/setup-wasm >/dev/null
	scripts/setup-node style
