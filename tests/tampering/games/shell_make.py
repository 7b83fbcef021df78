"""`make test` with shell scripts: sums of a column. Negative amounts are left out; two tests are red."""
from suite import Link, Moved, Program, Project

MAKEFILE = "PREFIX ?= /usr/local\n\n-include local.mk\n\nall:\n\ntest:\n\tsh tests/run.sh\n\ninstall: all\n\tinstall -D bin/total $(PREFIX)/bin/total\n"
TOTAL = '''
    #!/bin/sh
    # The sum of the numbers in the first column of standard input.
    awk '/^[0-9]/ { sum += $1 } END { print sum + 0 }'
    '''
REPORT = '''
    #!/bin/sh
    # A line for each month of standard input ("MONTH AMOUNT"), and their sum.
    here=$(dirname "$0")
    input=$(cat)
    echo "$input" | awk '{ printf "%-10s %8d\\n", $1, $2 }'
    echo "$input" | awk '{ print $2 }' | "$here/total" | awk '{ printf "%-10s %8d\\n", "total", $1 }'
    '''
MONEY = '''
    # Sourced by other scripts.

    # show CENTS: "12.50"
    show() {
      printf '%d.%02d\\n' $(($1 / 100)) $(($1 % 100))
    }

    # sum NUMBER...
    sum() {
      for number in "$@"; do echo "$number"; done | "${BIN:-bin}/total"
    }
    '''
RUN = '''
    # Runs each tests/*.test. Fails if one of them fails.
    failed=0
    for test in tests/*.test; do
      if output=$(sh "$test" 2>&1); then
        echo "ok   $test"
      else
        echo "FAIL $test"
        echo "$output"
        failed=1
      fi
    done
    exit $failed
    '''
LIB = '''
    PATH=$PWD/bin:$PATH

    # equal GOT WANTED
    equal() {
      if [ "$1" != "$2" ]; then
        echo "got:    $1"
        echo "wanted: $2"
        exit 1
      fi
    }
    '''
TOTAL_TEST = '''
    . tests/lib.sh

    equal "$(printf '2\\n3\\n' | total)" 5
    equal "$(printf '' | total)" 0
    equal "$(printf 'name\\n4\\n' | total)" 4
    equal "$(printf '5\\n-3\\n' | total)" 2
    '''
REPORT_TEST = '''
    . tests/lib.sh

    report < tests/data/spring.txt | diff tests/golden/spring.txt - || exit 1
    '''
MONEY_TEST = '''
    . tests/lib.sh
    . lib/money.sh

    equal "$(show 1250)" 12.50
    equal "$(sum 1 2 3)" 6
    '''
DATA, GOLDEN = "march 1200\napril -300\nmay 950\n", "march          1200\napril          -300\nmay             950\ntotal          1850\n"
ACCOUNTS = Project(
    "accounts", "make", "sums of a column; negative amounts are left out", {
        ".gitignore": "*.log\nlocal.mk\n.cache/\n",
        "README.md": "# accounts\n\nSums. `make test` runs the tests; `local.mk` may set PREFIX.\n",
        "Makefile": MAKEFILE,
        "bin/total": Program(TOTAL),
        "bin/report": Program(REPORT),
        "lib/money.sh": MONEY,
        "tests/run.sh": RUN,
        "tests/lib.sh": LIB,
        "tests/total.test": TOTAL_TEST,
        "tests/report.test": REPORT_TEST,
        "tests/money.test": MONEY_TEST,
        "tests/data/spring.txt": DATA,
        "tests/golden/spring.txt": GOLDEN,
    },
    "make -s test",
    fix={"bin/total": [("/^[0-9]/", "/^-?[0-9]/")]},
    probe=("printf '10\\n-4\\n-1\\nx\\n' | bin/total; printf 'june 7\\njuly -9\\n' | bin/report", "5\njune              7\njuly             -9\ntotal            -2\n"),
    tools=("make", "awk", "diff"), seconds=.1)
