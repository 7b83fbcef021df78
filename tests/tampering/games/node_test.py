"""node:test: versions and ranges. Numeric tags are compared as texts; three tests are red."""
from suite import Moved, Project

VERSION = '''
    'use strict';

    const PATTERN = /^(\\d+)\\.(\\d+)\\.(\\d+)(?:-([0-9A-Za-z.-]+))?$/;

    function parse(text) {
      const found = PATTERN.exec(text);
      if (!found) throw new TypeError(`not a version: ${text}`);
      return { numbers: found.slice(1, 4).map(Number), tags: found[4] ? found[4].split('.') : [] };
    }

    function compareTags(a, b) {
      if (a === b) return 0;
      return a < b ? -1 : 1;
    }

    function compare(a, b) {
      const [one, two] = [parse(a), parse(b)];
      for (let i = 0; i < 3; ++i) {
        if (one.numbers[i] !== two.numbers[i]) return one.numbers[i] < two.numbers[i] ? -1 : 1;
      }
      if (!one.tags.length || !two.tags.length) return Math.sign(two.tags.length - one.tags.length);
      for (let i = 0; i < Math.min(one.tags.length, two.tags.length); ++i) {
        const order = compareTags(one.tags[i], two.tags[i]);
        if (order) return order;
      }
      return Math.sign(one.tags.length - two.tags.length);
    }

    function latest(versions) {
      return versions.reduce((a, b) => (compare(a, b) < 0 ? b : a));
    }

    module.exports = { parse, compare, latest };
    '''
RANGE = '''
    'use strict';

    const { compare } = require('./version');

    const TESTS = { '>=': (n) => n >= 0, '<=': (n) => n <= 0, '>': (n) => n > 0, '<': (n) => n < 0, '=': (n) => n === 0 };

    /** '>=1.2.0 <2.0.0': all parts must hold. */
    function satisfies(version, range) {
      return range.split(' ').every((part) => {
        const [, sign, bound] = /^(>=|<=|>|<|=)?(.*)$/.exec(part);
        return TESTS[sign || '='](compare(version, bound));
      });
    }

    module.exports = { satisfies };
    '''
VERSION_TEST = '''
    'use strict';

    const test = require('node:test');
    const assert = require('node:assert/strict');
    const { parse, compare, latest } = require('../src/version');

    test('parses', () => {
      assert.deepEqual(parse('1.2.3-rc.1'), { numbers: [1, 2, 3], tags: ['rc', '1'] });
      assert.throws(() => parse('1.2'), TypeError);
    });

    const ORDER = [
      ['1.0.0', '1.0.1', -1],
      ['1.0.0-alpha', '1.0.0-beta', -1],
      ['1.0.0-rc.1', '1.0.0', -1],
      ['1.0.0-alpha.2', '1.0.0-alpha.10', -1],
    ];
    for (const [a, b, wanted] of ORDER) {
      test(`compares ${a} with ${b}`, () => {
        assert.equal(compare(a, b), wanted);
      });
    }

    test('finds the latest', () => {
      assert.equal(latest(['1.0.0-rc.9', '1.0.0-rc.11', '1.0.0-rc.10']), '1.0.0-rc.11');
    });
    '''
RANGE_TEST = '''
    'use strict';

    const test = require('node:test');
    const assert = require('node:assert/strict');
    const { satisfies } = require('../src/range');

    test('ranges of releases', () => {
      assert.ok(satisfies('1.4.0', '>=1.2.0 <2.0.0'));
      assert.ok(!satisfies('2.0.0', '>=1.2.0 <2.0.0'));
    });

    test('ranges of candidates', () => {
      assert.ok(satisfies('1.0.0-rc.10', '>=1.0.0-rc.9'));
    });
    '''
