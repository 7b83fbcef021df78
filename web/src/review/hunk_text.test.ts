import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edited_hunk, new_lines, old_lines, parse_hunk } from './hunk_text.ts';

const hunk = parse_hunk('@@ -3,4 +3,4 @@ int f()\n a\n-b\n+B\n c\n d\n');

test('reads both sides', () => {
  assert.deepEqual(old_lines(hunk), ['a', 'b', 'c', 'd']);
  assert.deepEqual(new_lines(hunk), ['a', 'B', 'c', 'd']);
});

test('unchanged lines give the hunk back', () => {
  assert.equal(edited_hunk(hunk, new_lines(hunk)), '@@ -3,4 +3,4 @@ int f()\n a\n-b\n+B\n c\n d\n');
});

test('another text, one line more, a line less', () => {
  assert.equal(edited_hunk(hunk, ['a', 'x', 'y', 'c', 'd']), '@@ -3,4 +3,5 @@ int f()\n a\n-b\n+x\n+y\n c\n d\n');
  assert.equal(edited_hunk(hunk, ['a', 'd']), '@@ -3,4 +3,2 @@ int f()\n a\n-b\n-c\n d\n');
  assert.equal(edited_hunk(hunk, ['a', 'b', 'c', 'd']), '@@ -3,4 +3,4 @@ int f()\n a\n b\n c\n d\n');
  assert.equal(edited_hunk(hunk, []), '@@ -3,4 +3,0 @@ int f()\n-a\n-b\n-c\n-d\n');
});

test('the old side never changes', () => {
  const choices = ['a', 'b', 'c', 'd', '', 'x', '+', '@@ x', '\\ y', '#'];
  let seed = 7;
  const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
  for (let round = 0; round < 500; ++round) {
    const edited = Array.from({ length: random(7) }, () => choices[random(choices.length)]!);
    const again = parse_hunk(edited_hunk(hunk, edited));
    assert.deepEqual(old_lines(again), old_lines(hunk));
    assert.deepEqual(new_lines(again), edited);
  }
});

test('CRLF is kept and used for new lines', () => {
  const crlf = parse_hunk('@@ -1,2 +1,2 @@\n a\r\n-b\r\n+B\r\n');
  assert.equal(edited_hunk(crlf, ['a', 'x', 'y']), '@@ -1,2 +1,3 @@\n a\r\n-b\r\n+x\r\n+y\r\n');
});

test('a missing newline at the end stays missing, and only there', () => {
  const bare = parse_hunk('@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+B\n\\ No newline at end of file\n');
  assert.equal(
    edited_hunk(bare, ['a', 'x', 'y']),
    '@@ -1,2 +1,3 @@\n a\n-b\n\\ No newline at end of file\n+x\n+y\n\\ No newline at end of file\n',
  );
});
