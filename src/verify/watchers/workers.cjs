// Watches Jest and Vitest, whose tests run in vm contexts or workers, a file at a time. Loaded by node.cjs into the process or
// thread that runs a file. Both kinds of watching are a pair: jest(ADAPTER) returns a function in place of the one that runs a
// file, (globalConfig, config, environment, runtime, path, …) => results; vitest(CONTEXT, STATE) is called with the globals of
// the tests and what a worker gets for its files.
"use strict";
const crypto = require("crypto");
const path = require("path");

// Calls these before the methods of the same names that a worker of Vitest calls in its main process.
function before_calls(state, methods) {
  const watched = (method, before) => new Proxy(method, {
    apply(called, self, given) {
      try {
        before(...given);
      } catch {}
      return Reflect.apply(called, self, given);
    },
  });
  state.rpc = new Proxy(state.rpc, {
    get(rpc, name, self) {
      const method = Reflect.get(rpc, name, self);
      return Object.hasOwn(methods, name) ? watched(method, methods[name]) : method;
    },
  });
}

// The accounts. Results are read outside of the tests' context, from the runner's own objects. Each file is an account of its
// own: a process that ends in the middle of one leaves it unfinished. begin(RUNNER): null if nothing is to be reported, else
// {test, sentinel, end}; see account in node.cjs. `controls`: functions that the negative controls' versions of tests call.
exports.accounts = (root, begin, controls) => {
  const number = crypto.randomInt(2 ** 30), other = number + 1 + crypto.randomInt(2 ** 20);
  const outcome = (test) => {
    try {
      test();
      return "passed";
    } catch {
      return "failed";
    }
  };
  // By `expect` as the tests find it now. They do not count as assertions of a test.
  const sentinels = (run, expect) => {
    let calls = null;
    try {
      calls = expect.getState().assertionCalls;
    } catch {}
    for (const [must, left, right] of [["passed", number, number], ["failed", number, other]]) {
      run.sentinel(must, outcome(() => expect(left).toBe(right)));
      run.sentinel(must, outcome(() => expect({ a: [left] }).toEqual({ a: [right] })));
      run.sentinel(must, outcome(() => expect([String(left)]).toStrictEqual([String(right)])));
      run.sentinel(must, outcome(() => expect(left === right).toBeTruthy()));
    }
    try {
      expect.setState({ assertionCalls: calls });
    } catch {}
  };

  // The names of one file's tests; no titles: the file as a whole, if something outside of its tests failed.
  const reporter = (run, file) => {
    const times = new Map(), place = path.relative(root, file);
    return (titles, result) => {
      let name = (place + " " + (titles.join(" ").trim() || "(file)")).replace(/\s+/g, " ");
      const time = (times.get(name) || 0) + 1;
      times.set(name, time);
      if (time > 1) name += " #" + time;
      run.test(name, result);
    };
  };

  const jest = (adapter) => {
    if (typeof adapter !== "function") return adapter;
    return function (...given) {
      const [, , environment, runtime, file] = given;
      const run = environment && environment.global ? begin("jest") : null;
      if (!run) return adapter.apply(this, given);
      const report = reporter(run, file), global = environment.global;
      Object.assign(global, controls);
      if (global.process && global.process.env) global.process.env.SUIT_WATCHER_WITHIN = "1";
      // What the runner said when a test failed, in case that the test's record is changed later.
      const failed = new Set();
      const title_of = (test) => (test && test.parent ? (title_of(test.parent) + " " + test.name).trim() : "");
      let first_expect = null;
      const expect = () => (typeof global.expect === "function" ? global.expect : first_expect);
      const handle = environment.handleTestEvent;
      environment.handleTestEvent = function (event, state) {
        if (event.name === "run_start" && expect()) sentinels(run, expect());
        if (event.name === "test_fn_failure") failed.add(title_of(event.test));
        if (event.name === "test_retry") failed.delete(title_of(event.test));
        return handle ? handle.call(this, event, state) : undefined;
      };
      if (runtime && typeof runtime.setGlobalsForRuntime === "function") {
        const set = runtime.setGlobalsForRuntime;
        runtime.setGlobalsForRuntime = function (globals) {
          if (globals && typeof globals.expect === "function") first_expect = globals.expect;
          return set.apply(this, arguments);
        };
      }
      const ended = (results) => {
        const tests = Array.isArray(results.testResults) ? results.testResults : [];
        for (const { ancestorTitles = [], title, status } of tests) {
          const titles = [...ancestorTitles, title];
          const passed = status === "passed" && !failed.has(titles.join(" ").trim());
          report(titles, passed ? "passed" : status === "passed" || status === "failed" ? "failed" : "skipped");
        }
        if (results.testExecError || (results.failureMessage && !results.numFailingTests)) report([], "failed");
        for (const one of new Set([expect(), first_expect])) if (one) sentinels(run, one);
        run.end();
        return results;
      };
      // No async function: it would be a line of the tests' stack traces.
      return Promise.resolve(adapter.apply(this, given)).then(ended, (error) => {
        report([], "failed");
        run.end();
        throw error;
      });
    };
  };

  const is_settled = (task) => Boolean(task.result && !["run", "queued"].includes(task.result.state));

  const report_vitest = (file, report) => {
    let failures = 0;
    const visit = (task, titles) => {
      const own = [...titles, task.name];
      if (task.type === "suite") return task.tasks.forEach((inner) => visit(inner, own));
      const { state, errors, retryCount } = task.result || {};
      const forgets = errors && errors.length && !task.fails && !retryCount && !task.repeats;
      const result = state === "fail" || (state === "pass" && forgets) ? "failed" : state === "pass" ? "passed" : "skipped";
      failures += result === "failed";
      report(own, result);
    };
    for (const task of file.tasks) visit(task, []);
    if (!failures && file.result.state === "fail") report([], "failed");
  };

  const vitest = (context, state) => {
    const run = begin("vitest");
    if (!run) return;
    if (context !== globalThis) Object.assign(context, controls);
    const waiting = new Map();
    let left = (state.ctx && Array.isArray(state.ctx.files) && state.ctx.files.length) || 1;
    const expect = () => context[Symbol.for("expect-global")];
    const collected = (files) => {
      for (const file of files) waiting.set(file.id, file);
      if (expect()) sentinels(run, expect());
    };
    const updated = () => {
      for (const [id, file] of waiting) {
        if (!is_settled(file)) continue;
        waiting.delete(id);
        report_vitest(file, reporter(run, file.filepath));
        if (expect()) sentinels(run, expect());
        if (--left === 0) run.end();
      }
    };
    before_calls(state, { onCollected: collected, onTaskUpdate: updated });
  };

  return { jest, vitest };
};

