import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mark } from '../types.ts';
import { Marks } from './marks.ts';

function scene(units = 5, revision = 10, marks: Mark[] = []) {
  const changed: number[][] = [];
  return { marks: new Marks(units, revision, marks, (list) => changed.push(list)), changed };
}

test('a mark shows at once, is sent once and counted', () => {
  const { marks, changed } = scene();
  marks.set([1], { mark: 'accepted' });
  assert.equal(marks.of(1).mark, 'accepted');
  assert.deepEqual(changed, [[1]]);
  assert.deepEqual(marks.take(), { revision: 10, marks: [{ unit: 1, mark: 'accepted' }] });
  marks.set([2], { mark: 'rejected', reason: 'wrong' });
  assert.equal(marks.take(), null, 'one batch at a time');
  marks.accepted_by_server({ revision: 11, marks: [{ unit: 1, mark: 'accepted' }] });
  assert.deepEqual(marks.take(), { revision: 11, marks: [{ unit: 2, mark: 'rejected', reason: 'wrong' }] });
  assert.deepEqual(marks.counts(), { accepted: 1, edited: 0, rejected: 1, undecided: 3 });
});

test('undo reverts a whole step and is sent', () => {
  const { marks } = scene(5, 10, [{ unit: 3, mark: 'rejected', reason: 'style' }]);
  marks.set([2, 3, 4], { mark: 'accepted' });
  assert.equal(marks.undo(), 2);
  assert.equal(marks.of(2).mark, 'undecided');
  assert.deepEqual(marks.of(3), { mark: 'rejected', reason: 'style' });
  assert.deepEqual(
    marks.take()?.marks.map((mark) => mark.mark),
    ['undecided', 'rejected', 'undecided'],
  );
  assert.equal(marks.undo(), undefined);
});

test('repeating a mark is not a step', () => {
  const { marks } = scene();
  marks.set([1], { mark: 'accepted' });
  marks.set([1], { mark: 'accepted' });
  marks.undo();
  assert.equal(marks.undo(), undefined);
});

test('the next undecided unit wraps around', () => {
  const { marks } = scene(3);
  marks.set([2], { mark: 'accepted' });
  assert.equal(marks.next_undecided(1), 0);
  marks.set([0], { mark: 'accepted' });
  assert.equal(marks.next_undecided(0), 1);
  marks.set([1], { mark: 'accepted' });
  assert.equal(marks.next_undecided(1), undefined);
});

test('a 409 shows theirs, overwrites nothing and sends the rest again', () => {
  const { marks } = scene();
  marks.set([0, 1], { mark: 'accepted' });
  marks.take();
  const conflicts = marks.refused_by_server({ revision: 12, marks: [{ unit: 1, mark: 'rejected', reason: 'no' }] });
  assert.deepEqual(conflicts, [{ unit: 1, mine: { mark: 'accepted' }, theirs: { mark: 'rejected', reason: 'no' } }]);
  assert.equal(marks.of(1).mark, 'rejected');
  assert.deepEqual(marks.take(), { revision: 12, marks: [{ unit: 0, mark: 'accepted' }] });
  marks.accepted_by_server({ revision: 13, marks: [] });
  assert.equal(marks.undo(), 0, 'undo affects only my own marks');
  assert.equal(marks.of(1).mark, 'rejected');
});

test('a 409 with equal marks is not a conflict', () => {
  const { marks } = scene();
  marks.set([1], { mark: 'accepted' });
  marks.take();
  assert.deepEqual(marks.refused_by_server({ revision: 12, marks: [{ unit: 1, mark: 'accepted' }] }), []);
  assert.ok(marks.is_saved);
});

test('a 409 that names no unit is not retried', () => {
  const { marks } = scene();
  marks.set([1], { mark: 'accepted' });
  marks.take();
  marks.refused_by_server({ revision: 12, marks: [] });
  assert.equal(marks.of(1).mark, 'undecided');
  assert.equal(marks.take(), null);
});

test('a failed batch is reverted', () => {
  const { marks } = scene(5, 10, [{ unit: 0, mark: 'accepted' }]);
  marks.set([0], { mark: 'rejected' });
  marks.take();
  marks.set([2], { mark: 'accepted' });
  assert.deepEqual(marks.failed().sort(), [0, 2]);
  assert.equal(marks.of(0).mark, 'accepted');
  assert.equal(marks.of(2).mark, 'undecided');
});

test('marks of others arrive; an old echo of mine does not undo newer marks', () => {
  const { marks } = scene();
  marks.heard(11, [{ unit: 4, mark: 'accepted' }]);
  assert.equal(marks.of(4).mark, 'accepted');
  assert.equal(marks.revision, 11);
  marks.set([1], { mark: 'accepted' });
  marks.take();
  marks.set([1], { mark: 'rejected' });
  marks.heard(12, [{ unit: 1, mark: 'accepted' }]);
  assert.equal(marks.of(1).mark, 'rejected');
  marks.accepted_by_server({ revision: 12, marks: [{ unit: 1, mark: 'accepted' }] });
  marks.take();
  marks.accepted_by_server({ revision: 13, marks: [{ unit: 1, mark: 'rejected' }] });
  marks.heard(12, [{ unit: 1, mark: 'accepted' }]);
  assert.equal(marks.of(1).mark, 'rejected');
});

test('reload: units that are not listed are undecided', () => {
  const { marks } = scene(5, 10, [{ unit: 0, mark: 'accepted' }]);
  marks.refresh(14, [{ unit: 3, mark: 'rejected' }]);
  assert.equal(marks.of(0).mark, 'undecided');
  assert.equal(marks.of(3).mark, 'rejected');
});
