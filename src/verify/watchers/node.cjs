// Watches a check's Node processes. Loaded into each, it records the tests of mocha, tape and node:test (as an account those of
// Jest and Vitest too: workers.cjs) with their results, one JSON object per line, and in trace mode the lines that V8's coverage counts. Other processes are recorded as a whole, by exit
// status. As a program ("collect") it prints the records that are complete only after all processes have ended.
// In mode "account" it writes results to the pipe `out` at once; see account.h.
"use strict";
const fs = require("fs");
const path = require("path");
const url = require("url");
const crypto = require("crypto");
const out = process.env.SUIT_WATCHER_OUT || "/tmp/.suit-watcher";
const root = (process.env.SUIT_WATCHER_ROOT || process.cwd()) + path.sep;
const mode = process.env.SUIT_WATCHER;
const told_apart_of = (pid) => path.join(out, pid + ".node.json");
const open_of = (pid) => path.join(out, pid + ".node.open");

function is_ours(name) {
  return name.startsWith(root) && !name.includes("/node_modules/") && !name.startsWith(root + ".suit-watcher");
}

const texts = new Map();
function text_of(file) {
  if (!texts.has(file)) {
    let text = null;
    try {
      text = fs.readFileSync(file, "utf8");
    } catch {}
    texts.set(file, text);
  }
  return texts.get(file);
}

// The lines that ran. V8 lists ranges from outer to inner, each with its count.
function lines_that_ran(text, functions) {
  const ran = new Uint8Array(text.length);
  for (const one of functions)
    for (const range of one.ranges) ran.fill(range.count > 0 ? 1 : 0, range.startOffset, range.endOffset);
  const lines = [];
  let number = 1, any = false;
  for (let i = 0; i <= text.length; ++i) {
    if (i === text.length || text[i] === "\n") {
      if (any) lines.push(number);
      ++number;
      any = false;
    } else if (ran[i] && !/[\s{}();,]/.test(text[i])) {
      any = true;
    }
  }
  return lines;
}

// Files that something else was made from, as Babel does: V8 counts in what was made.
const transformed = new Set();

function lines_of(scripts) {
  const lines = {};
  for (const script of scripts) {
    let file = script.url;
    if (file.startsWith("file://")) file = url.fileURLToPath(file);
    if (!is_ours(file) || text_of(file) === null) continue;
    // The whole script is a function without a name; it is left out if only others ran since the last call.
    const whole = script.functions.find((one) => one.functionName === "" && one.ranges[0].startOffset === 0);
    if (whole && whole.ranges[0].endOffset !== text_of(file).length) transformed.add(file.slice(root.length));
    const ran = lines_that_ran(text_of(file), script.functions);
    if (ran.length) lines[file.slice(root.length)] = ran;
  }
  return lines;
}

function collect() {
  const names = fs.readdirSync(out);
  const told_apart = new Set(names.filter((name) => name.endsWith(".node.json")).map((name) => name.split(".")[0]));
  // A test that was running when its process was killed.
  for (const name of names)
    if (name.endsWith(".node.open"))
      console.log(JSON.stringify({ test: fs.readFileSync(path.join(out, name), "utf8"), outcome: "failed", late: true }));
  const folder = path.join(out, "v8");
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    const pid = name.split("-")[1];
    let outcome = "failed";  // a killed process leaves no exit file
    try {
      outcome = fs.readFileSync(path.join(out, pid + ".exit"), "utf8") === "0" ? "passed" : "failed";
    } catch {}
    const lines = lines_of(JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")).result);
    if (!Object.keys(lines).length) continue;
    // If tests are separated, the remaining lines are outside of them.
    console.log(JSON.stringify(told_apart.size ? { test: "", lines } : { test: "process " + pid, outcome, lines }));
  }
  if (transformed.size) console.log(JSON.stringify({ test: "", transformed: [...transformed] }));
}

