import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code_in } from './session.ts';
import { EventCutter } from './stream.ts';

function cut(...pieces: string[]): [string, string][] {
  const seen: [string, string][] = [];
  const cutter = new EventCutter((kind, data) => seen.push([kind, data]));
  for (const piece of pieces) cutter.add(piece);
  return seen;
}

test('a stream is split into events at any chunk boundary', () => {
  const text = ': suit\n\nid: 7\nevent: ledger\ndata: {"sequence":7}\n\n: alive\n\nevent: run\ndata: {"a":"b"}\n\n';
  const all: [string, string][] = [
    ['ledger', '{"sequence":7}'],
    ['run', '{"a":"b"}'],
  ];
  assert.deepEqual(cut(text), all);
  assert.deepEqual(cut(...text), all);
  assert.deepEqual(cut(text.slice(0, -1)), all.slice(0, 1));
});

test('the code and the target are read from the address', () => {
  assert.deepEqual(code_in('#code=0af9'), { code: '0af9', rest: '' });
  assert.deepEqual(code_in('#code=0af9#/review/3'), { code: '0af9', rest: '#/review/3' });
  for (const other of ['', '#/review/3', '#/file/code=1', '#code=', '#code=<x>', '#/ask?q=#code=1']) assert.equal(code_in(other), null);
});
