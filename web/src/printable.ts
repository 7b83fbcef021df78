// Makes text from models and files safe to show: a character that would move, hide or reorder text becomes a visible
// mark. The only place that lists these characters.
import type { Bytes } from './types.ts';

export type Piece = string | { glyph: string; title: string };

// Controls except tab and newline; soft hyphen; fillers; zero width and bidirectional characters; line and paragraph
// separators; invisible operators; variation selectors (except the one for colored pictographs); byte order mark;
// interlinear marks; tags; lone surrogates.
const unsafe_set =
  '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f' +
  '\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0d\\ufeff\\uffa0\\ufff0-\\ufffb' +
  '\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}\\ud800-\\udfff';
const stray_selector = '(?<!\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]';
const unsafe_source = `[${unsafe_set}]|${stray_selector}`;
const unsafe = new RegExp(unsafe_source, 'u');
const unsafe_all = new RegExp(unsafe_source, 'gu');
const unsafe_name = new RegExp(`[\\t\\n${unsafe_set}]|${stray_selector}`, 'gu');

// For editors that draw the marks themselves.
export const unsafe_characters = new RegExp(unsafe_source, 'gu');

const names: Record<number, string> = {
  0x09: 'tab',
  0x0a: 'new line',
  0x0d: 'carriage return',
  0x1b: 'escape',
  0x7f: 'delete',
  0xad: 'soft hyphen',
  0x61c: 'Arabic letter mark',
  0x200b: 'zero width space',
  0x200c: 'zero width non-joiner',
  0x200d: 'zero width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2028: 'line separator',
  0x2029: 'paragraph separator',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'end of embedding',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x2060: 'word joiner',
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2068: 'first strong isolate',
  0x2069: 'end of isolate',
  0xfeff: 'byte order mark',
};

// Abbreviations instead of control pictures, which few fonts have.
const control_names = (
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC ' +
  'FS GS RS US'
).split(' ');

function hex_of(code: number): string {
  return 'U+' + code.toString(16).toUpperCase().padStart(4, '0');
}

// The mark for one character: the abbreviation of a control, or its code point.
export function glyph_of(character: string): { glyph: string; title: string } {
  const code = character.codePointAt(0) ?? 0;
  const title = names[code] ? `${names[code]} (${hex_of(code)})` : `invisible character (${hex_of(code)})`;
  if (code < 0x20) return { glyph: control_names[code] ?? '', title };
  if (code === 0x7f) return { glyph: 'DEL', title };
  return { glyph: hex_of(code), title };
}

export function is_plain(text: string): boolean {
  return !unsafe.test(text);
}

function split(text: string, pattern: RegExp): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > at) pieces.push(text.slice(at, found.index));
    pieces.push(glyph_of(found[0]));
    at = found.index + found[0].length;
  }
  if (at < text.length) pieces.push(text.slice(at));
  return pieces;
}

// Text in which tabs and newlines are kept.
export function printable(text: string): Piece[] {
  return is_plain(text) ? (text ? [text] : []) : split(text, unsafe_all);
}

// A name: tabs and newlines are marked too.
export function printable_name(text: string): Piece[] {
  return split(text, unsafe_name);
}

function bytes_of(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length >> 1);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

// Bytes as pieces; a byte that is not UTF-8 is shown in hexadecimal.
export function printable_bytes(value: Bytes, split_text = printable_name): Piece[] {
  if (typeof value === 'string') return split_text(value);
  const bytes = bytes_of(value.hex);
  const pieces: Piece[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = utf8_length(bytes, at);
    if (length === 0) {
      const number = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
      pieces.push({ glyph: '\\x' + number, title: `a byte that is not UTF-8 (0x${number})` });
      at += 1;
      continue;
    }
    let end = at;
    for (let next = length; next > 0 && end < bytes.length; next = utf8_length(bytes, end)) end += next;
    pieces.push(...split_text(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(at, end))));
    at = end;
  }
  return pieces;
}

// Length in bytes of the UTF-8 character at this position; 0 if invalid.
function utf8_length(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length =
    first < 0x80
      ? 1
      : first >= 0xc2 && first < 0xe0
        ? 2
        : first >= 0xe0 && first < 0xf0
          ? 3
          : first >= 0xf0 && first < 0xf5
            ? 4
            : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}

// For labels and titles, which are plain text: marks are in ⟨⟩.
export function flat(value: Bytes): string {
  return joined(printable_bytes(value));
}

function joined(pieces: Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : `⟨${piece.glyph}⟩`)).join('');
}

// As a string, with marks for bytes that are not UTF-8.
export function plain(value: Bytes): string {
  return typeof value === 'string' ? value : joined(printable_bytes(value, printable));
}

// Appends text to an element as text nodes and marks.
export function append_printable(parent: Element, text: string): void {
  if (is_plain(text)) {
    if (text) parent.append(text);
    return;
  }
  for (const piece of split(text, unsafe_all)) {
    if (typeof piece === 'string') parent.append(piece);
    else parent.append(mark_element(piece.glyph, piece.title));
  }
}

export function mark_element(glyph: string, title: string): HTMLElement {
  const mark = document.createElement('span');
  mark.className = 'glyph';
  mark.title = title;
  mark.setAttribute('role', 'img');
  mark.setAttribute('aria-label', title);
  mark.textContent = glyph;
  return mark;
}
