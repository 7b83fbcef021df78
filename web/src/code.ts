// Writes a line of code into an element, as text nodes only: colors, changed words, marks for invisible characters.
import type { Span } from './highlight.ts';
import { append_printable, mark_element, printable, printable_bytes } from './printable.ts';
import type { Bytes } from './types.ts';

export type Range = readonly [from: number, to: number];
const longest_shown = 10_000; // longer lines would freeze the page

export function append_code(
  parent: HTMLElement,
  whole: string,
  spans: readonly Span[] = [],
  words: readonly Range[] = [],
): void {
  const text = whole.length > longest_shown ? whole.slice(0, longest_shown) : whole;
  let at = 0;
  let span_at = 0;
  let word_at = 0;
  while (at < text.length) {
    while ((spans[span_at]?.to ?? Infinity) <= at) ++span_at;
    while ((words[word_at]?.[1] ?? Infinity) <= at) ++word_at;
    const span = spans[span_at];
    const word = words[word_at];
    const in_span = span !== undefined && span.from <= at;
    const in_word = word !== undefined && word[0] <= at;
    const end = Math.min(
      text.length,
      span ? (in_span ? span.to : span.from) : Infinity,
      word ? (in_word ? word[1] : word[0]) : Infinity,
    );
    const piece = text.slice(at, end);
    if (!in_span && !in_word) append_printable(parent, piece);
    else {
      const element = document.createElement('span');
      element.className = (in_span ? span.style : '') + (in_word ? ' word' : '');
      append_printable(element, piece);
      parent.append(element);
    }
    at = end;
  }
  if (whole.length > longest_shown)
    parent.append(mark_element(`… ${whole.length - longest_shown} more`, 'the rest of a very long line'));
}

export function append_bytes(parent: HTMLElement, value: Bytes): void {
  for (const piece of printable_bytes(value, printable))
    parent.append(typeof piece === 'string' ? piece : mark_element(piece.glyph, piece.title));
}
