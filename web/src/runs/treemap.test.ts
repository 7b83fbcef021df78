import assert from 'node:assert/strict';
import { test } from 'node:test';
import { treemap } from './treemap.ts';

test('areas are proportional and fill the whole', () => {
  const weights = [6, 6, 4, 3, 2, 2, 1];
  const rects = treemap(weights, 600, 400);
  rects.forEach((rect, i) => assert.ok(Math.abs(rect.width * rect.height - weights[i]! * 10_000) < 1));
});

test('nothing overlaps and nothing sticks out', () => {
  const weights = Array.from({ length: 60 }, (_, i) => 1 + ((i * 7919) % 97));
  const rects = treemap(weights, 800, 300);
  for (const [i, a] of rects.entries()) {
    assert.ok(a.x >= -1e-6 && a.y >= -1e-6 && a.x + a.width <= 800 + 1e-6 && a.y + a.height <= 300 + 1e-6);
    for (const b of rects.slice(i + 1)) {
      const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
      const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
      assert.ok(across < 1e-6 || down < 1e-6);
    }
  }
});

test('the example of the paper: nearly square', () => {
  const rects = treemap([6, 6, 4, 3, 2, 2, 1], 6, 4);
  assert.ok(rects.every((rect) => Math.max(rect.width / rect.height, rect.height / rect.width) < 3));
  assert.deepEqual([rects[0]!.width, rects[0]!.height], [3, 2]);
});

test('nothing, one, and weights of nothing', () => {
  assert.deepEqual(treemap([], 10, 10), []);
  assert.deepEqual(treemap([5], 10, 20), [{ x: 0, y: 0, width: 10, height: 20 }]);
  const rects = treemap([0, 5, -1], 10, 20);
  assert.equal(rects[0]!.width, 0);
  assert.equal(rects[1]!.width * rects[1]!.height, 200);
  assert.deepEqual(treemap([0], 10, 10), [{ x: 0, y: 0, width: 0, height: 0 }]);
});
