# check: the fast tests; test: everything; mutants: what the tests notice; demo: a machine installs before your eyes;
# lab: a shell; bench and cycle: what it costs. Each sets up what it needs.
PYTHON := build/venv/bin/python
FAST := tests/unit tests/functional tests/property

.PHONY: setup host venv check lint test mutants bench cycle demo lab clean

host:
	@tests/e2e/host_packages.sh

venv: host
	@/usr/bin/python3 -m tests.e2e.wheels

setup: venv
	@$(PYTHON) -m tests.e2e.provision

lint: venv
	build/venv/bin/ruff check .
	build/venv/bin/ruff format --check .
	build/venv/bin/mypy

check: lint
	$(PYTHON) -m pytest -q -n 3 -m "not integration and not long and not e2e" $(wildcard $(FAST))

test: setup lint
	$(PYTHON) -m pytest -n 2 --dist loadfile -m "not e2e" tests
	$(PYTHON) -m pytest -m e2e tests

mutants: venv
	$(PYTHON) -m tests.mutants $(if $(ONLY),'$(ONLY)')

bench: venv
	$(PYTHON) -m tests.bench

cycle: setup
	$(PYTHON) -m pytest -q tests/e2e/test_install.py -k becomes
	@$(PYTHON) -m tests.e2e.cycle_table $(if $(WRITE),--write)

demo: setup
	@$(PYTHON) -m tests.e2e.demo $(if $(ISO),--iso '$(ISO)') $(if $(RELEASE),--release '$(RELEASE)')

lab: setup
	@$(PYTHON) -m tests.e2e.shell

clean:
	rm -rf build