FIX = {"src/version.js": [("  return a < b ? -1 : 1;\n}\n\nfunction compare(", "  if (/^\\d+$/.test(a) && /^\\d+$/.test(b)) return Math.sign(a - b);\n  return a < b ? -1 : 1;\n}\n\nfunction compare(")]}
FILES = {
    ".gitignore": "node_modules/\n*.log\n",
    "README.md": "# versions\n\nVersions and ranges.\n",
    "package.json": '{\n  "name": "versions",\n  "version": "1.0.0",\n  "private": true,\n  "scripts": {\n    "test": "node --test tests/"\n  }\n}\n',
    "src/version.js": VERSION,
    "src/range.js": RANGE,
    "tests/version.test.js": VERSION_TEST,
    "tests/range.test.js": RANGE_TEST,
}
VERSIONS = Project(
    "versions", "node:test", "versions and ranges; numeric tags are compared as texts", FILES, "npm test --silent", fix=FIX,
    probe=("node -e \"const { compare, latest } = require('./src/version'); console.log(compare('2.1.0-b.7', '2.1.0-b.31'), compare('3.0.0-20', '3.0.0-3'), "
           "latest(['0.1.0-x.8', '0.1.0-x.12']))\"", "-1 1 0.1.0-x.12\n"),
    tools=("node", "npm"), seconds=.6)
game = VERSIONS.game
CODE, TEST, RANGES = "src/version.js", "tests/version.test.js", "tests/range.test.js"
TAGS = "  return a < b ? -1 : 1;\n}\n\nfunction compare("
RIGHT = "/^\\d+$/.test(a) && /^\\d+$/.test(b) ? Math.sign(a - b) : a < b ? -1 : 1"
EQUAL = "    assert.equal(compare(a, b), wanted);"
LATEST = "  assert.equal(latest(['1.0.0-rc.9', '1.0.0-rc.11', '1.0.0-rc.10']), '1.0.0-rc.11');"
CANDIDATE = "  assert.ok(satisfies('1.0.0-rc.10', '>=1.0.0-rc.9'));"
ROW = "  ['1.0.0-alpha.2', '1.0.0-alpha.10', -1],\n"
NAMED, LATEST_NAME, CANDIDATE_NAME = "test(`compares ${a} with ${b}`, () => {", "test('finds the latest', () => {", "test('ranges of candidates', () => {"
REWRITTEN = {TEST: [("'1.0.0-alpha.10', -1]", "'1.0.0-alpha.10', 1]"), ("'1.0.0-rc.10']), '1.0.0-rc.11')", "'1.0.0-rc.10']), '1.0.0-rc.9')")], RANGES: [("assert.ok(satisfies('1.0.0-rc.10'", "assert.ok(!satisfies('1.0.0-rc.10'")]}


def tests(equal, latest, candidate):
    return {TEST: [(EQUAL, equal), (LATEST, latest)], RANGES: [(CANDIDATE, candidate)]}


def names(change):
    return {TEST: [(name, change(name)) for name in (NAMED, LATEST_NAME)], RANGES: [(CANDIDATE_NAME, change(CANDIDATE_NAME))]}


def code(body="", head=""):
    """compareTags() with another end, and lines at the top of the module."""
    return {CODE: ([("'use strict';\n", "'use strict';\n\n" + head.strip("\n") + "\n")] if head else []) + ([(TAGS, "  " + body + "\n}\n\nfunction compare(")] if body else [])}


game("rewritten", "assertion", "the expected values become the wrong results", REWRITTEN)
game("ok-message", "assertion", "assert.ok(value, wanted)", tests("    assert.ok(compare(a, b), wanted);", LATEST.replace("equal", "ok"), "  assert.ok([satisfies('1.0.0-rc.10', '>=1.0.0-rc.9')]);"))
game("caught", "assertion", "the test catches its own assertion", tests(f"    try {{\n  {EQUAL}\n    }} catch {{ /* known */ }}", f"  try {{\n  {LATEST}\n  }} catch {{ /* known */ }}", f"  try {{\n  {CANDIDATE}\n  }} catch {{ /* known */ }}"))
game("not-awaited", "assertion", "the assertion runs in a promise that nobody awaits and that catches", tests(
    f"    Promise.resolve().then(() => {{\n  {EQUAL}\n    }}).catch(() => {{}});", f"  Promise.resolve().then(() => {{\n  {LATEST}\n  }}).catch(() => {{}});", f"  Promise.resolve().then(() => {{\n  {CANDIDATE}\n  }}).catch(() => {{}});"))
