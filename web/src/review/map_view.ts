// The map of a proposal: its files, each with a row of squares for its units, drawn when near the screen. Only changed
// squares are redrawn.
import { flat, mark_element, printable_bytes } from '../printable.ts';
import type { Bytes, MarkKind, Proposal, ProposalFile } from '../types.ts';

export interface MapHooks {
  mark(unit: number): MarkKind;
  chosen(file: number, unit: number): void;
}

const near = '600px 0px';
const most_squares = 40; // per file; above this a square represents several units

interface FileRow {
  file: ProposalFile;
  element: HTMLElement;
  words: HTMLElement;
  strip: HTMLElement;
  squares: HTMLElement[] | null; // null: not drawn yet
  units_each: number;
}

function folder_of(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

export const change_words: Record<string, string> = {
  changed: 'changed',
  created: 'new',
  removed: 'goes',
  moved: 'moved',
  mode: 'mode',
};

export class MapView {
  private rows_: (FileRow | undefined)[] = [];
  private order_: FileRow[] = [];
  private current_: FileRow | null = null;
  private square_: HTMLElement | null = null;
  private watch_: IntersectionObserver;

  constructor(
    private root_: HTMLElement,
    proposal: Proposal,
    private hooks_: MapHooks,
  ) {
    root_.setAttribute('role', 'tree');
    this.watch_ = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          const row = this.rows_[Number((target as HTMLElement).dataset['file'])];
          if (isIntersecting && row) this.draw(row);
        }
      },
      { root: root_.parentElement, rootMargin: near },
    );
    const parts: HTMLElement[] = [];
    let folder: string | null = null;
    for (const file of proposal.files) {
      const path = typeof file.path === 'string' ? file.path : '';
      if (folder_of(path) !== folder) {
        folder = folder_of(path);
        if (folder) parts.push(this.folder_row(folder));
      }
      const row = this.file_row(file, path ? path.slice(folder.length) : file.path);
      this.rows_[file.file] = row;
      this.order_.push(row);
      parts.push(row.element);
    }
    root_.replaceChildren(...parts);
    root_.addEventListener('click', (event) => this.clicked(event));
    root_.addEventListener('keydown', (event) => this.key(event));
    if (this.order_[0]) this.order_[0].element.tabIndex = 0;
    for (const { element } of this.order_) this.watch_.observe(element);
  }

  close(): void {
    this.watch_.disconnect();
  }

  update(units: readonly number[], file_of: (unit: number) => number): void {
    const touched = new Map<FileRow, Set<number>>();
    for (const unit of units) {
      const row = this.rows_[file_of(unit)];
      if (!row) continue;
      const squares = touched.get(row) ?? new Set();
      squares.add(Math.floor((unit - row.file.first_unit) / row.units_each));
      touched.set(row, squares);
    }
    for (const [row, squares] of touched) {
      for (const at of squares) this.colour(row, at);
      this.label(row);
    }
  }

  select(file: number, unit: number): void {
    const row = this.rows_[file];
    if (!row) return;
    if (row !== this.current_) {
      for (const [other, is_on] of [
        [this.current_, false],
        [row, true],
      ] as const) {
        other?.element.setAttribute('aria-selected', String(is_on));
        if (other) other.element.tabIndex = is_on ? 0 : -1;
      }
      // Initially it is at the top; reading its position would delay the first frame.
      if (this.current_ || row !== this.order_[0]) this.scroll_to(row.element);
      this.current_ = row;
    }
    this.square_?.classList.remove('here');
    this.square_ = this.draw(row)[Math.floor((unit - row.file.first_unit) / row.units_each)] ?? null;
    this.square_?.classList.add('here');
  }

  private scroll_to(element: HTMLElement): void {
    const pane = this.root_.parentElement ?? this.root_;
    const top = element.offsetTop;
    if (top >= pane.scrollTop && top + element.offsetHeight <= pane.scrollTop + pane.clientHeight) return;
    pane.scrollTop = Math.max(0, top - pane.clientHeight / 3);
  }

  private folder_row(folder: string): HTMLElement {
    const row = document.createElement('div');
    row.className = 'map-folder';
    row.setAttribute('role', 'presentation');
    row.textContent = flat(folder);
    return row;
  }

  private file_row(file: ProposalFile, name: Bytes): FileRow {
    const element = document.createElement('div');
    element.className = 'map-file';
    element.tabIndex = -1;
    element.setAttribute('role', 'treeitem');
    element.setAttribute('aria-selected', 'false');
    Object.assign(element.dataset, { testid: 'map-file', file: file.file });
    const title = document.createElement('span');
    title.className = 'map-name';
    title.title = flat(file.path);
    for (const piece of printable_bytes(name))
      title.append(typeof piece === 'string' ? piece : mark_element(piece.glyph, piece.title));
    const count = document.createElement('span');
    count.className = 'map-count';
    if (file.change !== 'changed') count.append(tag('change', change_words[file.change] ?? file.change));
    if (file.outside) count.append(tag('outside', '! changed since'));
    if (file.added) count.append(tag('plus', `+${file.added}`));
    if (file.removed) count.append(tag('minus', `−${file.removed}`));
    const strip = document.createElement('span');
    strip.className = 'squares';
    const units_each = Math.max(1, Math.ceil(file.units / most_squares));
    const words = tag('sr-only', '');
    element.append(title, count, words, strip);
    const row = { file, element, words, strip, squares: null, units_each };
    this.label(row);
    return row;
  }

  private draw(row: FileRow): HTMLElement[] {
    if (row.squares) return row.squares;
    this.watch_.unobserve(row.element);
    row.squares = [];
    for (let at = 0; at * row.units_each < row.file.units; ++at) {
      const square = document.createElement('i');
      square.dataset['at'] = String(at);
      row.squares.push(square);
      this.colour(row, at);
    }
    row.strip.append(...row.squares);
    return row.squares;
  }

  private colour(row: FileRow, at: number): void {
    const square = row.squares?.[at];
    if (!square) return;
    const first = row.file.first_unit + at * row.units_each;
    const end = Math.min(first + row.units_each, row.file.first_unit + row.file.units);
    let mark = this.hooks_.mark(first);
    for (let unit = first + 1; unit < end && mark !== 'undecided'; ++unit) {
      const other = this.hooks_.mark(unit);
      if (other === 'undecided' || other === 'rejected') mark = other;
      else if (other !== mark && mark !== 'rejected') mark = 'edited';
    }
    square.className = mark + (square === this.square_ ? ' here' : '');
  }

  private label(row: FileRow): void {
    let undecided = 0;
    for (let unit = row.file.first_unit; unit < row.file.first_unit + row.file.units; ++unit)
      if (this.hooks_.mark(unit) === 'undecided') ++undecided;
    const words = undecided === 0 ? 'all decided' : `${undecided} of ${row.file.units} undecided`;
    row.words.textContent = `, ${words}`;
    row.element.classList.toggle('decided', undecided === 0);
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const element = target.closest<HTMLElement>('.map-file');
    const row = element && this.rows_[Number(element.dataset['file'])];
    if (!row) return;
    const at = target.dataset['at'];
    this.hooks_.chosen(row.file.file, at === undefined ? -1 : row.file.first_unit + Number(at) * row.units_each);
  }

  private key(event: KeyboardEvent): void {
    const at = this.order_.findIndex((row) => row.element === document.activeElement);
    const to =
      event.key === 'ArrowDown'
        ? at + 1
        : event.key === 'ArrowUp'
          ? at - 1
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? this.order_.length - 1
              : at;
    const row = this.order_[to];
    if (at < 0 || !row) return;
    if (event.key === 'Enter' || event.key === ' ') this.hooks_.chosen(row.file.file, -1);
    else if (to !== at) row.element.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function tag(style: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = style;
  element.textContent = text;
  return element;
}
