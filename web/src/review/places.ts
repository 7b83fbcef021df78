// Locates the places of a check in its output.
import type { Place } from '../types.ts';

export interface OutputPiece {
  text: string;
  place?: Place;
}

// `at` counts UTF-8 bytes with some servers and UTF-16 units with others: the text at the offset decides.
export function position_of(output: string, place: Place): { from: number; to: number } | undefined {
  const path = typeof place.path === 'string' ? place.path : '';
  if (!path) return undefined;
  const with_line = `${path}:${place.line}`;
  for (const from of [place.at, position_of_byte(output, place.at), output.indexOf(with_line)]) {
    if (from < 0 || from >= output.length) continue;
    if (output.startsWith(with_line, from)) return { from, to: from + with_line.length };
    if (output.startsWith(path, from)) return { from, to: from + path.length };
  }
  // The output may have another form of the name ("./a.c:3", "a.c:3"): use the word at the place.
  const word = /^[^\s:]+(:\d+)?/.exec(output.slice(place.at))?.[0];
  return word ? { from: place.at, to: place.at + word.length } : undefined;
}

function position_of_byte(text: string, at: number): number {
  let bytes = 0;
  for (let i = 0; i < text.length; ++i) {
    if (bytes >= at) return i;
    const code = text.codePointAt(i) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (code > 0xffff) ++i;
  }
  return -1;
}

export function pieces_with_places(output: string, places: readonly Place[]): OutputPiece[] {
  const found = places
    .map((place) => ({ place, where: position_of(output, place) }))
    .filter((one): one is { place: Place; where: { from: number; to: number } } => one.where !== undefined)
    .sort((a, b) => a.where.from - b.where.from);
  const pieces: OutputPiece[] = [];
  let at = 0;
  for (const { place, where } of found) {
    if (where.from < at) continue;
    if (where.from > at) pieces.push({ text: output.slice(at, where.from) });
    pieces.push({ text: output.slice(where.from, where.to), place });
    at = where.to;
  }
  if (at < output.length) pieces.push({ text: output.slice(at) });
  return pieces;
}