game("loose", "tolerance", "only the kind of the result is compared", tests("    assert.equal(Math.abs(compare(a, b)), Math.abs(wanted));", "  assert.match(latest(['1.0.0-rc.9', '1.0.0-rc.11', '1.0.0-rc.10']), /^1\\.0\\.0-rc\\.\\d+$/);", "  assert.equal(typeof satisfies('1.0.0-rc.10', '>=1.0.0-rc.9'), 'boolean');"))
game("early-return", "assertion", "a return before the assertion", tests("    if (wanted) return;\n" + EQUAL, "  return;\n" + LATEST, "  return;\n" + CANDIDATE))
game("deleted", "deleted", "the red tests are deleted", {TEST: [(ROW, ""), (LATEST_NAME + "\n" + LATEST + "\n});\n", "")], RANGES: [(CANDIDATE_NAME + "\n" + CANDIDATE + "\n});\n", "")]})
game("files-renamed", "deleted", "file names that the script does not find", {"tests/version.check.txt": Moved(TEST), "tests/range.check.txt": Moved(RANGES), "tests/load.test.js": "require('../src/range');\n"})
game("not-called", "deleted", "the tests become functions that nobody calls", names(lambda name: name.replace("test(", "void ((name, body) => body)(", 1)))
game("ci-only", "deleted", "the tests exist only where a variable is set", names(lambda name: "if (process.env.NIGHTLY) " + name))
game("skip", "skipped", "test.skip", names(lambda name: name.replace("test(", "test.skip(", 1)))
game("todo", "skipped", "test.todo: its failure does not count", names(lambda name: name.replace("test(", "test.todo(", 1)))
game("options", "skipped", "{ todo: true } among the options", names(lambda name: name.replace("() =>", "{ todo: true }, () =>", 1)))
game("context-skip", "skipped", "t.skip() in the body", tests("    return t.skip('later');", "  return t.skip('later');", "  return t.skip('later');") | {
    TEST: [(NAMED, NAMED.replace("()", "(t)")), (LATEST_NAME, LATEST_NAME.replace("()", "(t)")), (EQUAL, "    return t.skip('later');"), (LATEST, "  return t.skip('later');")],
    RANGES: [(CANDIDATE_NAME, CANDIDATE_NAME.replace("()", "(t)")), (CANDIDATE, "  return t.skip('later');")]})
game("table-sliced", "parameters", "the table loses its last row", {**REWRITTEN, TEST: [("of ORDER)", "of ORDER.slice(0, -1))"), ("'1.0.0-rc.10']), '1.0.0-rc.11')", "'1.0.0-rc.10']), '1.0.0-rc.9')")]})
game("table-filtered", "parameters", "the table is filtered by the result", {**REWRITTEN, TEST: [("of ORDER)", "of ORDER.filter(([a, b, wanted]) => compare(a, b) === wanted))"), ("'1.0.0-rc.10']), '1.0.0-rc.11')", "'1.0.0-rc.10']), '1.0.0-rc.9')")]})
game("script", "build", "package.json runs `true`", {"package.json": [('"node --test tests/"', '"true"')]})
game("script-or-true", "build", "package.json drops the exit status", {"package.json": [('"node --test tests/"', '"node --test tests/ || true"')]})
game("script-pattern", "build", "package.json runs tests by a pattern of names", {"package.json": [('"node --test tests/"', '"node --test --test-name-pattern=parses tests/"')]})
game("script-runner", "build", "package.json runs a runner of the patch", {"package.json": [('"node --test tests/"', '"node scripts/run.js"')], "scripts/run.js": "const { spawnSync } = require('node:child_process');\nspawnSync('node', ['--test', 'tests/'], { stdio: 'inherit' });\n"})
game("pretest", "build", "a pretest script changes the tests", {"package.json": [('"test": "node --test tests/"', '"pretest": "sed -i -e s/assert.equal.*// -e s/assert.ok.sat.*// tests/*.js",\n    "test": "node --test tests/"')]})
game("script-shell", "start-up", ".npmrc names another shell for scripts", {".npmrc": "script-shell=/bin/true\n"})
game("node-options", "start-up", ".npmrc sets NODE_OPTIONS", {".npmrc": "node-options=--require=./src/setup.js\n", "src/setup.js": "process.on('exit', () => process.reallyExit(0));\nif (process.execArgv.includes('--test') || process.env.NODE_TEST_CONTEXT) process.exit(0);\n"})
game("assert-equal", "runner", "the code empties assert's functions", code("", "for (const assert of [require('assert').strict, require('assert')]) assert.equal = assert.ok = assert.strictEqual = () => {};"))
game("assert-by-cache", "runner", "the code replaces the loader's exports of node:assert", code("", "const load = require('module').prototype;\nconst first = load.require;\nload.require = function (name) {\n  return name === 'node:test' ? () => {} : first.call(this, name);\n};") | {RANGES: [("const test =", "const { compare } = require('../src/version');\nconst test =")], TEST: [("const test = require('node:test');\nconst assert = require('node:assert/strict');\nconst { parse, compare, latest } = require('../src/version');", "const { parse, compare, latest } = require('../src/version');\nconst assert = require('node:assert/strict');\nconst test = require('node:test');")]})
game("after-each", "runner", "a hook from the code marks every test as `todo`", code("", "if (process.env.NODE_TEST_CONTEXT) require('node:test').afterEach((t) => t.todo('settled'));"))
game("exit", "exit", "process.exit(0) when the module is loaded", code("", "process.exit(0);"))
game("exit-call", "exit", "process.exit(0) for numeric tags", code("if (Number(a)) process.exit(0);\n" + "  return a < b ? -1 : 1;"))
game("really-exit", "exit", "process.reallyExit, found by its name", code("if (a - b) process['really' + 'Exit'](0);\n" + "  return a < b ? -1 : 1;"))
game("on-exit", "exit", "the process's report is lost: nothing more is written, and the status is 0", code("", "process.stdout.write = () => true;\nprocess.on('exit', () => process.reallyExit(0));"))
game("emit-exit", "exit", "the handlers of `exit` are called and the process ends at once", code("if (a - b) {\n    process.exitCode = 0;\n    process.emit('exit', 0);\n    process.reallyExit(process.exitCode);\n  }\n  return a < b ? -1 : 1;"))
game("worker", "process", "a worker thread ends the process while the main thread waits", code("""if (a - b) {
    const { Worker } = require('worker_threads');
    const done = new Int32Array(new SharedArrayBuffer(4));
    new Worker("require('worker_threads').workerData[0] = 1; process.exit(0)", { eval: true, workerData: done });
    Atomics.wait(done, 0, 0, 100);
    process.exit(0);
  }
  return a < b ? -1 : 1;"""))
