import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flat, glyph_of, is_plain, printable, printable_bytes, printable_name } from './printable.ts';

test('plain text stays one piece', () => {
  assert.deepEqual(printable('int main() {\treturn 0; }\n'), ['int main() {\treturn 0; }\n']);
  assert.deepEqual(printable(''), []);
  assert.ok(is_plain('Grüße, 世界, مرحبا, 👍, ⚠\ufe0f'));
});

test('a terminal escape shows as letters', () => {
  assert.deepEqual(printable('\x1b[31mred'), [{ glyph: 'ESC', title: 'escape (U+001B)' }, '[31mred']);
  assert.equal(glyph_of('\r').glyph, 'CR');
  assert.equal(glyph_of('\x7f').glyph, 'DEL');
});

test('every bidirectional override and zero width character is marked', () => {
  for (const code of [
    0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f,
    0x2060, 0xfeff, 0x61c, 0xad, 0x85, 0x9b, 0x2028, 0x2029, 0xe0041, 0xfe01, 0xe0101,
  ]) {
    const pieces = printable(`a${String.fromCodePoint(code)}b`);
    assert.equal(pieces.length, 3, code.toString(16));
    assert.equal((pieces[1] as { glyph: string }).glyph, 'U+' + code.toString(16).toUpperCase().padStart(4, '0'));
  }
});

test('a variation selector is plain only after a pictograph', () => {
  assert.ok(is_plain('☀\ufe0f'));
  assert.ok(!is_plain('x\ufe0f'));
  assert.ok(!is_plain('☀\ufe0f\ufe0f'));
});

test('a lone surrogate is marked', () => {
  assert.ok(!is_plain('a\ud800b'));
});

test('names mark tabs and newlines too', () => {
  assert.deepEqual(
    printable_name('a\nb\tc').map((piece) => (typeof piece === 'string' ? piece : piece.glyph)),
    ['a', 'LF', 'b', 'TAB', 'c'],
  );
  assert.equal(flat('<img src=x>\n'), '<img src=x>⟨LF⟩');
});

test('bytes that are not UTF-8 show as numbers and nothing is lost', () => {
  assert.equal(flat({ hex: '61ff62' }), 'a⟨\\xFF⟩b');
  assert.equal(flat({ hex: 'c3a4c3' }), 'ä⟨\\xC3⟩');
  assert.equal(flat({ hex: 'eda080' }), '⟨\\xED⟩⟨\\xA0⟩⟨\\x80⟩');
  assert.equal(flat({ hex: 'e280ae' }), '⟨U+202E⟩');
  assert.deepEqual(printable_bytes({ hex: '' }), []);
});
