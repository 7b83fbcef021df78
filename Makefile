# make run | build | test | bench | install PREFIX=… ; HACKING.md says more.
PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: run build test test-setup test-release test-dev test-tsan test-fuzz bench install clean

run: build
	tools/demo.sh build/release/suit

build:
	tools/setup.sh build
	cmake --preset release -DSUIT_TESTS=OFF >/dev/null
	cmake --build --preset release

# Everything: the release build; address and undefined behaviour, with the fuzz targets on their corpora; threads. What searches
# for new inputs (test-fuzz) is apart: it builds all once more, with clang.
test: test-release test-dev test-tsan

test-setup:
	tools/setup.sh test

test-release test-dev test-tsan test-fuzz: test-%: test-setup
	cmake --preset $* -DSUIT_TESTS=ON >/dev/null
	cmake --build --preset $*
	ctest --preset $* -j2

bench:
	tools/setup.sh bench
	cmake --preset release -DSUIT_BENCH=ON >/dev/null
	cmake --build --preset release
	bench/run.sh build/release

install: build
	install -D -m 755 build/release/suit $(DESTDIR)$(PREFIX)/bin/suit
	install -d $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	build/release/suit manual man >$(DESTDIR)$(PREFIX)/share/man/man1/suit.1
	build/release/suit manual bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/suit
	build/release/suit manual zsh >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_suit
	build/release/suit manual fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/suit.fish

clean:
	rm -rf build