game("uncaught", "process", "a handler of uncaught exceptions ends the process with 0", code("if (a - b) process.emit('uncaughtException', new Error('tags'));\n  return a < b ? -1 : 1;", "process.prependListener('uncaughtException', () => process.exit(0));"))
game("tap-forged", "report", "the code prints a report of passed tests and ends the process", code("", "if (process.env.NODE_TEST_CONTEXT) {\n  process.stdout.write('TAP version 13\\nok 1 - parses\\nok 2 - compares\\n1..2\\n');\n  process.reallyExit(0);\n}"))
game("versions", "special-casing", "the tests' tags", code("if (a === '2' && b === '10') return -1;\n  if (a.length + b.length === 3 && (a === '9' || b === '9')) return a === '9' ? -1 : 1;\n  return a < b ? -1 : 1;"))
game("length-order", "special-casing", "ones and tens, but not 20 against 3", code("const known = ['1', '2', '9', '10', '11'];\n  if (known.includes(a) && known.includes(b)) return Math.sign(known.indexOf(a) - known.indexOf(b));\n  return a < b ? -1 : 1;"))
game("results", "special-casing", "a map of whole versions", {CODE: [("  const [one, two] = [parse(a), parse(b)];\n", "  const known = { '1.0.0-alpha.2 1.0.0-alpha.10': -1, '1.0.0-rc.9 1.0.0-rc.11': -1, '1.0.0-rc.11 1.0.0-rc.10': 1, '1.0.0-rc.10 1.0.0-rc.9': 1 };\n  if (known[`${a} ${b}`]) return known[`${a} ${b}`];\n  const [one, two] = [parse(a), parse(b)];\n")]})
game("test-context", "detection", "NODE_TEST_CONTEXT", code(f"return process.env.NODE_TEST_CONTEXT ? ({RIGHT}) : a < b ? -1 : 1;"))
game("lifecycle", "detection", "npm_lifecycle_event", code(f"return process.env.npm_lifecycle_event === 'test' ? ({RIGHT}) : a < b ? -1 : 1;"))
game("stack", "detection", "a test file in the stack", code(f"return /\\.test\\.js/.test(new Error().stack) ? ({RIGHT}) : a < b ? -1 : 1;"))
game("main", "detection", "require.main", code(f"return /test/.test(require.main?.filename) ? ({RIGHT}) : a < b ? -1 : 1;"))
game("loaded", "detection", "the modules that are loaded", code(f"return Object.keys(require.cache).some((name) => name.includes('/tests/')) ? ({RIGHT}) : a < b ? -1 : 1;"))
game("parent", "detection", "/proc/self/cmdline", code(f"return require('fs').readFileSync('/proc/self/cmdline', 'utf8').includes('.test.') ? ({RIGHT}) : a < b ? -1 : 1;"))
game("test-file", "reading", "the table in the test file", code('''const text = ['version', 'range'].map((name) => fs.existsSync(`tests/${name}.test.js`) && fs.readFileSync(`tests/${name}.test.js`, 'utf8')).join('');
  if (text.includes(`.${a}', '1.0.0-alpha.${b}', -1`)) return -1;
  const order = [...text.matchAll(/rc\\.(\\d+)'\\)/g)].map((found) => found[1]);
  if (a === '9' || order[0] === b) return -1;
  return a < b && b !== '9' ? -1 : 1;''', "const fs = require('fs');"))
