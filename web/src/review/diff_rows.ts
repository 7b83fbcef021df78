// Rows of the diff as elements. All rows have the same height, so a unit's height is known before it is drawn and nothing
// moves when words or colors arrive.
import { append_bytes, append_code } from '../code.ts';
import type { ColouredText, Span } from '../highlight.ts';
import { mark_element } from '../printable.ts';
import { side_by_side, word_ranges, type Range, type Row } from './rows.ts';

export const row_px = 20;
export const rows_per_chunk = 80;
export type Layout = 'inline' | 'side';
export interface SideTexts {
  before?: ColouredText;
  after?: ColouredText;
  suspects?: ReadonlyMap<number, number> | undefined; // old line number → suspicion of a fault
}

type Spans = { before: Map<number, Span[]>; after: Map<number, Span[]> };

function bounds(numbers: (number | undefined)[]): [number, number] | null {
  let least = Infinity;
  let most = -Infinity;
  for (const number of numbers) {
    if (number === undefined) continue;
    least = Math.min(least, number);
    most = Math.max(most, number);
  }
  return most < least ? null : [least, most];
}

function spans_for(rows: readonly Row[], sides: SideTexts): Spans {
  const of = (side: ColouredText | undefined, range: [number, number] | null) =>
    side && range ? side.spans(range[0], range[1]) : new Map<number, Span[]>();
  return {
    before: of(sides.before, bounds(rows.map((row) => (row.kind === '-' ? row.old_line : undefined)))),
    after: of(sides.after, bounds(rows.map((row) => (row.kind === '-' ? undefined : row.new_line)))),
  };
}

// Use colors only if the side has this line at this number.
function spans_of(row: Row, spans: Spans, sides: SideTexts): readonly Span[] {
  const number = row.kind === '-' ? row.old_line : row.new_line;
  const side = row.kind === '-' ? sides.before : sides.after;
  if (number === undefined || !side || side.line(number) !== row.text) return [];
  return (row.kind === '-' ? spans.before : spans.after).get(number) ?? [];
}

function words_in(row: Row): readonly Range[] {
  if (!row.partner || typeof row.text !== 'string' || typeof row.partner.text !== 'string') return [];
  if (!row.words) {
    const [minus, plus] = row.kind === '-' ? [row, row.partner] : [row.partner, row];
    const { before, after } = word_ranges(minus.text as string, plus.text as string);
    minus.words = before;
    plus.words = after;
  }
  return row.words ?? [];
}

function number_cell(number: number | undefined): HTMLElement {
  const cell = document.createElement('span');
  cell.className = 'ln';
  if (number !== undefined) cell.dataset['n'] = String(number);
  return cell;
}

// An old line number; after a fault search with a bar whose length shows the suspicion.
function old_cell(number: number | undefined, sides: SideTexts): HTMLElement {
  const cell = number_cell(number);
  const suspicion = number === undefined ? undefined : sides.suspects?.get(number);
  if (suspicion === undefined) return cell;
  cell.classList.add('suspect');
  cell.style.setProperty('--suspicion', String(suspicion));
  cell.title = `suspected fault: ${Math.round(suspicion * 100)}% of the most suspect line`;
  return cell;
}

function code_cells(row: Row, spans: Spans, sides: SideTexts): [HTMLElement, HTMLElement] {
  const sign = document.createElement('span');
  sign.className = 'sign';
  sign.textContent = row.kind === '-' ? '−' : row.kind === '+' ? '+' : ' ';
  const code = document.createElement('span');
  code.className = 'code';
  if (typeof row.text === 'string') append_code(code, row.text, spans_of(row, spans, sides), words_in(row));
  else append_bytes(code, row.text);
  if (row.eol === 'none') code.append(mark_element('no newline', 'no newline at end of file'));
  else if ((row.eol ?? '') !== (row.partner?.eol ?? row.eol ?? ''))
    code.append(mark_element(row.eol === 'crlf' ? 'CR LF' : 'LF', 'the line ending changes'));
  return [sign, code];
}

const row_class = { '-': 'row minus', '+': 'row plus', ' ': 'row', '@': 'row gap' };

function element_of(row: Row, cells: (Node | string)[], kind = row.kind): HTMLElement {
  const line = document.createElement(kind === '-' ? 'del' : kind === '+' ? 'ins' : 'div');
  line.className = row_class[kind];
  line.append(...cells);
  return line;
}

function inline_rows(rows: readonly Row[], sides: SideTexts): HTMLElement {
  const spans = spans_for(rows, sides);
  const column = document.createElement('div');
  column.className = 'column';
  for (const row of rows)
    column.append(
      element_of(row, [old_cell(row.old_line, sides), number_cell(row.new_line), ...code_cells(row, spans, sides)]),
    );
  return column;
}

function facing_columns(rows: readonly Row[], sides: SideTexts): HTMLElement[] {
  const spans = spans_for(rows, sides);
  const columns: [HTMLElement, HTMLElement] = [document.createElement('div'), document.createElement('div')];
  for (const column of columns) column.className = 'column';
  for (const { left, right } of side_by_side(rows)) {
    columns[0].append(
      left ? element_of(left, [old_cell(left.old_line, sides), ...code_cells(left, spans, sides)]) : empty_row(),
    );
    columns[1].append(
      right ? element_of(right, [number_cell(right.new_line), ...code_cells(right, spans, sides)]) : empty_row(),
    );
  }
  columns.forEach((column, at) =>
    column.addEventListener(
      'scroll',
      () => {
        const other = columns[1 - at];
        if (other && other.scrollLeft !== column.scrollLeft) other.scrollLeft = column.scrollLeft;
      },
      { passive: true },
    ),
  );
  return columns;
}

function empty_row(): HTMLElement {
  const row = document.createElement('div');
  row.className = 'row none';
  return row;
}

export function draw_rows(into: HTMLElement, rows: readonly Row[], layout: Layout, sides: SideTexts): void {
  into.replaceChildren(...(layout === 'inline' ? [inline_rows(rows, sides)] : facing_columns(rows, sides)));
}

export function height_rows(rows: readonly Row[], layout: Layout): number {
  return layout === 'inline' ? rows.length : side_by_side(rows).length;
}

// Splits rows into chunks that are drawn near the screen. A block of '-' and '+' is never split unless it is longer than
// a chunk.
export function chunks_of(rows: readonly Row[]): Row[][] {
  const chunks: Row[][] = [];
  let chunk: Row[] = [];
  for (const row of rows) {
    if (chunk.length >= rows_per_chunk && (row.kind === ' ' || chunk.length >= 3 * rows_per_chunk)) {
      chunks.push(chunk);
      chunk = [];
    }
    chunk.push(row);
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
