import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pieces_with_places } from './places.ts';

const output = 'é: src/a.cc:3: error\n./b.cc:9 bad';

test('places counted in characters, in bytes, or not at all', () => {
  for (const at of [3, 4, 9999]) {
    const pieces = pieces_with_places(output, [{ path: 'src/a.cc', line: 3, at }]);
    assert.deepEqual(
      pieces.map((piece) => piece.text),
      ['é: ', 'src/a.cc:3', ': error\n./b.cc:9 bad'],
    );
    assert.equal(pieces[1]!.place?.line, 3);
  }
});

test('pieces give the output back', () => {
  const pieces = pieces_with_places(output, [
    { path: 'b.cc', line: 9, at: 23 },
    { path: 'src/a.cc', line: 3, at: 3 },
    { path: 'no', line: 1, at: 500 },
  ]);
  assert.equal(pieces.map((piece) => piece.text).join(''), output);
  assert.equal(pieces.filter((piece) => piece.place).length, 2);
});
