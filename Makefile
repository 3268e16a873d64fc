# Two commands for a stranger: `make demo` and `make test`. Each sets up what it needs in a fresh clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
WEIGHTS := $(VENV)/weights-ready
DEMO ?= demo
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test lint types contracts unit prove prove-kill prove-laws prove-slow prove-soak prove-mutants bench bench-intake bench-time bench-order bench-moments bench-tracking bench-acts lock reference clean

help: ## say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-16s %s\n", $$1, $$2 }'

demo: $(READY) $(WEIGHTS) ## draw the sample incident, build case and report in demo/ (DEMO=OTHER: there); an older demo is removed unless people worked on it
	@echo "Drawing the sample incident and building its case in $(DEMO)/: about three and a half minutes on two cores."
	@$(BIN)/gestae demo --to "$(DEMO)" --replace || { code=$$?; \
	  [ $$code = 3 ] && echo "To keep what is there and build another beside it: make demo DEMO=OTHER"; exit $$code; }

test: $(READY) lint types contracts unit ## lint, types, which part may use which, all quick tests

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

unit: $(READY)
	@[ -f $(WEIGHTS) ] || $(MAKE) --no-print-directory $(WEIGHTS) || \
	  echo "The model files cannot be fetched now; the tests that need them are skipped, saying so."
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=term

prove: prove-kill prove-laws prove-slow ## all long suites but the mutants

prove-kill: $(READY) $(WEIGHTS) ## intake and analysis killed at random moments, each ends in the same digests
	$(BIN)/python -m pytest -m prove tests/story/test_kill.py -q

prove-slow: $(READY) $(WEIGHTS) ## every other long suite
	$(BIN)/python -m pytest -m "prove and not soak" --ignore tests/story/test_kill.py -q

prove-soak: $(READY) $(WEIGHTS) ## analysis for SOAK_MINUTES (40) on two cores: memory, time left, five kills (needs GESTAE_SHARED; `make prove` leaves it out)
	$(BIN)/python -m pytest -m soak tests/story/test_soak.py -q

prove-laws: $(READY) ## every law with examples that were never drawn before
	GESTAE_CHANCE=1 $(BIN)/python -m pytest tests/laws -q

prove-mutants: $(READY) ## small faults put into the engine one by one: does a test notice each? hours, so `make prove` leaves it out (SAMPLE=460: so many, drawn)
	$(BIN)/python -m tools.mutants $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(JOBS),--jobs $(JOBS))

bench: bench-intake bench-time bench-order bench-moments bench-tracking bench-acts ## all benchmarks, as ratios against named peers

bench-intake: $(READY) ## hashing and copying beside cp and sha256sum
	$(BIN)/python benchmarks/intake.py

bench-time: $(READY) ## bounds, order and conflicts of large networks beside networkx and HiGHS
	$(BIN)/python benchmarks/timeline.py

bench-order: $(READY) ## order, why, before, without, tell of a case of 2,000 events, beside networkx
	$(BIN)/python benchmarks/case_order.py

bench-moments: $(READY) $(WEIGHTS) ## finding moments beside ffmpeg and DVR-Scan (needs GESTAE_SHARED, and dvr-scan if it is to be compared)
	$(BIN)/python -m benchmarks.moments --people $(GESTAE_SHARED)/footage/cctv/pets09_s2l1_vtest.avi \
	  --cars $(GESTAE_SHARED)/footage/cctv/traffic_camera.mp4

bench-tracking: $(READY) $(WEIGHTS) ## HOTA, IDF1, MOTA beside ByteTrack and OC-SORT (needs GESTAE_SHARED)
	$(BIN)/python benchmarks/tracking.py

bench-acts: $(READY) $(WEIGHTS) ## acts against truth read by eye (needs GESTAE_SHARED) and five drawn samples; writes docs/reference/measured.toml
	$(BIN)/python -m benchmarks.acts --idle --seeds 1-5 --write docs/reference/measured.toml
	$(BIN)/python tools/reference.py

lock: $(READY) ## resolve requirements.lock anew from pyproject.toml (needs uv)
	$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --no-strip-extras --no-emit-index-url --no-header \
	  --python-version 3.11 --universal -o requirements.lock

reference: $(READY) ## write docs/reference anew from the code
	$(BIN)/python tools/reference.py

clean: ## remove what these targets made
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage*

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "gestae needs Python 3.11 or later; this is $$($(PYTHON) --version). Name another: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv; } || \
	  { echo "Python's venv module is missing. As root: apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV)/: downloads, 1.3 GB on the disk, minutes (the slower the network, the more)."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(WEIGHTS): $(READY) src/gestae/sight/models.toml
	@echo "Fetching the model files."
	@# Without the text models only the reading of burnt-in clocks is off; without a detector the demo finds nothing.
	$(BIN)/gestae models fetch --defaults || $(BIN)/gestae models fetch efficientdet-lite1
	@touch $@
