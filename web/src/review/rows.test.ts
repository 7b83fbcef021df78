import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Unit, UnitLine } from '../types.ts';
import { likeness, rows_of, side_by_side, word_ranges } from './rows.ts';

const unit = (...lines: string[]): Unit => ({
  unit: 0,
  file: 0,
  header: '',
  editable: true,
  old_first: 10,
  new_first: 20,
  lines: lines.map((line) => [line[0], line.slice(1)] as UnitLine),
});

test('line numbers of both sides', () => {
  const rows = rows_of(unit(' a', '-b', '+B', '+C', ' d'));
  assert.deepEqual(
    rows.map((row) => [row.old_line, row.new_line]),
    [
      [10, 20],
      [11, undefined],
      [undefined, 21],
      [undefined, 22],
      [12, 23],
    ],
  );
});

test('a gap sets the numbers', () => {
  const rows = rows_of(unit(' a', '@@@ -40,2 +52,2 @@ f', ' b'));
  rows[1]!.text = '@@ -40,2 +52,2 @@ f';
  const again = rows_of({
    ...unit(),
    lines: [
      [' ', 'a'],
      ['@', '@@ -40,2 +52,2 @@ f'],
      [' ', 'b'],
    ],
  });
  assert.deepEqual([again[2]!.old_line, again[2]!.new_line], [40, 52]);
});

test('lines are paired with their replacements', () => {
  const rows = rows_of(unit('-int parse_line(int n) {', '+// a comment that is new', '+int parse_record(int n) {'));
  assert.equal(rows[0]!.partner, rows[2]);
  assert.equal(rows[1]!.partner, undefined);
});

test('unrelated lines are not paired', () => {
  const rows = rows_of(unit('-alpha beta', '-gamma delta', '+one two', '+three four'));
  assert.ok(rows.every((row) => row.partner === undefined));
});

test('similarity', () => {
  assert.equal(likeness('a b', 'a b'), 1);
  assert.equal(likeness('', ''), 1);
  assert.equal(likeness('a', 'b'), 0);
  assert.ok(likeness('return parse(x);', 'return read(x);') > 0.7);
});

test('word differences cover the words and no more', () => {
  const { before, after } = word_ranges('int parse_line(int n)', 'int parse_record(int n)');
  const cut = (text: string, ranges: readonly (readonly [number, number])[]) =>
    ranges.map(([from, to]) => text.slice(from, to));
  assert.deepEqual(cut('int parse_line(int n)', before), ['line']);
  assert.deepEqual(cut('int parse_record(int n)', after), ['record']);
  assert.deepEqual(word_ranges('same', 'same'), { before: [], after: [] });
  assert.deepEqual(word_ranges('abc', 'xyzw'), { before: [], after: [] });
});

test('side by side keeps partners level and loses no row', () => {
  const rows = rows_of(
    unit(' a', '-int f(int n);', '-int g(int n);', '+new thing here', '+int f(long n);', '+int g(long n);', ' z'),
  );
  const pairs = side_by_side(rows);
  const at = pairs.findIndex((pair) => pair.left?.text === 'int f(int n);');
  assert.equal(pairs[at]!.right?.text, 'int f(long n);');
  assert.equal(pairs.filter((pair) => pair.left && pair.left.kind === '-').length, 2);
  assert.equal(pairs.filter((pair) => pair.right && pair.right.kind === '+').length, 3);
});
