# Every target does its own set-up: libraries (npm ci) and, where one is needed, the lab's control planes.
# ARGS goes to the program behind a target: make demo ARGS=--once

bin := node_modules/.bin
installed := node_modules/.package-lock.json
run := PATH="$(CURDIR)/$(bin):$$PATH" node

.DEFAULT_GOAL := help
.PHONY: help demo demo-down test check unit bench format generate

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

demo: $(installed) ## three clusters on this machine, a web shop spread over them; leaves them running (ARGS=--once does not)
	@$(run) src/main/demo.ts $(ARGS)

demo-down: $(installed) ## end what `make demo` left running
	@$(run) src/main/demo.ts --down

test: $(installed) ## format, lint, types, unused code, generated files, and all tests
	@$(run) test/run.ts $(ARGS)

check: $(installed) ## all of `make test` that needs no cluster
	@$(run) test/run.ts --no-lab $(ARGS)

unit: $(installed) ## the unit tests alone
	@$(run) --test --test-isolation=none 'src/**/*.test.ts' 'bench/**/*.test.ts'

bench: $(installed) ## Hansa against a bare client on the same clusters
	@$(run) src/main/bench.ts $(ARGS)

format: $(installed) ## format the code
	@$(bin)/oxfmt src test bench

generate: $(installed) ## write the generated files: CRDs and reference
	@$(run) src/main/generate.ts

$(installed): package.json package-lock.json
	@echo "Installing the libraries (npm ci) ..."
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@