// Records calls: recorder.exports(FILE, EXPORTS) returns what stands in place of a module's exports, recorder.live(FILE,
// EXPORTS) changes those of an ES module, recorder.save() is called after each file of tests.
exports.recorders = (root, files, recorder) => {
  const jest = (adapter) => {
    if (typeof adapter !== "function") return adapter;
    return function (...given) {
      const runtime = given[3], done = new Map();
      const load = runtime.requireModuleOrMock;
      runtime.requireModuleOrMock = function (from, name) {
        const loaded = load.apply(this, arguments);
        if (typeof name !== "string" || !/^[./]/.test(name)) return loaded;
        const place = path.relative(root, path.resolve(path.dirname(from), name));
        const file = ["", ".js", ".cjs", ".mjs", path.sep + "index.js"].map((end) => place + end).find((one) => files.has(one));
        if (!file) return loaded;
        if (!done.has(loaded)) done.set(loaded, recorder.exports(file, loaded));
        return done.get(loaded);
      };
      return Promise.resolve(adapter.apply(this, given)).finally(recorder.save);
    };
  };
  const modules_of = (state, file) => {
    const all = state.evaluatedModules && state.evaluatedModules.fileToModulesMap;
    if (all) return [...(all.get(file) || [])];
    return state.moduleCache && state.moduleCache.has(file) ? [state.moduleCache.get(file)] : [];
  };
  const vitest = (context, state) => {
    const collected = () => {
      for (const file of files)
        for (const module of modules_of(state, path.join(root, file))) if (module.exports) recorder.live(file, module.exports);
    };
    before_calls(state, { onCollected: collected, onTaskUpdate: recorder.save });
  };
  return { jest, vitest };
};
