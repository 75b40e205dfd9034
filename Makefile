# Everything sets itself up: Python 3.11 or later and a package index are all that is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXAMPLE := examples/kingsoft-cloud-2021

.PHONY: demo test lint docs golden bench pictures clean

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit("esgmap needs Python 3.11 or later, this is " + sys.version) if sys.version_info < (3, 11) else 0'
	@$(PYTHON) -m venv $(VENV) || { echo "the venv module of Python is missing (Debian: apt-get install python3-venv)"; exit 1; }
	@touch $@

$(VENV)/.ready: $(VENV)/.made pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[documents]'
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.made pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.ready

demo: $(VENV)/.ready        ## build the example into out/
	$(BIN)/esgmap build $(EXAMPLE) -o out

test: $(VENV)/.ready-dev        ## run the tests
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.ready-dev        ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/.ready-dev        ## regenerate the reference pages from the code
	$(BIN)/python docs/generate.py

golden: $(VENV)/.ready-dev      ## accept the present outputs as golden; read the diff before you commit
	$(BIN)/python -m pytest --update-golden tests

bench: $(VENV)/.ready-dev       ## measure, as ratios
	$(BIN)/python benchmarks/run.py

pictures: demo                  ## a picture of each sheet of the demo's workbook (LibreOffice, poppler)
	$(BIN)/python docs/pictures.py out/index.xlsx out/pictures

clean:
	rm -rf $(VENV) out dist build