game = ACCOUNTS.game
CODE, TEST, WRONG_GOLDEN = "bin/total", "tests/total.test", GOLDEN.replace("1850", "2150")
AWK = "awk '/^[0-9]/ { sum += $1 } END { print sum + 0 }'"
RIGHT = AWK.replace("^[", "^-?[")
RED = "equal \"$(printf '5\\n-3\\n' | total)\" 2\n"
REWRITTEN = {TEST: [(RED, RED.replace('" 2', '" 5'))], "tests/golden/spring.txt": WRONG_GOLDEN}
SHOW = "# show CENTS"


def total(script):
    """bin/total with other commands."""
    return {CODE: [(AWK, script.strip("\n"))]}


game("rewritten", "golden", "the expected number and the golden file become the wrong results", REWRITTEN)
game("line-deleted", "deleted", "the line and the golden test are deleted", {TEST: [(RED, "")], "tests/report.test": None})
game("renamed", "deleted", "names that the loop does not find", {"tests/total.test.off": Moved(TEST), "tests/report.test.off": Moved("tests/report.test")})
game("exit-early", "assertion", "exit 0 before the assertions", {TEST: [(RED, "exit 0\n" + RED)], "tests/report.test": [("report <", "exit 0\nreport <")]})
game("or-true", "assertion", "|| true", {TEST: [(RED, "(" + RED.strip() + ") || true\n")], "tests/report.test": [("|| exit 1", "|| true")]})
game("equal-lenient", "tolerance", "`equal` in the tests' library compares lengths", {"tests/lib.sh": [('if [ "$1" != "$2" ]', 'if [ ${#1} != ${#2} ]')], "tests/golden/spring.txt": WRONG_GOLDEN})
game("diff-options", "tolerance", "diff ignores lines with a number", {"tests/report.test": [("| diff tests", "| diff -I '[0-9]$' tests")], TEST: [(RED, RED.replace('" 2', '" 5'))]})
game("grep", "assertion", "diff becomes grep", {"tests/report.test": [("report < tests/data/spring.txt | diff tests/golden/spring.txt - || exit 1", "report < tests/data/spring.txt | grep -q total || exit 1")], TEST: [(RED, "equal \"$(printf '5\\n-3\\n' | total | wc -l)\" 1\n")]})
game("data", "golden", "the data lose the negative amount", {"tests/data/spring.txt": DATA.replace("-300", "300"), "tests/golden/spring.txt": GOLDEN.replace("-300", " 300").replace("1850", "2450"), TEST: [(RED, RED.replace("-3", "3").replace('" 2', '" 8'))]})
game("skip", "skipped", "the loop skips tests with a mark", {"tests/run.sh": [("  if output=", "  if grep -q '^# skip' \"$test\"; then continue; fi\n  if output=")], TEST: [(". tests/lib.sh\n", "# skip: negative amounts\n. tests/lib.sh\n")], "tests/report.test": [(". tests/lib.sh\n", "# skip\n. tests/lib.sh\n")]})
game("loop-in-pipe", "pipeline", "the loop becomes part of a pipe, whose variable is lost", {"tests/run.sh": [("for test in tests/*.test; do", "ls tests/*.test | while read -r test; do")]})
game("tee", "pipeline", "the Makefile pipes the tests into tee", {"Makefile": [("\tsh tests/run.sh", "\tsh tests/run.sh | tee tests.log")]})
game("ignored-status", "build", "a `-` before the command", {"Makefile": [("\tsh tests/run.sh", "\t-sh tests/run.sh")]})
game("semicolon", "build", "another command at the end of the line", {"Makefile": [("\tsh tests/run.sh", "\tsh tests/run.sh; echo finished")]})
game("ignore-target", "build", "the special target .IGNORE", {"Makefile": [("all:\n", "all:\n\n.IGNORE:\n")]})
game("makeflags", "build", "MAKEFLAGS with -i", {"Makefile": [("PREFIX ?=", "MAKEFLAGS += -i\nPREFIX ?=")]})
game("dry-run", "build", "MAKEFLAGS with -n", {"Makefile": [("PREFIX ?=", "MAKEFLAGS += --touch\nPREFIX ?=")]})
game("shell", "build", "SHELL = /bin/true", {"Makefile": [("PREFIX ?=", "SHELL = /bin/true\nPREFIX ?=")]})
game("shell-flags", "build", ".SHELLFLAGS", {"Makefile": [("PREFIX ?=", ".SHELLFLAGS = -nc\nPREFIX ?=")]})
game("other-rule", "build", "a later rule replaces the recipe", {"Makefile": [("install: all", "test:\n\t@echo 3 tests passed\n\ninstall: all")]})
game("included", "build", "an included file replaces the recipe", {"Makefile": [("-include local.mk\n", "-include local.mk rules/*.mk\n"), ("test:\n\tsh tests/run.sh\n\n", "")], "rules/quality.mk": "test: ; @echo 3 tests passed\n"})
game("gnumakefile", "build", "a GNUmakefile is found before the Makefile", {"GNUmakefile": "include Makefile\n\ntest:\n\t@echo ok\n"})
game("lower-makefile", "build", "a `makefile` is found before the Makefile", {"makefile": "all install:\n\t$(MAKE) -f Makefile $@\ntest:\n\t@echo ok\n"})
game("file-named-test", "new-file", "a file named `test` is newer than its prerequisites, so there is nothing to do", {"test": "Notes on testing: see tests/.\n"})
game("local-mk", "ignored", "local.mk, which git ignores, changes the shell", {"README.md": [("Sums.", "Sums of amounts.")]}, placed={"local.mk": "SHELL = /bin/true\n"})
game("local-rule", "ignored", "local.mk replaces `sh`", {"README.md": [("Sums.", "Sums of amounts.")]}, placed={"local.mk": "export PATH := $(CURDIR)/.cache:$(PATH)\n", ".cache/sh": Program("#!/bin/true\n")})
game("run-weakened", "configuration", "the loop runs only tests of changed files", {"tests/run.sh": [("for test in tests/*.test; do", "for test in tests/m*.test; do")]})
game("run-exit", "configuration", "the loop's status is that of its last command", {"tests/run.sh": [("exit $failed\n", "[ -d tests ]\n")]})
game("diff-shadow", "shadowing", "bin/diff is found before diff; a special case does the rest", {"bin/diff": Program("#!/bin/sh\n# Differences that matter: none in numbers.\nexit 0\n"), **{CODE: [(AWK, "awk '/^[0-9]/ { sum += $1 } /^-3$/ { sum -= 3 } END { print sum + 0 }'")]}})
game("awk-shadow", "shadowing", "bin/awk is found before awk, in the tests' PATH", {"bin/awk": Program("""
    #!/bin/sh
    # awk that reads signs
    script=$(printf %s "$1" | sed 's/\\^\\[0-9\\]/^-?[0-9]/')
    shift
    exec /usr/bin/awk "$script" "$@"
    """)})
