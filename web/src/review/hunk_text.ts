// Converts a unit to old and new lines for editing, and back to a unified hunk.
import { diff } from '@codemirror/merge';
import type { Unit } from '../types.ts';

interface HunkLine {
  kind: ' ' | '-' | '+';
  text: string;
  cr: boolean;
  newline: boolean;
}
export interface Hunk {
  header: string;
  lines: HunkLine[];
}

// Reads unified hunk text: lines end in "\n"; "\ No newline at end of file" applies to the previous line.
export function parse_hunk(text: string): Hunk {
  const lines: HunkLine[] = [];
  let header = '';
  for (const line of (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')) {
    if (line.startsWith('@@')) {
      header ||= line;
      continue;
    }
    if (line.startsWith('\\')) {
      const last = lines.at(-1);
      if (last) last.newline = false;
      continue;
    }
    const cr = line.endsWith('\r');
    const kind = line[0] === '-' || line[0] === '+' ? line[0] : ' ';
    lines.push({ kind, text: line.slice(1, cr ? -1 : undefined), cr, newline: true });
  }
  return { header, lines };
}

const side = (hunk: Hunk, other: '-' | '+') => hunk.lines.filter((line) => line.kind !== other);
export function old_lines(hunk: Hunk): string[] {
  return side(hunk, '+').map((line) => line.text);
}
export function new_lines(hunk: Hunk): string[] {
  return side(hunk, '-').map((line) => line.text);
}

// The unit with other new lines. Context and '-' keep the old lines byte for byte. New lines get the line ending of the
// hunk; only the last may lack a newline, as before.
export function edited_hunk(hunk: Hunk, edited: readonly string[]): string {
  const old_side = side(hunk, '+');
  const new_side = side(hunk, '-');
  const cr = 2 * new_side.filter((line) => line.cr).length > new_side.length;
  const ends_without = new_side.length > 0 && new_side.at(-1)?.newline === false;
  const taken = edited.map((text, at): HunkLine => {
    const kept = old_side.find((line) => line.text === text);
    const is_last = at === edited.length - 1;
    return { kind: '+', text, cr: kept ? kept.cr : cr, newline: !(is_last && ends_without) };
  });
  const is_same = (a: HunkLine, b: HunkLine) => a.text === b.text && a.cr === b.cr && a.newline === b.newline;
  const out: HunkLine[] = [];
  let old_at = 0;
  let new_at = 0;
  for (const [old_end, new_end, length] of common_runs(old_side, taken, is_same)) {
    while (old_at < old_end) out.push({ ...old_side[old_at++]!, kind: '-' });
    while (new_at < new_end) out.push(taken[new_at++]!);
    for (let i = 0; i < length; ++i, ++old_at, ++new_at) out.push({ ...old_side[old_at]!, kind: ' ' });
  }
  return written(hunk.header, out, old_side.length, taken.length);
}

// Runs of equal lines, in order, ending with an empty one. Lines are mapped to characters for the library's diff.
function common_runs<T>(a: T[], b: T[], is_same: (x: T, y: T) => boolean): [number, number, number][] {
  const kinds: T[] = [];
  const code = (line: T) => {
    let at = kinds.findIndex((other) => is_same(other, line));
    if (at < 0) at = kinds.push(line) - 1;
    return String.fromCharCode(at + (at < 0xd000 ? 0x100 : 0x1000));
  };
  const changes = diff(a.map(code).join(''), b.map(code).join(''));
  const runs: [number, number, number][] = [];
  let at_a = 0;
  let at_b = 0;
  for (const change of changes) {
    if (change.fromA > at_a) runs.push([at_a, at_b, change.fromA - at_a]);
    at_a = change.toA;
    at_b = change.toB;
  }
  if (a.length > at_a) runs.push([at_a, at_b, a.length - at_a]);
  runs.push([a.length, b.length, 0]);
  return runs;
}

function written(header: string, lines: HunkLine[], old_count: number, new_count: number): string {
  const found = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/.exec(header.replace(/\r$/, ''));
  const title = found ? `@@ -${found[1]},${old_count} +${found[2]},${new_count} @@${found[3]}\n` : '';
  return (
    title +
    lines
      .map(
        (line) =>
          line.kind + line.text + (line.cr ? '\r' : '') + '\n' + (line.newline ? '' : '\\ No newline at end of file\n'),
      )
      .join('')
  );
}

// The lines of a unit whose text the server did not send.
export function hunk_of(unit: Unit): Hunk {
  if (unit.text !== undefined) return parse_hunk(unit.text);
  const lines = unit.lines
    .filter((line) => line[0] !== '@')
    .map(([kind, text, eol]): HunkLine => ({
      kind: kind as ' ' | '-' | '+',
      text: typeof text === 'string' ? text : '',
      cr: eol === 'crlf',
      newline: eol !== 'none',
    }));
  return { header: `@@ -${unit.old_first},0 +${unit.new_first},0 @@`, lines };
}
