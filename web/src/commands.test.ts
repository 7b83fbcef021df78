import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { curl, quoted, suit_do, suit_review, suit_undo } from './commands.ts';

const shell = (line: string): string => execFileSync('bash', ['-c', `printf %s ${line}`], { encoding: 'utf8' });

test('words that need no quotes have none', () => {
  assert.equal(quoted('src/a.cc:10-40'), 'src/a.cc:10-40');
  assert.equal(quoted(''), "''");
});

test('a shell reads back every text as it was', () => {
  for (const text of [
    "it's",
    '$(rm -rf x) `y` "z"',
    'a\\b',
    'two\nlines',
    "tab\tand 'quote'\n",
    '\x1b[31m',
    'ü 世',
    '!x',
    '*',
    '~',
    'a\u2028b',
    'a\u0085b',
  ])
    assert.equal(shell(quoted(text)), text);
});

test('suit do', () => {
  assert.equal(
    suit_do({
      task: 'sort the lines',
      level: 'edit',
      scope: ['src/a.cc:10-40', 'x y'],
      model: 'none',
      no_checks: true,
    }),
    "suit do --level edit --scope src/a.cc:10-40 --scope 'x y' --model none --no-checks 'sort the lines'",
  );
  assert.equal(suit_do({ task: '--help' }), 'suit do -- --help');
});

test('suit review, undo and redo', () => {
  assert.equal(suit_review(12), 'suit review 12');
  assert.equal(suit_review(12, { accept: true }), 'suit review 12 --accept');
  assert.equal(suit_review(12, { reject: "isn't it" }), "suit review 12 --reject 'isn'\\''t it'");
  assert.equal(suit_review(12, { reject: '-x' }), 'suit review 12 --reject=-x');
  assert.equal(suit_undo(undefined), 'suit undo');
  assert.equal(suit_undo(7, { redo: true, dry_run: true }), 'suit redo 7 --dry-run');
  assert.equal(suit_undo(7, { partial: true }), 'suit undo 7 --partial');
});

test('curl', () => {
  assert.equal(
    curl('127.0.0.1:7777', '/api/status'),
    'curl -sS -H "Authorization: Bearer $SUIT_TOKEN" http://127.0.0.1:7777/api/status',
  );
  assert.equal(
    curl('[::1]:7777', '/api/undo', { id: 3 }),
    "curl -sS -H \"Authorization: Bearer $SUIT_TOKEN\" -H 'Content-Type: application/json' -d '{\"id\":3}' 'http://[::1]:7777/api/undo'",
  );
  assert.ok(curl('h', '/api/levels?task=a&path=b').endsWith("'http://h/api/levels?task=a&path=b'"));
});