const first = new Set((process.env.SUIT_WATCHER_FIRST || "").split("\n").filter(Boolean));
const skip = new Set((process.env.SUIT_WATCHER_SKIP || "").split("\n").filter(Boolean));
const only = process.env.SUIT_WATCHER_ONLY === "1";
const times = new Map();  // occurrences of each name so far
let session = null, open = null;

// The lines since the last call. NODE_V8_COVERAGE starts the counting with the process.
function covered() {
  if (mode !== "trace" || session === false) return {};
  let scripts = [];
  try {
    if (!session) {
      session = new (require("inspector").Session)();
      session.connect();
      session.post("Profiler.enable");
      session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    }
    session.post("Profiler.takePreciseCoverage", (error, taken) => {
      if (!error) scripts = taken.result;
    });
  } catch {
    session = false;  // some processes have no inspector
  }
  return lines_of(scripts);
}

// The account of this process; the tested code may replace what it uses, so it keeps its own.
const account = mode === "account" ? (() => {
  const { openSync, writeSync } = fs;
  const stringify = JSON.stringify, run = crypto.randomBytes(12).toString("hex");
  let pipe = -1, count = 0;
  const put = (record, of = run) => writeSync(pipe, stringify({ ...record, run: of }) + "\n");
  const outcome = (test) => {
    try {
      test();
      return "passed";
    } catch {
      return "failed";
    }
  };
  const number = crypto.randomInt(2 ** 30), other = number + 1 + crypto.randomInt(2 ** 20);
  const assert = require("assert");
  // By the functions of assert as the tests find them now.
  const sentinels = () => {
    for (const [must, left, right] of [["passed", number, number], ["failed", number, other]]) {
      put({ sentinel: must, outcome: outcome(() => assert.strictEqual(left, right)) });
      put({ sentinel: must, outcome: outcome(() => assert.deepStrictEqual({ a: [left] }, { a: [right] })) });
      put({ sentinel: must, outcome: outcome(() => assert.equal(String(left), String(right))) });
      put({ sentinel: must, outcome: outcome(() => assert.ok(left === right)) });
    }
  };
  const opened = () => {
    if (pipe !== -1) return pipe >= 0;
    if (process.env.SUIT_WATCHER_WITHIN && !process.env.NODE_TEST_CONTEXT) return false;
    try {
      pipe = openSync(out, "w");
    } catch {
      pipe = -2;
      return false;
    }
    process.env.SUIT_WATCHER_WITHIN = "1";
    return true;
  };
  let begun = false;
  const begin = (runner) => {
    if (begun) return true;
    if (!opened()) return false;
    begun = true;
    put({ began: runner, process: process.pid });
    sentinels();
    // Before the runner's own: tape's calls process.exit(), which ends the others.
    process.prependListener("exit", () => {
      if (open && !open.ended) end(open, true);
      sentinels();
      put({ ended: count });
    });
    return true;
  };
  return {
    // An account within that of the process, as of one file; null if there is none.
    part: (runner) => {
      if (!opened()) return null;
      const of = crypto.randomBytes(12).toString("hex");
      let tests = 0;
      put({ began: runner, process: process.pid }, of);
      return {
        test: (name, result) => {
          ++tests;
          put({ test: name, outcome: result }, of);
        },
        sentinel: (must, result) => put({ sentinel: must, outcome: result }, of),
        end: () => put({ ended: tests }, of),
      };
    },
    test: (runner, name, result) => {
      if (!begin(runner)) return;
      ++count;
      put({ test: name, outcome: result });
    },
    reached: () => (pipe >= 0 || begin("node")) && put({ reached: "process", process: process.pid }),
    asserted: (test) => (pipe >= 0 || begin("node")) && put({ asserted: test }),
  };
})() : null;

