// Calls a candidate's functions as the tests did, and with one value of the arguments changed at a time. As behaviour.py with
// "leaves": node behaviour.cjs CALLS, recorded by node.cjs.
"use strict";
const fs = require("fs");
const path = require("path");
const url = require("url");
const { inspect } = require("util");

const LEAVES_MAX = 8, ARRAYS_MAX = 3, CALLS_MAX = 20, AGAIN = 60;

// Other values than this one.
function others_of(value) {
  if (typeof value === "number") return [value + 1, value - 1, value + 2, value - 3, value * 2, -value, value + 10];
  if (typeof value !== "string") return [];
  const found = [value.slice(0, -1), value.slice(1), value + value.slice(-1), value + value, [...value].reverse().join(""), "x" + value, value + "x"];
  for (const digits of [...value.matchAll(/[0-9]+/g)].slice(0, 4)) {
    const number = digits[0].length < 9 ? Number(digits[0]) : 0;
    for (const n of [number + 1, number + 2, Math.abs(number - 1), number * 2, number + 10])
      found.push(value.slice(0, digits.index) + n + value.slice(digits.index + digits[0].length));
  }
  return found.filter((other) => other !== value);
}

// [path, value] of each value within arrays and objects.
function leaves(value, at = []) {
  const whole = value === null || typeof value !== "object" || value.suit_called || !Object.keys(value).length;
  return whole ? [[at, value]] : Object.keys(value).flatMap((key) => leaves(value[key], [...at, key]));
}

// The same of each array of two elements or more: code may know how many the tests have.
function arrays(value, at = []) {
  if (value === null || typeof value !== "object") return [];
  const inner = Object.keys(value).flatMap((key) => arrays(value[key], [...at, key]));
  return at.length && Array.isArray(value) && value.length > 1 ? [[at, value], ...inner] : inner;
}

function of_other_length(all) {
  return [[...all, all[0]], [...all, all.at(-1)], [all[0], ...all], [...all, ...all], [...all, all[0], all.at(-1)], all.slice(1), all.slice(0, -1)];
}

function with_leaf(value, at, other) {
  if (!at.length) return other;
  const parts = Array.isArray(value) ? [...value] : { ...value };
  parts[at[0]] = with_leaf(value[at[0]], at.slice(1), other);
  return parts;
}

// Is the number or word elsewhere in the arguments too? Then it may matter only that they are equal.
function is_twice(was, text) {
  const word = was.replace(/^'|'$/g, "");
  const escaped = word.replace(/[^A-Za-z0-9_]/g, "\\$&");
  return word !== "" && [...text.matchAll(new RegExp("(?<![A-Za-z0-9])" + escaped + "(?![A-Za-z0-9])", "g"))].length > 1;
}

function* calls_at_leaves(recorded) {
  for (const [number, call] of recorded.entries()) {
    const given = JSON.parse(call.arguments);
    yield [call, given, { call: number, leaf: "-1", was: "" }];
    for (const [at, value] of leaves(given).slice(0, LEAVES_MAX)) {
      const was = inspect(value), place = { call: number, leaf: at.join("."), was, twice: is_twice(was, call.arguments) };
      for (const other of others_of(value)) yield [call, with_leaf(given, at, other), place];
    }
    for (const [at, value] of arrays(given).slice(0, ARRAYS_MAX)) {
      const place = { call: number, leaf: at.join(".") + ".length", was: value.length + " elements", twice: false };
      for (const other of of_other_length(value)) yield [call, with_leaf(given, at, other), place];
    }
  }
  for (let i = 0; i < AGAIN; ++i)
    for (const [number, call] of recorded.entries()) yield [call, JSON.parse(call.arguments), { call: number, leaf: "-1", was: "" }];
}

function outcome(called, given) {
  const log = [], before = inspect(given, { depth: 9 });
  const values = given.map((value) => (value && value.suit_called ? (...with_these) => void log.push(inspect(with_these, { depth: 9 }).slice(0, 200)) : value));
  let came;
  try {
    const value = called(...values);
    if (value && typeof value.then === "function") return "";
    came = inspect(value, { depth: 9 }).slice(0, 400);
  } catch (error) {
    came = "raises " + (error && error.name) + ": " + String(error && error.message).slice(0, 100);
  }
  if (log.length) came += ", calls its argument " + log.length + " times, with " + log.slice(0, 50).join("; ");
  return inspect(given, { depth: 9 }) === before ? came : came + ", its arguments then " + inspect(given, { depth: 9 }).slice(0, 400);
}

const recorded = fs.readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line).call);
async function module_at(file) {
  try {
    return require(file);
  } catch {}
  return import(url.pathToFileURL(file)).catch(() => null);  // an ES module
}

async function main() {
  const calls = recorded.filter(Boolean).slice(0, CALLS_MAX), modules = new Map();
  for (const { module } of calls) if (!modules.has(module)) modules.set(module, await module_at(path.resolve(module)));
  for (const [call, given, place] of calls_at_leaves(calls)) {
    const module = modules.get(call.module), called = module && call.name ? module[call.name] : module;
    if (typeof called !== "function") continue;
    const said = (call.name || path.parse(call.module).name) + "(" + given.map((value) => inspect(value)).join(", ") + ")";
    fs.writeSync(1, JSON.stringify({ ...place, said, came: outcome(called, given) }) + "\n");
  }
}

main().finally(() => process.exit(0));
