# The one interface: people, the hook and CI all call these. Needs git, python3 and make; `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test torture promises check site sample bench lock fonts screenshots audit findings formats browser servers office papers
MAKEFLAGS += --no-print-directory
# Where it is set, each of the thousands of processes of a run of the tests compiles all of our modules anew.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
EDITION ?= 1406
SCALE ?= 1
UPGRADE ?=
DEATHS ?= 1000
SHARED := --numprocesses 4 --dist loadfile --no-loadscope-reorder
VAZIRMATN := 33.0.3
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate $(UPGRADE)

help: ## همین راهنما
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.run ## همهٔ راه با دورهٔ نمونه، از بررسی تا سایت روی همین رایانه (PORT=8000)
	@$(BIN)/python scripts/demo.py

test: check browser servers office papers ## همهٔ بررسی‌ها و آزمون‌ها
	$(BIN)/pytest $(SHARED)

torture: .venv/.dev ## برنامهٔ دریافت را هزار بار، و هر دستور را در هر نقطه، وسط کار می‌کشد و می‌شمارد (DEATHS=1000)
	@PYTHONPATH=. $(BIN)/python -m tests.lab $(DEATHS)
	@PYTHONPATH=. $(BIN)/python -m tests.commands

promises: browser servers office papers ## docs/promises.md، از نو: هر وعده، آزمون‌هایش و نتیجهٔ آن‌ها
	@rm -f .cache/promises.json
	@$(BIN)/pytest $(SHARED) -m promise --promises .cache/promises.json; ended=$$?; \
		PYTHONPATH=. $(BIN)/python -m tests.promises .cache/promises.json docs/promises.md && exit $$ended

check: .venv/.dev ## سبک، نوع‌ها، طبقه‌ها و جریان کار CI
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --pedantic --quiet .github

site: .venv/.run ## سایت یک دوره در public/ (EDITION=1406)
	@$(BIN)/farakhan site --edition $(EDITION)

sample: .venv/.dev ## داوری و تصمیم دورهٔ نمونه، از نو، با همان فرمان‌ها
	@PYTHONPATH=. $(BIN)/python -m tests.sample

bench: .venv/.bench ## سنجش سرعت در کنار راه ساده و سقف ممکن (SCALE=0.05 برای اندازهٔ کوچک)
	@$(BIN)/python -m bench --scale $(SCALE)

lock: .venv/.lock ## نسخه و اثر انگشت کتابخانه‌ها در requirements/ (UPGRADE=--upgrade برای نسخه‌های تازه)
	$(COMPILE) pyproject.toml --group build --group dev -o requirements/dev.txt
	$(COMPILE) pyproject.toml --group build -c requirements/dev.txt -o requirements/run.txt
	$(COMPILE) pyproject.toml --group build --group bench -c requirements/dev.txt -o requirements/bench.txt
	$(COMPILE) --group fonts -o requirements/fonts.txt
	$(COMPILE) --group lock -o requirements/lock.txt

fonts: .venv/.fonts ## قلم وزیرمتن سایت، تنها با حرف‌های لازم (npm می‌خواهد)
	@mkdir -p .cache/fonts
	@cd .cache/fonts && npm pack --silent vazirmatn@$(VAZIRMATN) >/dev/null && tar xzf vazirmatn-$(VAZIRMATN).tgz
	@$(BIN)/python scripts/fonts.py .cache/fonts/package

audit: .venv/.dev browser ## لایت‌هاوس، axe و درستی HTML، در کنار متریالِ دست‌نخورده (npm می‌خواهد)
	@$(BIN)/python -m bench.audit

screenshots: .venv/.dev browser ## عکس‌های README از دورهٔ نمونه، از نو
	@$(BIN)/python scripts/screenshots.py

formats: .venv/.dev ## docs/formats.md و طرح‌واره‌ها، از نو: شکل پرونده‌ها، از خود برنامه
	@$(BIN)/python scripts/formats.py

findings: ## آنچه از کتابخانه‌های دیگران انتظار نمی‌رفت، دوباره دیده می‌شود (هر کدام در پوشه‌ای موقت)
	@for finding in findings/*.sh; do echo "▸ $$finding"; bash "$$finding" || exit 1; done

browser servers office papers:
	@bash scripts/setup.sh $@

.venv/.%: requirements/%.txt pyproject.toml
	@bash scripts/setup.sh $*