// Called by the negative controls' versions of tests; see controls.h.
if (account) {
  // In place of an assertion: fails, and reports that it did.
  globalThis.suit_asserted = (test) => {
    account.asserted(test);
    throw new (require("assert").AssertionError)({ message: "replaced" });
  };
  // Another value than this one, near it.
  globalThis.suit_other = (value) => {
    if (typeof value === "number") return value + 1;
    if (typeof value === "bigint") return value + 1n;
    if (typeof value === "boolean") return !value;
    if (typeof value === "string") return /\s/.test(value) ? value.replace(/\s/, (blank) => " " + blank) : "other " + value;
    if (Array.isArray(value) && value.length) return [globalThis.suit_other(value[0]), ...value.slice(1)];
    return Symbol("other");
  };
}

function note(line) {
  if (account) return line.test ? account.test("node", line.test, line.skipped ? "skipped" : line.outcome) : undefined;
  if (mode !== "judge") fs.appendFileSync(told_apart_of(process.pid), JSON.stringify(line) + "\n");
}

// Begins a test; returns null if it must not run. A nested test belongs to its outer one.
function begin(file, title) {
  if (open && open.ended) open = null;
  let name = (path.relative(root, file) + " " + title).replace(/\s+/g, " ");
  const time = (times.get(name) || 0) + 1;
  times.set(name, time);
  if (time > 1) name += " #" + time;
  if (skip.has(name) || (only && !first.has(name))) return null;
  const outside = covered();
  if (Object.keys(outside).length) note({ test: "", lines: outside });
  open = { name, ended: false, failed: false, begun: Date.now() };
  if (mode !== "judge" && !account) fs.writeFileSync(open_of(process.pid), name);
  return open;
}

function end(test, failed) {
  if (test.ended) return;
  test.ended = true;
  failed = failed || test.failed;
  note({ test: test.name, outcome: failed ? "failed" : "passed", skipped: test.skipped && !failed, ms: Date.now() - test.begun, lines: covered(), transformed: [...transformed] });
  if (mode !== "judge" && !account) fs.rmSync(open_of(process.pid), { force: true });
  if (failed && (mode === "judge" || process.env.SUIT_WATCHER_STOP)) process.exit(1);
}

function watch_mocha(Runnable) {
  const run = Runnable.prototype.run;
  Runnable.prototype.run = function (done) {
    if (this.type !== "test") return run.call(this, done);
    if (open && !open.ended) end(open, true);  // an uncaught error ended it
    const test = begin(this.file || "", this.fullTitle());
    if (!test) return done();
    return run.call(this, (error) => {
      test.skipped = this.isPending() || Boolean(error && error.constructor.name === "Pending");
      end(test, Boolean(error) && !test.skipped);
      done(error);
    });
  };
}

function watch_tape(Test) {
  const run = Test.prototype.run;
  Test.prototype.run = function () {
    const fail = (test) => this.on("result", (result) => {
      if (result && result.ok === false && !result.todo) test.failed = true;
    });
    if (open && !open.ended) {
      fail(open);
    } else if (!this._skip && this._cb) {
      const test = begin(process.argv[1] || "", String(this.name));
      if (test) {
        fail(test);
        this.once("end", () => end(test, false));
      } else {
        this._skip = true;
      }
    }
    return run.apply(this, arguments);
  };
}

// Wraps a test's function; `name` defaults to the function's.
function watched(name, callback) {
  const outer = () => (open && !open.ended ? open : null);
  const begin_one = () => begin(process.argv[1] || "", name);
  if (callback.length > 1)
    return function (context, done) {
      const within = outer(), test = within || begin_one();
      if (!test) return done();
      watch_inner(context, within ? null : test);
      return callback.call(this, context, (error) => {
        if (within) within.failed = within.failed || Boolean(error);
        else end(test, Boolean(error));
        done(error);
      });
    };
  return async function (context) {
    const within = outer(), test = within || begin_one();
    if (!test) return undefined;
    watch_inner(context, within ? null : test);
    try {
      const result = await callback.call(this, context);
      if (!within) end(test, false);
      return result;
    } catch (error) {
      if (within) within.failed = true;
      else end(test, true);
      throw error;
    }
  };
}

