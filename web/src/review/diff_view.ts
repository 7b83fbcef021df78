// The diff of one file, in plain DOM: keys must stay fast with five thousand units. Units are sections of known height,
// drawn when near the screen. It makes no decisions: it queries marks and reports actions.
import { flat } from '../printable.ts';
import type { ProposalFile, Unit } from '../types.ts';
import { chunks_of, draw_rows, height_rows, row_px, type Layout, type SideTexts } from './diff_rows.ts';
import type { Decision } from './marks.ts';
import { parse_hunk } from './hunk_text.ts';
import { rows_of, type Row } from './rows.ts';

export type UnitAction = 'accept' | 'reject' | 'edit' | 'undecide';
export interface DiffHooks {
  decision(unit: number): Decision;
  pressed(unit: number, action: UnitAction): void;
  selected(unit: number): void;
  may_decide(): boolean;
  conflict(unit: number): string | undefined; // another person's mark
}

const head_px = 34;
const scrollbar_px = 12; // space reserved for a chunk's scrollbar
const gap_lines = 100; // lines unfolded per click
const near = '900px 0px';

export const mark_words = { accepted: 'accepted', rejected: 'rejected', edited: 'edited', undecided: 'undecided' };
export const mark_signs = { accepted: '✓', rejected: '✗', edited: '✎', undecided: '·' };

interface Block {
  rows: Row[];
  element: HTMLElement;
  drawn: boolean;
}
interface Section {
  unit: Unit;
  element: HTMLElement;
  blocks: Block[];
  has_head: boolean;
  text: string | undefined;
}

export class DiffView {
  private sections_ = new Map<number, Section>();
  private blocks_ = new Map<Element, { section: Section; block: Block }>();
  private watch_: IntersectionObserver;
  private file_: ProposalFile | null = null;
  private units_: Unit[] = [];
  private layout_: Layout = 'inline';
  private sides_: SideTexts = {};
  private current_ = -1;
  // Reading an element's position forces a layout; avoid it before the first frame.
  private is_at_top_ = true;
  private pane_px_ = 0;
  private sized_: ResizeObserver;
  private page_: HTMLElement;

