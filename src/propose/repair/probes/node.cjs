// What a check's Node processes ran. Loaded into each of them it notes how the process ended; as a program ("collect") it
// turns V8's coverage of each into lines, a JSON object a process.
"use strict";
const fs = require("fs");
const path = require("path");
const out = process.env.SUIT_PROBE_OUT || "/tmp/.suit-probe";
const root = (process.env.SUIT_PROBE_ROOT || process.cwd()) + path.sep;

function is_ours(name) {
  return name.startsWith(root) && !name.includes("/node_modules/") && !name.startsWith(root + ".suit-probe");
}

// The lines with something that ran. V8 gives ranges from the outer to the inner, each with its count.
function lines_that_ran(text, functions) {
  const ran = new Uint8Array(text.length).fill(1);
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

function collect() {
  const folder = path.join(out, "v8");
  for (const name of fs.readdirSync(folder)) {
    const pid = name.split("-")[1];
    let outcome = "failed";  // one that was killed told nothing
    try {
      outcome = fs.readFileSync(path.join(out, pid + ".exit"), "utf8") === "0" ? "passed" : "failed";
    } catch {}
    const lines = {};
    for (const script of JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")).result) {
      if (!script.url.startsWith("file://")) continue;
      const file = require("url").fileURLToPath(script.url);
      if (!is_ours(file) || !fs.existsSync(file)) continue;
      lines[file.slice(root.length)] = lines_that_ran(fs.readFileSync(file, "utf8"), script.functions);
    }
    if (Object.keys(lines).length) console.log(JSON.stringify({ test: "process " + pid, outcome, lines }));
  }
}

if (require.main === module && process.argv[2] === "collect") {
  collect();
} else if (process.env.SUIT_PROBE === "trace") {
  process.on("exit", (code) => fs.writeFileSync(path.join(out, process.pid + ".exit"), String(code)));
}
