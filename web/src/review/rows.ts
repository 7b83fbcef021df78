// A unit as display rows: line numbers, and pairs of '-' and '+' lines for word differences and the side-by-side view.
import { presentableDiff } from '@codemirror/merge';
import type { Bytes, Unit } from '../types.ts';

export interface Row {
  kind: ' ' | '-' | '+' | '@';
  text: Bytes;
  eol?: 'crlf' | 'none';
  old_line?: number;
  new_line?: number;
  partner?: Row; // the '+' of a '-', and vice versa
  words?: readonly Range[]; // differences from the partner, computed on demand
}
export type Range = readonly [from: number, to: number];
export interface Pair {
  left?: Row;
  right?: Row;
}

export function rows_of(unit: Unit): Row[] {
  const rows: Row[] = [];
  let old_line = unit.old_first;
  let new_line = unit.new_first;
  for (const [kind, text, eol] of unit.lines) {
    const row: Row = { kind, text, ...(eol ? { eol } : {}) };
    if (kind === '@') {
      const found = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(typeof text === 'string' ? text : '');
      if (found) {
        old_line = Number(found[1]);
        new_line = Number(found[2]);
      }
    }
    if (kind === ' ' || kind === '-') row.old_line = old_line++;
    if (kind === ' ' || kind === '+') row.new_line = new_line++;
    rows.push(row);
  }
  pair_up(rows);
  return rows;
}

// Similarity of two lines, from 0 to 1: shared words over all words. Cheap, and sufficient for pairing.
export function likeness(a: string, b: string): number {
  if (a === b) return 1;
  const words = (text: string) => text.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
  const of_a = words(a);
  const of_b = words(b);
  if (of_a.length + of_b.length === 0) return 1;
  const left = new Map<string, number>();
  for (const word of of_a) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of of_b) {
    const count = left.get(word) ?? 0;
    if (count > 0) {
      ++shared;
      left.set(word, count - 1);
    }
  }
  return (2 * shared) / (of_a.length + of_b.length);
}

const alike = 0.4;
const longest_block = 40; // longer blocks are paired in order: the table below is quadratic

// The most similar pairs, in order, of a block of '-' lines followed by '+' lines.
function pair_block(minus: Row[], plus: Row[]): void {
  const join = (a: Row, b: Row) => {
    a.partner = b;
    b.partner = a;
  };
  const text = (row: Row) => (typeof row.text === 'string' ? row.text : '');
  if (minus.length === 1 && plus.length === 1) return join(minus[0]!, plus[0]!);
  if (minus.length > longest_block || plus.length > longest_block) {
    if (minus.length === plus.length)
      minus.forEach((row, i) => {
        if (likeness(text(row), text(plus[i]!)) >= alike) join(row, plus[i]!);
      });
    return;
  }
  const width = plus.length + 1;
  const best = new Float64Array((minus.length + 1) * width);
  const worth = new Float64Array(minus.length * plus.length);
  for (let i = minus.length - 1; i >= 0; --i)
    for (let j = plus.length - 1; j >= 0; --j) {
      const like = likeness(text(minus[i]!), text(plus[j]!));
      worth[i * plus.length + j] = like >= alike ? like : -1;
      best[i * width + j] = Math.max(
        best[(i + 1) * width + j]!,
        best[i * width + j + 1]!,
        like >= alike ? like + best[(i + 1) * width + j + 1]! : 0,
      );
    }
  for (let i = 0, j = 0; i < minus.length && j < plus.length;) {
    const here = best[i * width + j]!;
    const like = worth[i * plus.length + j]!;
    if (like > 0 && Math.abs(here - like - best[(i + 1) * width + j + 1]!) < 1e-9) join(minus[i++]!, plus[j++]!);
    else if (here === best[(i + 1) * width + j]!) ++i;
    else ++j;
  }
}

function pair_up(rows: Row[]): void {
  for (let at = 0; at < rows.length;) {
    const start = at;
    while (rows[at]?.kind === '-') ++at;
    const middle = at;
    while (rows[at]?.kind === '+') ++at;
    if (middle > start && at > middle) pair_block(rows.slice(start, middle), rows.slice(middle, at));
    if (at === start) ++at;
  }
}

const longest_line = 2_000;

// The differing ranges of a '-' line and its '+' line. Empty if not helpful.
export function word_ranges(before: string, after: string): { before: Range[]; after: Range[] } {
  const none = { before: [], after: [] };
  if (before.length > longest_line || after.length > longest_line) return none;
  const changes = presentableDiff(before, after);
  const changed = changes.reduce((sum, change) => sum + change.toA - change.fromA + change.toB - change.fromB, 0);
  // Do not mark lines that differ almost entirely.
  if (changed > 0.8 * (before.length + after.length)) return none;
  return {
    before: changes.filter((change) => change.toA > change.fromA).map((change): Range => [change.fromA, change.toA]),
    after: changes.filter((change) => change.toB > change.fromB).map((change): Range => [change.fromB, change.toB]),
  };
}

// Side by side: partners share a row, other lines are alone.
export function side_by_side(rows: readonly Row[]): Pair[] {
  const pairs: Pair[] = [];
  for (let at = 0; at < rows.length;) {
    const row = rows[at]!;
    if (row.kind === ' ' || row.kind === '@') {
      pairs.push({ left: row, right: row });
      ++at;
      continue;
    }
    const minus: Row[] = [];
    const plus: Row[] = [];
    while (rows[at]?.kind === '-') minus.push(rows[at++]!);
    while (rows[at]?.kind === '+') plus.push(rows[at++]!);
    pairs.push(...facing(minus, plus));
  }
  return pairs;
}

function facing(minus: Row[], plus: Row[]): Pair[] {
  const pairs: Pair[] = [];
  let at = 0;
  const alone = (end: number, lefts: Row[]) => {
    const rights = plus.slice(at, end);
    for (let i = 0; i < Math.max(lefts.length, rights.length); ++i)
      pairs.push({ ...(lefts[i] ? { left: lefts[i] } : {}), ...(rights[i] ? { right: rights[i] } : {}) });
    at = end;
  };
  let waiting: Row[] = [];
  for (const row of minus) {
    const partner = row.partner ? plus.indexOf(row.partner) : -1;
    if (partner < 0) {
      waiting.push(row);
      continue;
    }
    alone(partner, waiting);
    waiting = [];
    pairs.push({ left: row, right: row.partner! });
    at = partner + 1;
  }
  alone(plus.length, waiting);
  return pairs;
}