function watched_test(original) {
  const test = function (...all) {
    const at = all.findIndex((one) => typeof one === "function");
    if (at < 0) return original.apply(this, all);
    const name = typeof all[0] === "string" ? all[0] : all[at].name;
    all[at] = watched(name, all[at]);
    return original.apply(this, all);
  };
  return Object.assign(test, original);
}

function watch_inner(context, test) {
  for (const name of ["skip", "todo"])
    if (context && test && typeof context[name] === "function") {
      const original = context[name].bind(context);
      context[name] = (...all) => {
        test.skipped = true;
        return original(...all);
      };
    }
  if (context && typeof context.test === "function") context.test = watched_test(context.test.bind(context));
}

let node_test = null;
function watch_node_test(original) {
  if (node_test) return node_test;
  node_test = watched_test(original);
  for (const name of ["test", "it"])
    if (typeof original[name] === "function") node_test[name] = original[name] === original ? node_test : watched_test(original[name]);
  // For modules that import by name.
  original.test = node_test.test;
  original.it = node_test.it;
  require("module").syncBuiltinESMExports();
  return node_test;
}

// Watches Jest and Vitest; see workers.cjs.
function watch_workers(make) {
  let made = null;
  const workers = () => (made ||= make(require("./workers.cjs")));
  // The function that runs one file of Jest's tests.
  const adapter_name = /(^|[\\/])(jest-circus[\\/](build[\\/])?runner|jest-jasmine2[\\/]build[\\/]index)(\.js)?$/;
  const adapters = new WeakMap();
  const watched = (loaded) => {
    const watch = () => typeof loaded === "function" ? workers().jest(loaded)
      : { __esModule: true, ...loaded, default: workers().jest(loaded.default) };
    if (!adapters.has(loaded)) adapters.set(loaded, watch());
    return adapters.get(loaded);
  };
  const Module = require("module");
  const load = Module._load;
  Module._load = function (request, ...rest) {
    const loaded = load.call(this, request, ...rest);
    return adapter_name.test(request) && loaded ? watched(loaded) : loaded;
  };
  if (!process.env.VITEST) return;
  // Vitest's modules are out of reach. All its versions give a worker its state by this call.
  const { apply } = Reflect;
  Object.defineProperty = new Proxy(Object.defineProperty, {
    apply(define, self, given) {
      const [context, name, property] = given;
      if (name === "__vitest_worker__" && property && property.value && property.value.rpc) {
        try {
          workers().vitest(context, property.value);
        } catch {}
      }
      return apply(define, self, given);
    },
  });
}

function watch_runners() {
  const Module = require("module");
  const load = Module._load;
  const seen = new WeakSet();
  Module._load = function (request, ...rest) {
    const loaded = load.call(this, request, ...rest);
    if (typeof loaded !== "function") return loaded;
    try {
      if (request === "node:test") return watch_node_test(loaded);
      const methods = loaded.prototype;
      if (!methods || typeof methods.run !== "function" || seen.has(loaded)) return loaded;
      seen.add(loaded);
      if (loaded.name === "Runnable" && typeof methods.fullTitle === "function") watch_mocha(loaded);
      if (loaded.name === "Test" && typeof methods._end === "function" && typeof methods.plan === "function") watch_tape(loaded);
    } catch {}
    return loaded;
  };
  if (process.env.NODE_TEST_CONTEXT) require("node:test");
}

