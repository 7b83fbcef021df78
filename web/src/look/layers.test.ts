import assert from 'node:assert/strict';
import { test } from 'node:test';
import { laid_out } from './layers.ts';

test('dependencies are below, and nothing overlaps', () => {
  const names = ['app', 'web', 'core', 'base', 'alone', 'round', 'about'];
  const needs = [
    { from: 0, to: 1 },
    { from: 0, to: 2 },
    { from: 1, to: 2 },
    { from: 2, to: 3 },
    { from: 5, to: 6 },
    { from: 6, to: 5 },
  ];
  const { boxes, arrows, width, height } = laid_out(names, needs);
  assert.equal(boxes[4], undefined);
  assert.equal(arrows.length, needs.length);
  for (const { from, to } of needs.slice(0, 5)) assert.ok(boxes[from]!.y < boxes[to]!.y, `${names[from]} ${names[to]}`);
  const drawn = boxes.filter((one) => one !== undefined);
  for (const a of drawn) {
    assert.ok(a.x >= 0 && a.x + a.width <= width && a.y >= 0 && a.y + a.height <= height);
    for (const b of drawn) if (a !== b && a.y === b.y) assert.ok(a.x + a.width < b.x || b.x + b.width < a.x);
  }
});