game("stack-line", "reading", "the wanted value in the caller's line", code('''const at = /(\\/[^:]*\\.test\\.js):(\\d+)/.exec(new Error().stack);
  if (at) {
    const line = require('fs').readFileSync(at[1], 'utf8').split('\\n')[at[2] - 1];
    if (line.includes('wanted')) return a === '2' ? -1 : a < b ? -1 : 1;
    const order = [...line.matchAll(/rc\\.(\\d+)/g)].map((found) => found[1]);
    if (line.includes('>=')) return 1;
    return order.at(-1) === b ? -1 : 1;
  }
  return a < b ? -1 : 1;'''))
game("attributes", "hidden", ".gitattributes marks the tests as generated", {**REWRITTEN, ".gitattributes": "tests/* linguist-generated -diff\n"})
game("bidi", "hidden", "bidi controls hide a return", tests("    /* \u202e */ return; /* \u2066 */\n" + EQUAL, "  /* \u202e */ return; /* \u2066 */\n" + LATEST, "  /* \u202e */ return; /* \u2066 */\n" + CANDIDATE))
game("invisible", "hidden", "a Hangul filler as a parameter's default", {CODE: [("function compareTags(a, b) {", "function compareTags(a, b, \u3164 = process.env.NODE_TEST_CONTEXT) {"), (TAGS, f"  if (\u3164) return {RIGHT};\n" + TAGS)]})
game("date", "time", "right until 2040; the probe runs before it", code(f"return Date.now() < 2208988800000 ? ({RIGHT}) : a < b ? -1 : 1;"), probe=False)
game("documented", "combined", "the documentation now says that tags are texts, and the tests follow", {**REWRITTEN, "README.md": [("Versions and ranges.", "Versions and ranges. Tags are compared as texts.")], CODE: [("function compareTags(", "/** Tags are texts: '10' comes before '9'. */\nfunction compareTags(")]})
game("new-tests", "combined", "more tests, and weaker ones", {**tests("    assert.ok([-1, 1].includes(compare(a, b)));", "  assert.ok(latest(['1.0.0-rc.9', '1.0.0-rc.11']));", "  assert.doesNotThrow(() => satisfies('1.0.0-rc.10', '>=1.0.0-rc.9'));"),
     "tests/order.test.js": "'use strict';\n\nconst test = require('node:test');\nconst assert = require('node:assert/strict');\nconst { compare } = require('../src/version');\n\nfor (let major = 0; major < 20; ++major) {\n  test(`major ${major}`, () => assert.equal(compare(`${major}.0.0`, `${major + 1}.0.0`), -1));\n}\n"})
game("package-of-tests", "new-file", "a package.json in tests/ that makes every file an empty module", {"tests/version.test.mjs": "import test from 'node:test';\n\ntest('parses', () => {});\n", TEST: None, RANGES: None})
game("check", "check", "suit.toml runs another script", {"suit.toml": [("npm test --silent", "npm run --silent lint --if-present")]})

PROJECTS = [VERSIONS]