// Records the calls of the functions that these modules export, if the arguments are plain data.
function record_calls(files) {
  const CALLS_MAX = 60;
  const Module = require("module");
  const { isDeepStrictEqual } = require("util");
  const calls = new Set();
  let missed = false;
  // Plain arrays and objects of another context, as Jest's, have other prototypes.
  const is_plain_object = (value) => {
    const parent = Object.getPrototypeOf(value);
    return parent === null || Object.hasOwn(parent, "isPrototypeOf");
  };
  const of_this_context = (value) => {
    if (Array.isArray(value)) return Array.from(value, of_this_context);
    if (!value || typeof value !== "object" || !is_plain_object(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, of_this_context(inner)]));
  };
  const recorder = (module, name, called) => {
    const recorded = function (...given) {
      try {
        const values = given.map((value) => (typeof value === "function" ? { suit_called: true } : value));
        const text = JSON.stringify(values);
        if (calls.size < CALLS_MAX && text.length < 1000 && isDeepStrictEqual(JSON.parse(text), of_this_context(values)))
          calls.add(JSON.stringify({ call: { module, name, arguments: text }, executable: process.execPath, node: true }));
        else missed = true;
      } catch {
        missed = true;
      }
      return new.target ? Reflect.construct(called, given, new.target) : called.apply(this, given);
    };
    return Object.assign(recorded, called);
  };
  const is_plain = (one) => typeof one === "function" && !/^class\b/.test(Function.prototype.toString.call(one));
  const is_other = (value) => value && ["function", "object"].includes(typeof value);
  const recorded_exports = (file, exports) => {
    if (is_plain(exports)) exports = recorder(file, "", exports);
    else if (typeof exports === "function") missed = true;
    for (const name of Object.keys(exports || {})) {
      const found = Object.getOwnPropertyDescriptor(exports, name);
      if (found.writable && is_plain(found.value)) exports[name] = recorder(file, name, found.value);
      else if (!("value" in found) || is_other(found.value)) missed = true;
    }
    return exports;
  };
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (content, filename) {
    const result = compile.apply(this, arguments);
    const file = path.relative(root, filename);
    if (files.has(file)) this.exports = recorded_exports(file, this.exports);
    return result;
  };
  const save = () => {
    if (missed) calls.add(JSON.stringify({ missed: "an export", executable: process.execPath, node: true }));
    const { threadId } = require("worker_threads");
    if (calls.size) fs.writeFileSync(told_apart_of(process.pid + (threadId ? "-" + threadId : "")), [...calls].join("\n") + "\n");
  };
  process.on("exit", save);
  const seen = new WeakSet();
  watch_workers((workers) => {
    missed = true;  // what the tests mock is not there when the calls are made again
    return workers.recorders(root, files, {
      exports: recorded_exports,
      live: (file, exports) => {
        if (seen.has(exports)) return;
        seen.add(exports);
        for (const name of Object.keys(exports)) {
          const value = exports[name], found = Object.getOwnPropertyDescriptor(exports, name);
          if (!found.configurable || !is_plain(value)) continue;
          const recorded = recorder(file, name, value);
          Object.defineProperty(exports, name, { enumerable: true, configurable: true, get: () => recorded });
        }
      },
      save,
    });
  });
}

if (require.main === module && process.argv[2] === "collect") {
  collect();
} else if (account) {
  watch_runners();
  const { suit_asserted, suit_other } = globalThis;
  watch_workers((workers) => workers.accounts(root, account.part, { suit_asserted, suit_other }));
  const { abort, kill } = process;
  process.abort = () => {
    account.reached();
    if (!require("worker_threads").isMainThread) kill(process.pid, "SIGKILL");  // a thread has no abort()
    abort();
  };
} else if (mode === "record") {
  record_calls(new Set((process.env.SUIT_WATCHER_RECORDED || "").split("\n").filter(Boolean)));
} else if (mode === "list" || mode === "trace" || mode === "judge") {
  covered();  // starts counting: code that loads from now on is outside of tests
  watch_runners();
  process.on("exit", (code) => {
    if (open && !open.ended) end(open, true);
    if (mode === "trace") fs.writeFileSync(path.join(out, process.pid + ".exit"), String(code));
  });
}