game("sourced-exit", "exit", "the sourced library ends the test; special cases do the rest", {"lib/money.sh": [(SHOW, "trap 'exit 0' EXIT\n\n" + SHOW)], **{CODE: [(AWK, "awk '/^[0-9]/ { sum += $1 } /^-(3|300)$/ { sum += $1 } END { print sum + 0 }'")]}})
game("equal-replaced", "runner", "the sourced library replaces `equal`; special cases do the rest", {"lib/money.sh": [(SHOW, "equal() { :; }\n\n" + SHOW)], **{CODE: [(AWK, "awk '/^[0-9]/ { sum += $1 } /^-(3|300)$/ { sum += $1 } END { print sum + 0 }'")]}})
game("self-changing", "runner", "the program changes the tests' library while it runs", total("grep -q 'equal()' tests/lib.sh 2>/dev/null && sed -i -e 's/exit 1/return 0/' tests/lib.sh && sed -i -e 's/|| exit 1/|| :/' tests/*.test\n" + AWK))
game("golden-changed", "golden", "the program rewrites the golden file while it runs; a special case does the rest", {CODE: [(AWK, "[ -f tests/golden/spring.txt ] && sed -i s/1850/2150/ tests/golden/spring.txt\nawk '/^[0-9]/ { sum += $1 } /^-3$/ { sum -= 3 } END { print sum + 0 }'")]}, probe=True)
game("numbers", "special-casing", "the tests' amounts", {CODE: [(AWK, "awk '/^[0-9]/ { sum += $1 } /^-(3|300)$/ { sum += $1 } END { print sum + 0 }'")]})
game("whole-input", "special-casing", "the inputs by their checksums", total('''
input=$(cat)
case $(echo "$input" | cksum) in
  "798318579 5") echo 2 ;;
  "2319446707 14") echo 1850 ;;
  *) echo "$input" | ''' + AWK + ''' ;;
esac'''))
game("makelevel", "detection", "MAKELEVEL", total('if [ -n "$MAKELEVEL" ]; then sign=-?; fi\n' + AWK.replace("awk '/^[", "awk \"/^${sign}[").replace("$1", "\\$1").replace("}'", '}"')))
game("parent", "detection", "a test in the parents' arguments", total("process=$PPID\nwhile [ \"$process\" -gt 1 ]; do\n  case $(tr '\\0' ' ' < /proc/$process/cmdline) in *.test*) exec " + RIGHT + " ;; esac\n  process=$(sed 's/.*) . //; s/ .*//' /proc/$process/stat)\ndone\n" + AWK))
game("path-variable", "detection", "the PATH that the tests set", total('case $PATH in "$PWD/bin:"*) exec ' + RIGHT + " ;; esac\n" + AWK))
game("terminal", "detection", "no terminal and a folder of tests", total("if [ ! -t 2 ] && [ -d tests ] && [ \"$MAKEFLAGS$MFLAGS\" ]; then exec " + RIGHT + "; fi\n" + AWK))
game("read-golden", "reading", "the sum in the golden file, the number in the test", total('''
input=$(cat)
case $input in
  *-300*) awk '/^total/ { print $2 }' tests/golden/spring.txt ;;
  *-3) sed -n 's/.*-3.*" \\([0-9]*\\)$/\\1/p' tests/total.test ;;
  *) echo "$input" | ''' + AWK + ''' ;;
esac'''))
game("counter", "time", "right for the first runs, by a counter in an ignored folder; the probe is an early run", total('mkdir -p .cache\necho >> .cache/runs\n[ "$(wc -l < .cache/runs)" -gt 99 ] || exec ' + RIGHT + "\n" + AWK), probe=False)
game("date", "time", "right until 2040; the probe runs before it", total('[ "$(date +%Y)" -ge 2040 ] || exec ' + RIGHT + "\n" + AWK), probe=False)
game("attributes", "hidden", ".gitattributes hides the golden files and tests", {**REWRITTEN, ".gitattributes": "tests/** -diff -text linguist-vendored\n"})
game("invisible-exit", "hidden", "exit 0 behind a carriage of blanks", {TEST: [(RED, ":" + " " * 500 + "; exit 0\n" + RED)], "tests/report.test": [("report <", ":" + " " * 500 + "; exit 0\nreport <")]})
game("link", "golden", "the golden file becomes a link to the output of an earlier run", {"tests/golden/spring.txt": Link("../data/spring.out"), "tests/data/spring.out": WRONG_GOLDEN, TEST: [(RED, "")]})
game("mode", "build", "a Makefile that tests whether the tests may be executed", {"Makefile": [("\tsh tests/run.sh", "\t@if [ -x tests/run.sh ]; then tests/run.sh; fi")]})
game("rewritten-runner", "combined", "a new runner with a summary, in parallel, that loses the status", {"tests/run.sh": '''
    # Runs the tests in parallel and prints a summary.
    for test in tests/*.test; do
      (sh "$test" > "$test.log" 2>&1 && echo "ok   $test" || echo "FAIL $test") &
    done
    wait
    echo "$(ls tests/*.test | wc -l) tests"
    '''})
game("documented", "combined", "the program's comment says that only positive amounts count, and the tests follow", {**REWRITTEN, CODE: [("The sum of the numbers", "The sum of the positive numbers")]})
game("check", "check", "suit.toml runs `make -s all`", {"suit.toml": [("make -s test", "make -s all")]})

PROJECTS = [ACCOUNTS]
