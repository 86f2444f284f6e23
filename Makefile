# Two commands for a fresh machine with Python 3.11 or later, Node.js 20 or later and make:
#   make demo    sets everything up, runs the main job on the embedded example, prints where the report is
#   make test    sets everything up and passes tests, linters, types and import contracts
PYTHON ?= python3
BIN := .venv/bin
UI := workbench-ui
UI_SOURCES := $(shell find $(UI) -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

# what doesn't wait for each other runs side by side, and says what it has to say when it ends
BESIDE := $(MAKE) --no-print-directory -j2 --output-sync=target

.PHONY: setup demo server test test-long ready check tests lint types contracts front peers
.PHONY: browser database sealing bench clean

setup:
	+@$(BESIDE) .setup/python .setup/ui

.setup/python: constraints.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gengxin needs Python 3.11 or later")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps -e .
	@mkdir -p .setup && touch $@

.setup/ui: $(UI_SOURCES)
	cd $(UI) && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build
	@mkdir -p .setup && touch $@

demo: setup
	$(BIN)/gengxin demo --out demo-out

test:
	+@$(BESIDE) ready lint types contracts front
	+@$(MAKE) --no-print-directory tests

test-long: ready
	$(BIN)/python benchmarks/peers/make.py pvlib
	$(BIN)/python -m pytest -q --hypothesis-profile chance

check: lint types contracts front tests

ready: .setup/python .setup/ui browser database sealing peers

# what is compiled is kept: tests start the program many times
tests:
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m 'not long'

lint: .setup/python
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .setup/python
	$(BIN)/mypy

contracts: .setup/python
	$(BIN)/lint-imports --no-logo

front: .setup/ui
	cd $(UI) && npm run --silent check && npm test --silent

# environments of their own for the libraries that we are tested against; what can't be had is named
peers: .setup/python
	$(BIN)/python benchmarks/peers/make.py pandana access pyrosm embree urbansim matching

# programs that some tests want: where $(1) doesn't find them and they can't be installed as $(2), the
# tests skip and say so; apt-get doesn't wait for another apt-get
define wanted
@mkdir -p .setup
@{ $(1); } >/dev/null 2>&1 \
|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
     && flock .setup/apt sh -c 'apt-get update -qq; apt-get install -y -qq --no-install-recommends $(2) >/dev/null'; } \
|| echo 'absent, and not installed: $(2); tests that need them will skip'
endef

browser:
	$(call wanted,command -v chromium || command -v chromium-browser,chromium fonts-noto-cjk poppler-utils)

database:
	$(call wanted,ls /usr/share/postgresql/*/extension/postgis.control,postgresql-15 postgresql-15-postgis-3)

sealing:
	$(call wanted,command -v age,age)

# serve DISTRICT on PostgreSQL with PostGIS: on yours (RECORDS=postgresql://…), else on one of its own in
# .postgres/, reached by a socket there and not over any network; it ends when the server does
POSTGRES := $(lastword $(sort $(wildcard /usr/lib/postgresql/*/bin)))
AS_POSTGRES := $(if $(filter 0,$(shell id -u)),setpriv --reuid=postgres --regid=postgres --clear-groups,)
HOME_OF_POSTGRES := $(CURDIR)/.postgres
server: setup database
	@test -n "$(DISTRICT)" || { echo 'say which: make server DISTRICT=my-district [RECORDS=postgresql://…]'; exit 2; }
ifdef RECORDS
	$(BIN)/gengxin serve "$(DISTRICT)" --records "$(RECORDS)" --workers 2
else
	@mkdir -p $(HOME_OF_POSTGRES) && chmod 700 $(HOME_OF_POSTGRES)
	@test -z "$(AS_POSTGRES)" || chown postgres $(HOME_OF_POSTGRES)
	@cd $(HOME_OF_POSTGRES) && { test -d data || $(AS_POSTGRES) $(POSTGRES)/initdb -D $(HOME_OF_POSTGRES)/data \
	  -U gengxin --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null; }
	@cd $(HOME_OF_POSTGRES) && $(AS_POSTGRES) $(POSTGRES)/pg_ctl -D $(HOME_OF_POSTGRES)/data -w -s \
	  -l $(HOME_OF_POSTGRES)/log -o "-c listen_addresses= -c unix_socket_directories=$(HOME_OF_POSTGRES)" start
	@trap 'cd $(HOME_OF_POSTGRES) && $(AS_POSTGRES) $(POSTGRES)/pg_ctl -D $(HOME_OF_POSTGRES)/data -m fast -w -s stop' EXIT; \
	trap : INT TERM; export PGHOST=$(HOME_OF_POSTGRES) PGUSER=gengxin; \
	psql -qtAc "SELECT 1 FROM pg_database WHERE datname = 'gengxin'" postgres | grep -q 1 || createdb gengxin; \
	$(BIN)/gengxin serve "$(DISTRICT)" --records postgresql://gengxin@/gengxin --workers 2
endif

bench: setup
	for case in benchmarks/*_*.py; do $(BIN)/python $$case || exit 1; done

clean:
	rm -rf .venv .setup .peers demo-out $(UI)/node_modules src/gengxin/publish/assets src/gengxin/web/assets