  constructor(
    private pane_: HTMLElement,
    private hooks_: DiffHooks,
  ) {
    this.page_ = document.createElement('div');
    this.page_.className = 'diff-page';
    pane_.replaceChildren(this.page_);
    this.watch_ = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) if (entry.isIntersecting) this.draw(entry.target);
      },
      { root: pane_, rootMargin: near },
    );
    this.pane_px_ = pane_.clientHeight;
    this.sized_ = new ResizeObserver(() => (this.pane_px_ = pane_.clientHeight));
    this.sized_.observe(pane_);
    pane_.addEventListener('scroll', () => (this.is_at_top_ = false), { passive: true });
    this.page_.addEventListener('click', (event) => this.clicked(event));
  }

  get file(): ProposalFile | null {
    return this.file_;
  }
  get layout(): Layout {
    return this.layout_;
  }
  section_of(unit: number): HTMLElement | undefined {
    return this.sections_.get(unit)?.element;
  }

  close(): void {
    this.watch_.disconnect();
    this.sized_.disconnect();
  }

  show(file: ProposalFile, units: Unit[], layout: Layout, sides: SideTexts): void {
    this.watch_.disconnect();
    this.sections_.clear();
    this.blocks_.clear();
    const suspects = file.suspects && new Map(file.suspects as [number, number][]);
    Object.assign(this, { file_: file, units_: units, layout_: layout, sides_: { ...sides, suspects }, current_: -1 });
    const parts: HTMLElement[] = [];
    units.forEach((unit, at) => {
      const fold = this.fold_before(units[at - 1], unit);
      if (fold) parts.push(fold);
      parts.push(this.new_section(unit));
    });
    const tail = this.fold_after(units.at(-1));
    if (tail) parts.push(tail);
    this.page_.replaceChildren(...parts);
    this.pane_.setAttribute('aria-label', `changes in ${flat(file.path)}`);
    for (const { block } of this.blocks_.values()) this.watch_.observe(block.element);
    if (!this.is_at_top_) this.pane_.scrollTop = 0;
    this.is_at_top_ = true;
  }

  // File sides or colors arrived: redraw the visible rows in place.
  set_sides(sides: SideTexts): void {
    this.sides_ = { ...sides, suspects: this.sides_.suspects };
    for (const { block } of this.blocks_.values())
      if (block.drawn) draw_rows(block.element, block.rows, this.layout_, this.sides_);
    const tail = this.page_.querySelector('.fold.tail');
    if (tail) tail.replaceWith(this.fold_after(this.units_.at(-1)) ?? '');
  }

  select(unit: number, take_focus: boolean): void {
    this.sections_.get(this.current_)?.element.removeAttribute('aria-current');
    const section = this.sections_.get(unit);
    this.current_ = unit;
    if (!section) return;
    section.element.setAttribute('aria-current', 'true');
    if (!this.is_at_top_ || unit !== this.units_[0]?.unit) this.bring_into_view(section.element);
    this.draw_from(section);
    if (take_focus) section.element.focus({ preventScroll: true });
  }

  // Selects a line of the new side; returns the unit that shows it.
  select_line(line: number): number | undefined {
    let best: Unit | undefined;
    for (const unit of this.units_) if (unit.new_first <= line || !best) best = unit;
    return best?.unit;
  }

  refresh(units: readonly number[]): void {
    for (const unit of units) {
      const section = this.sections_.get(unit);
      if (section && section.text !== this.hooks_.decision(unit).text) this.draw_again(section);
      else if (section) this.update_head(section);
    }
  }

  // Shows the edited lines of a unit. Only content below the reading position may move.
  private draw_again(old: Section): void {
    const { unit } = old.unit;
    for (const block of old.blocks) {
      this.watch_.unobserve(block.element);
      this.blocks_.delete(block.element);
    }
    const is_above = this.is_above(old);
    const before = old.element.offsetHeight;
    const element = this.new_section(old.unit);
    old.element.replaceWith(element);
    if (is_above) this.pane_.scrollTop += element.offsetHeight - before;
    const section = this.sections_.get(unit)!;
    for (const block of section.blocks) this.draw(block.element);
    if (unit === this.current_) element.setAttribute('aria-current', 'true');
  }

  // True if above the reading position: the current unit if visible, else the top of the screen.
  private is_above({ unit, element }: Section): boolean {
    const current = this.sections_.get(this.current_)?.element;
    const { scrollTop, clientHeight } = this.pane_;
    const is_read =
      current &&
      current.offsetTop < scrollTop + clientHeight &&
      current.offsetTop + current.offsetHeight > scrollTop;
    return is_read ? unit.unit < this.current_ : element.offsetTop < scrollTop;
  }

  refresh_all(): void {
    this.refresh([...this.sections_.keys()]);
  }

  // While a unit is edited, its natural height applies.
  body_for_editing(unit: number): HTMLElement | undefined {
    const section = this.sections_.get(unit);
    const body = section?.element.querySelector<HTMLElement>('.unit-body');
    if (!section || !body) return undefined;
    section.element.style.height = 'auto';
    for (const block of section.blocks) this.watch_.unobserve(block.element);
    return body;
  }

  end_editing(unit: number): void {
    const section = this.sections_.get(unit);
    if (!section) return;
    const body = section.element.querySelector('.unit-body');
    body?.replaceChildren(...section.blocks.map((block) => block.element));
    section.element.style.height = `${this.height_of(section)}px`;
    for (const block of section.blocks) this.watch_.observe(block.element);
    this.update_head(section);
  }

  private block_px(rows: readonly Row[]): number {
    return height_rows(rows, this.layout_) * row_px + scrollbar_px;
  }

  private height_of(section: Section): number {
    return (
      head_px +
      section.blocks.reduce((sum, block) => sum + this.block_px(block.rows), 0) +
      (section.unit.cut ? row_px : 0)
    );
  }

  private new_section(unit: Unit): HTMLElement {
    const element = document.createElement('article');
    element.className = 'unit';
    element.tabIndex = -1;
    element.dataset['unit'] = String(unit.unit);
    element.dataset['testid'] = 'unit';
    const body = document.createElement('div');
    body.className = 'unit-body';
    const { text } = this.hooks_.decision(unit.unit);
    const section: Section = { unit, element, blocks: [], has_head: false, text };
    for (const rows of chunks_of(rows_of(text === undefined ? unit : { ...unit, lines: lines_of(text) }))) {
      const block: Block = { rows, element: document.createElement('div'), drawn: false };
      block.element.className = `chunk ${this.layout_}`;
      block.element.style.height = `${this.block_px(rows)}px`;
      section.blocks.push(block);
      this.blocks_.set(block.element, { section, block });
      body.append(block.element);
    }
    if (section.blocks.length === 0) this.watch_empty(section, body);
    if (unit.cut) {
      const cut = document.createElement('div');
      cut.className = 'row gap';
      cut.textContent = `${unit.cut} more lines are not shown`;
      body.append(cut);
    }
    element.append(body);
    element.style.height = `${this.height_of(section)}px`;
    this.sections_.set(unit.unit, section);
    return element;
  }

  // A binary file or a mode change has no lines; the header describes it.
  private watch_empty(section: Section, body: HTMLElement): void {
    const block: Block = { rows: [], element: document.createElement('div'), drawn: false };
    block.element.className = 'chunk';
    block.element.style.height = `${scrollbar_px}px`;
    section.blocks.push(block);
    this.blocks_.set(block.element, { section, block });
    body.append(block.element);
  }

  private draw(target: Element): void {
    const found = this.blocks_.get(target);
    if (!found) return;
    this.watch_.unobserve(target);
    if (!found.section.has_head) this.add_head(found.section);
    if (found.block.drawn) return;
    found.block.drawn = true;
    draw_rows(found.block.element, found.block.rows, this.layout_, this.sides_);
  }

  // Draws the visible part from this unit on immediately, so that a key never shows a blank frame.
  private draw_from(section: Section): void {
    let room = this.pane_px_;
    for (const next of this.sections_.values()) {
      if (next.unit.unit < section.unit.unit - 2) continue;
      if (next.unit.unit > section.unit.unit && room <= 0) break;
      for (const block of next.blocks) {
        this.draw(block.element);
        if (next.unit.unit >= section.unit.unit) room -= this.block_px(block.rows);
        if (room <= 0 && next.unit.unit >= section.unit.unit) break;
      }
    }
  }

  private bring_into_view(element: HTMLElement): void {
    const top = element.offsetTop;
    const height = element.offsetHeight;
    const { scrollTop, clientHeight } = this.pane_;
    if (top >= scrollTop && top + Math.min(height, clientHeight / 2) <= scrollTop + clientHeight) return;
    this.is_at_top_ = false;
    this.pane_.scrollTop = Math.max(0, top - Math.min(clientHeight / 4, 120));
  }

  private add_head(section: Section): void {
    section.has_head = true;
    const head = document.createElement('header');
    head.className = 'unit-head';
    const sign = text_in('span', 'unit-sign', '');
    sign.setAttribute('aria-hidden', 'true');
    head.append(
      sign,
      text_in('span', 'unit-where', this.where(section.unit)),
      text_in('span', 'unit-state', ''),
      this.buttons(section.unit),
    );
    section.element.prepend(head);
    this.update_head(section);
  }

  private where(unit: Unit): string {
    const last = unit.lines.filter((line) => line[0] !== '-' && line[0] !== '@').length + unit.new_first - 1;
    const lines = unit.lines.length === 0 || last < unit.new_first ? '' : `lines ${unit.new_first}–${last}`;
    const title = /^@@[^@]*@@\s*(.*)$/.exec(unit.header)?.[1] ?? unit.header;
    return [lines, title]
      .filter(Boolean)
      .map((word) => flat(word))
      .join('  ');
  }

  private buttons(unit: Unit): HTMLElement {
    const group = document.createElement('span');
    group.className = 'unit-buttons';
    const add = (action: UnitAction, words: string, key: string) => {
      const button = text_in('button', `quiet ${action}`, words) as HTMLButtonElement;
      button.type = 'button';
      button.dataset['action'] = action;
      const hint = text_in('kbd', '', key);
      hint.setAttribute('aria-hidden', 'true');
      button.append(' ', hint);
      group.append(button);
    };
    add('accept', 'Accept', 'a');
    add('reject', 'Reject', 'r');
    if (unit.editable) add('edit', 'Edit', 'e');
    return group;
  }

  private update_head(section: Section): void {
    const { mark, reason } = this.hooks_.decision(section.unit.unit);
    section.element.dataset['mark'] = mark;
    const conflict = this.hooks_.conflict(section.unit.unit);
    section.element.classList.toggle('conflict', conflict !== undefined);
    const words = conflict ?? mark_words[mark] + (reason ? `: ${flat(reason)}` : '');
    section.element.setAttribute('aria-label', `change ${section.unit.unit + 1}, ${words}, ${this.where(section.unit)}`);
    if (!section.has_head) return;
    section.element.querySelector('.unit-sign')!.textContent = mark_signs[mark];
    section.element.querySelector('.unit-state')!.textContent = words;
    for (const button of section.element.querySelectorAll<HTMLButtonElement>('.unit-buttons button')) {
      button.hidden = !this.hooks_.may_decide();
      const is_on =
        (button.dataset['action'] === 'accept' && mark === 'accepted') ||
        (button.dataset['action'] === 'reject' && mark === 'rejected');
      button.setAttribute('aria-pressed', String(is_on));
    }
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as Element;
    const button = target.closest<HTMLButtonElement>('button');
    if (button?.classList.contains('fold')) return this.unfold(button);
    const section = target.closest<HTMLElement>('.unit');
    if (!section) return;
    const unit = Number(section.dataset['unit']);
    const action = button?.dataset['action'] as UnitAction | undefined;
    if (action) this.hooks_.pressed(unit, action);
    else if (!section.contains(document.activeElement) || !target.closest('.cm-editor')) this.hooks_.selected(unit);
  }

  // --- between the units ---

  private fold_button(first: number, last: number, old_shift: number, is_tail = false): HTMLElement | null {
    if (last < first && !is_tail) return null;
    const count = last - first + 1;
    const words =
      count > 0 ? `⋯ ${count} unchanged line${count === 1 ? '' : 's'}` : this.sides_.after ? 'end of the file' : '…';
    const button = text_in('button', `fold${is_tail ? ' tail' : ''}`, words) as HTMLButtonElement;
    button.type = 'button';
    button.disabled = count <= 0;
    Object.assign(button.dataset, { first, last, shift: old_shift });
    return button;
  }

  private fold_before(before: Unit | undefined, unit: Unit): HTMLElement | null {
    if (this.is_whole(unit)) return null;
    const end = before ? ends_of(before) : { old_next: 1, new_next: 1 };
    return this.fold_button(end.new_next, unit.new_first - 1, end.old_next - end.new_next);
  }

  private fold_after(last: Unit | undefined): HTMLElement | null {
    if (!last || this.is_whole(last)) return null;
    const { old_next, new_next } = ends_of(last);
    return this.fold_button(new_next, this.sides_.after?.lines ?? 0, old_next - new_next, true);
  }

  private is_whole(unit: Unit): boolean {
    return (
      unit.lines.length === 0 ||
      this.file_?.change === 'created' ||
      this.file_?.change === 'removed' ||
      unit.cut !== undefined
    );
  }

  private unfold(button: HTMLButtonElement): void {
    const after = this.sides_.after;
    if (!after) return;
    const [first, last, shift] = ['first', 'last', 'shift'].map((name) => Number(button.dataset[name])) as [
      number,
      number,
      number,
    ];
    const until = last - first < 2 * gap_lines ? last : first + gap_lines - 1;
    const rows: Row[] = [];
    for (let line = first; line <= until; ++line)
      rows.push({ kind: ' ', text: after.line(line) ?? '', old_line: line + shift, new_line: line });
    const block = document.createElement('div');
    block.className = `chunk ${this.layout_} unfolded`;
    block.style.height = `${this.block_px(rows)}px`;
    draw_rows(block, rows, this.layout_, this.sides_);
    const rest = until < last ? this.fold_button(until + 1, last, shift) : null;
    button.replaceWith(block, ...(rest ? [rest] : []));
    (rest ?? block).focus?.();
  }
}

function ends_of(unit: Unit): { old_next: number; new_next: number } {
  let old_next = unit.old_first;
  let new_next = unit.new_first;
  for (const row of rows_of(unit)) {
    if (row.old_line !== undefined) old_next = row.old_line + 1;
    if (row.new_line !== undefined) new_next = row.new_line + 1;
  }
  return { old_next, new_next };
}

function lines_of(hunk_text: string): Unit['lines'] {
  return parse_hunk(hunk_text).lines.map(({ kind, text, cr, newline }) =>
    newline && !cr ? [kind, text] : [kind, text, newline ? 'crlf' : 'none'],
  );
}

function text_in(name: string, style: string, text: string): HTMLElement {
  const element = document.createElement(name);
  if (style) element.className = style;
  element.textContent = text;
  return element;
}
