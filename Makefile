# Every command of the house; `make` alone lists them. The work is done by small programs under tools/.
.DEFAULT_GOAL := help
.PHONY: help setup run test test-quick check fix bench

PYTHON ?= python3
BIN := .venv/bin
# The size of the benchmark, and extra words for pytest.
N ?= 1000
ARGS ?=

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-20s %s\n' "$$name" "$$text"; done

setup: ## Make .venv, install, build the assets, translate, migrate (all other commands do what they need of it)
	@$(PYTHON) tools/setup.py --migrate

run: ## Start Sluss with the demo city; PORT and DATABASE_URL are honoured, Ctrl-C stops it
	@$(PYTHON) tools/setup.py
	@exec $(BIN)/python tools/run.py

test: ## The whole suite: SQLite always, PostgreSQL with TEST_DATABASE_URL, browser journeys with Chromium
	@$(PYTHON) tools/setup.py --dev
	@exec $(BIN)/python tools/test.py $(ARGS)

test-quick: ## SQLite, no browser, nothing slow: at most a minute
	@$(PYTHON) tools/setup.py --dev
	@exec $(BIN)/python tools/test.py --quick $(ARGS)

check: ## Lint, types, import order, templates, translations, migrations, generated docs, deployment settings
	@$(PYTHON) tools/setup.py --dev
	@exec $(BIN)/python tools/check.py $(ARGS)

fix: ## Format, mend what can be mended, add missing msgids, write the generated docs anew
	@$(PYTHON) tools/setup.py --dev
	@exec $(BIN)/python tools/check.py --fix

bench: ## The ruler: make bench N=100000 (ARGS goes on to `sluss bench`)
	@$(PYTHON) tools/setup.py
	@exec $(BIN)/sluss bench $(N) $(ARGS)
