# make run | build | test | bench | package | install PREFIX=… ; see HACKING.md.
PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: run build test test-setup test-release test-dev test-tsan test-fuzz test-agents bench install package clean

run: build
	tools/demo.sh build/release/suit

build:
	tools/setup.sh build
	tools/prepare.sh
	cmake --preset release -DSUIT_TESTS=OFF >/dev/null
	cmake --build --preset release

# All tests: the release build; ASan and UBSan with the fuzz corpora; TSan. Searching for new inputs (test-fuzz) is separate: it
# rebuilds everything with clang.
test: test-release test-dev test-tsan

test-setup:
	tools/setup.sh test
	tools/prepare.sh

test-release test-dev test-tsan test-fuzz: test-%: test-setup
	cmake --preset $* -DSUIT_TESTS=ON >/dev/null
	cmake --build --preset $*
	ctest --preset $* -j2

# Real coding agents behind the gate, without an account and without a network. Not part of `test`: they are fetched (1 GB).
test-agents: build
	python3 tests/agents/agents.py build/release/suit

bench:
	tools/setup.sh bench
	cmake --preset release -DSUIT_BENCH=ON >/dev/null
	cmake --build --preset release
	bench/run.sh build/release

install: build
	DESTDIR=$(DESTDIR) cmake --install build/release --prefix $(PREFIX) >/dev/null

# build/release/package: a .deb and a .tar.gz that run without compiling
package: build
	tools/setup.sh package
	cpack --config build/release/CPackConfig.cmake

clean:
	rm -rf build
