# Jornada: `make demo` and `make test` are all one needs to know; `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help setup demo run test check bench screenshots wheel lock

BIN := .venv/bin
# A display of its own for the few tests that need a real one, where the machine has Xvfb.
DISPLAYED = $$(command -v xvfb-run >/dev/null && echo xvfb-run -a)

help: ## Say what there is to make
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: ## Install what is missing on this machine (every target does this first)
	@.ci/setup

demo: setup ## Import the sample, simulate the sample journey, write demo-output/
	@$(BIN)/jornada demo

run: setup ## Open the window
	@$(BIN)/jornada

test: setup ## Run all tests
	@$(DISPLAYED) $(BIN)/pytest -n 2 --dist worksteal

check: setup ## Lint, check types and import contracts, then run all tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory test

bench: setup ## Measure speed and memory against the baselines
	@$(BIN)/python -m benchmarks

screenshots: setup ## Make the pictures of the README anew
	@$(BIN)/python -m app.screenshots

wheel: setup ## Build dist/jornada-*.whl
	@$(BIN)/python -m hatchling build -t wheel

lock: setup ## Pin the newest allowed packages in requirements.lock
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --upgrade --group dev pyproject.toml -o requirements.lock
