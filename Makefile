# make run | test | lint | bench | model | evaluate | requirements
PYTHON ?= python3
DATA ?= ../shared/data
BIN := .venv/bin

.PHONY: run test test-long lint format bench model evaluate requirements
.DEFAULT_GOAL := run

.venv/.serve: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing requirements.txt ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.develop: requirements-dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing requirements-dev.txt ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/.serve

.venv/.bench: requirements-bench.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing requirements-bench.txt ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@ .venv/.develop .venv/.serve

run: .venv/.serve
	@exec $(BIN)/python -m moderation

test: .venv/.develop
	$(BIN)/python -m pytest

# the long faults and fuzz runs, which CI adds
test-long: .venv/.develop
	$(BIN)/python -m pytest -m long

lint: .venv/.develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/.develop
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.develop
	$(BIN)/python -m benchmarks

# one thread: sums in another order are off by 1e-13, and the bytes would be others
model: .venv/.develop
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m classifiers model --data $(DATA) --out classifiers/models/base

# ARGS="--only youtube", ARGS=--write; two peers more with: apt-get install bogofilter spamassassin
evaluate: .venv/.bench
	$(BIN)/python -m benchmarks.evaluate --data $(DATA) $(ARGS)

requirements: .venv/.develop
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url \
	  --custom-compile-command "make requirements" requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url \
	  --custom-compile-command "make requirements" requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url \
	  --custom-compile-command "make requirements" requirements-bench.in -o requirements-bench.txt
