// Controls the review of one proposal: current unit, decisions, sending. Connects the diff, the map, the marks and the
// server; draws nothing.
import { get, post, words_of } from '../api.ts';
import { Cell } from '../cell.ts';
import { remember, remembered } from '../keys.ts';
import { flat } from '../printable.ts';
import { announce, on_ledger, on_resume, tell } from '../store.ts';
import type { LedgerEvent, Mark, MarksReply, Proposal } from '../types.ts';
import type { Layout, SideTexts } from './diff_rows.ts';
import { DiffView, mark_words, type UnitAction } from './diff_view.ts';
import { Loader, type Batch } from './loader.ts';
import { MapView } from './map_view.ts';
import { Marks, type ConflictOf, type Counts } from './marks.ts';

const wide = typeof matchMedia === 'undefined' ? null : matchMedia('(min-width: 901px)'); // side by side needs this width
const send_after_ms = 25; // batches marks made together

export class ReviewControl {
  readonly marks: Marks;
  readonly loader: Loader;
  readonly counts: Cell<Counts>;
  readonly file: Cell<number>;
  readonly layout: Cell<Layout>;
  readonly editing = new Cell<number | null>(null);
  readonly asking_reason = new Cell<{ units: number[]; anchor: HTMLElement | undefined } | null>(null);
  readonly is_saved = new Cell(true);
  current = 0;

  private conflicts_ = new Map<number, string>();
  private diff_: DiffView | null = null;
  private map_: MapView | null = null;
  private file_of_: Int32Array;
  private stop_: (() => void)[] = [];
  private timer_: ReturnType<typeof setTimeout> | null = null;
  private shown_ = -1;
  private can_decide_: boolean;
  private wanted_ = 0;

  constructor(
    readonly proposal: Proposal,
    first_units: Batch,
  ) {
    this.can_decide_ = proposal.state === 'pending';
    this.loader = new Loader(proposal, first_units);
    this.marks = new Marks(proposal.units, proposal.revision, proposal.marks, (units) => this.changed(units));
    this.counts = new Cell(this.marks.counts());
    this.file = new Cell(0);
    this.layout = new Cell<Layout>(remembered('layout') === 'side' ? 'side' : 'inline');
    this.file_of_ = new Int32Array(proposal.units);
    for (const { file, first_unit, units } of proposal.files) this.file_of_.fill(file, first_unit, first_unit + units);
    this.stop_.push(
      on_ledger((event) => this.heard(event)),
      on_resume(() => void this.read_again()),
    );
    const resized = () => this.show_again();
    wide?.addEventListener('change', resized);
    this.stop_.push(() => wide?.removeEventListener('change', resized));
  }

  get can_decide(): boolean {
    return this.can_decide_;
  }
  // The proposal was applied, rejected or replaced; the current unit stays.
  set_can_decide(can: boolean): void {
    if (can === this.can_decide_) return;
    this.can_decide_ = can;
    this.asking_reason.set(null);
    this.diff_?.refresh_all();
  }
  file_of(unit: number): number {
    return this.file_of_[unit] ?? 0;
  }

  attach(pane: HTMLElement, map: HTMLElement): void {
    this.diff_ = new DiffView(pane, {
      decision: (unit) => this.marks.of(unit),
      pressed: (unit, action) => this.pressed(unit, action),
      selected: (unit) => this.go(unit, false),
      may_decide: () => this.can_decide_,
      conflict: (unit) => this.conflicts_.get(unit),
    });
    // Draw the diff first; the map waits for the next frame.
    const planned = requestAnimationFrame(() => {
      const timer = setTimeout(() => this.draw_map(map));
      this.stop_.push(() => clearTimeout(timer));
    });
    this.stop_.push(() => cancelAnimationFrame(planned));
  }

  private draw_map(root: HTMLElement): void {
    this.map_ = new MapView(root, this.proposal, {
      mark: (unit) => this.marks.of(unit).mark,
      chosen: (file, unit) => this.go(unit >= 0 ? unit : this.first_unit(file)),
    });
    this.map_.select(this.file_of(this.current), this.current);
  }

  close(): void {
    this.send_now();
    for (const stop of this.stop_) stop();
    this.diff_?.close();
    this.map_?.close();
  }

  section_of(unit: number): HTMLElement | undefined {
    return this.diff_?.section_of(unit);
  }
  diff(): DiffView | null {
    return this.diff_;
  }

  // --- moving ---

  private first_unit(file: number): number {
    return this.proposal.files[file]?.first_unit ?? 0;
  }

  go(unit: number, take_focus = true): void {
    if (unit < 0 || unit >= this.proposal.units || this.editing.get() !== null) return;
    this.current = unit;
    const file = this.file_of(unit);
    this.map_?.select(file, unit);
    if (file === this.shown_) {
      this.diff_?.select(unit, take_focus);
      return;
    }
    const units = this.loader.units_of(file);
    if (units) this.show_file(file, take_focus);
    else void this.show_when_here(file, take_focus);
  }

  step(by: number): void {
    const to = this.current + by;
    if (to < 0) return announce('this is the first change');
    if (to >= this.proposal.units) return announce('this is the last change');
    this.go(to);
  }

  step_file(by: number): void {
    for (let file = this.file_of(this.current) + by; this.proposal.files[file]; file += by)
      if ((this.proposal.files[file]?.units ?? 0) > 0) return this.go(this.first_unit(file));
    announce(by > 0 ? 'this is the last file' : 'this is the first file');
  }

  // Goes to a place named by a check, if it is in one of the files.
  async go_to_line(path: string, line: number): Promise<boolean> {
    const file = this.proposal.files.find((entry) => entry.path === path);
    if (!file || file.units === 0) return false;
    await this.loader.need(file.file);
    this.go(file.first_unit);
    const unit = this.diff_?.select_line(line);
    if (unit !== undefined) this.go(unit);
    return true;
  }

  private async show_when_here(file: number, take_focus: boolean): Promise<void> {
    const wanted = ++this.wanted_;
    try {
      await this.loader.need(file);
    } catch (problem) {
      return tell(words_of(problem), true);
    }
    if (wanted === this.wanted_ && this.file_of(this.current) === file) this.show_file(file, take_focus);
  }

  private show_file(file: number, take_focus: boolean): void {
    const entry = this.proposal.files[file];
    const units = this.loader.units_of(file);
    if (!entry || !units) return;
    ++this.wanted_;
    this.shown_ = file;
    this.file.set(file);
    this.diff_?.show(entry, units, wide?.matches ? this.layout.get() : 'inline', this.loader.ready(file) ?? {});
    this.diff_?.select(this.current, take_focus);
    announce(`${flat(entry.path)}, ${entry.units} change${entry.units === 1 ? '' : 's'}`);
    if (!this.loader.ready(file)) void this.bring_sides(file);
    // Prefetch both neighbours.
    setTimeout(() => {
      this.loader.ahead(file + 1);
      this.loader.ahead(file - 1);
      this.loader.ahead(file + 2);
    }, 30);
  }

  private async bring_sides(file: number): Promise<void> {
    const show = (sides: SideTexts) => {
      if (this.shown_ === file && this.editing.get() === null) this.diff_?.set_sides(sides);
    };
    show(await this.loader.sides(file).catch(() => ({})));
    show(await this.loader.coloured(file).catch(() => ({})));
  }

  set_layout(layout: Layout): void {
    if (this.layout.get() === layout || this.editing.get() !== null) return;
    this.layout.set(layout);
    remember('layout', layout);
    this.show_again();
  }

  private show_again(): void {
    if (this.editing.get() !== null) return;
    this.shown_ = -1;
    this.go(this.current, false);
  }

  // --- deciding ---

  private pressed(unit: number, action: UnitAction): void {
    this.go(unit, false);
    if (action === 'accept') this.accept();
    else if (action === 'reject') this.ask_reason([unit]);
    else if (action === 'edit') this.start_editing();
    else this.decide([unit], { mark: 'undecided' });
  }

  private units_of_file(): number[] {
    const { first_unit, units } = this.proposal.files[this.file_of(this.current)] ?? { first_unit: 0, units: 0 };
    return Array.from({ length: units }, (_, at) => first_unit + at);
  }

  accept(): void {
    this.decide([this.current], { mark: 'accepted' });
    this.go_on(this.current);
  }
  accept_file(): void {
    const units = this.units_of_file();
    // Edited units already count as accepted.
    this.decide(
      units.filter((unit) => this.marks.of(unit).mark !== 'edited'),
      { mark: 'accepted' },
    );
    this.go_on(units.at(-1) ?? this.current);
  }
  ask_reason(units: number[] = [this.current]): void {
    if (!this.can_decide_ || this.editing.get() !== null) return;
    this.asking_reason.set({ units, anchor: this.section_of(this.current) });
  }
  ask_reason_for_file(): void {
    this.ask_reason(this.units_of_file());
  }
  reject(units: number[], reason: string): void {
    this.asking_reason.set(null);
    this.decide(units, { mark: 'rejected', ...(reason ? { reason } : {}) });
    this.go_on(units.at(-1) ?? this.current);
  }
  keep_edit(unit: number, text: string): void {
    this.editing.set(null);
    this.decide([unit], { mark: 'edited', text });
    this.go_on(unit);
  }
  start_editing(): void {
    if (this.can_decide_ && this.loader.unit(this.current)?.editable) this.editing.set(this.current);
    else announce('this change can only be accepted or rejected as a whole');
  }
  undo(): void {
    const unit = this.marks.undo();
    if (unit === undefined) return announce('nothing to undo');
    this.go(unit);
    this.send_soon();
    announce(`undone; change ${unit + 1} is ${mark_words[this.marks.of(unit).mark]}`);
  }

  private decide(units: number[], decision: Parameters<Marks['set']>[1]): void {
    if (!this.can_decide_) return announce('this proposal is not pending: nothing to decide');
    for (const unit of units) this.conflicts_.delete(unit);
    this.marks.set(units, decision);
    this.diff_?.refresh(units);
    this.send_soon();
    announce(
      `${mark_words[decision.mark]}${units.length > 1 ? `: ${units.length} changes` : ''}; ${this.counts.get().undecided} undecided`,
    );
  }

  private go_on(after: number): void {
    const next = this.marks.next_undecided(after);
    if (next !== undefined) return this.go(next);
    this.go(this.current);
    announce('all changes are decided; x applies them');
  }

  private changed(units: number[]): void {
    this.diff_?.refresh(units);
    this.map_?.update(units, (unit) => this.file_of(unit));
    this.counts.set(this.marks.counts());
  }

  // --- the server ---

  private send_soon(): void {
    this.is_saved.set(this.marks.is_saved);
    this.timer_ ??= setTimeout(() => this.send_now(), send_after_ms);
  }

  private send_now(): void {
    if (this.timer_ !== null) clearTimeout(this.timer_);
    this.timer_ = null;
    const batch = this.marks.take();
    if (batch) void this.send(batch);
  }

  private async send(batch: { revision: number; marks: Mark[] }): Promise<void> {
    try {
      const reply = await post<MarksReply>(`proposals/${this.proposal.id}/marks`, batch);
      if (reply.conflict) this.show_conflicts(this.marks.refused_by_server(reply));
      else this.marks.accepted_by_server(reply);
    } catch (problem) {
      this.marks.failed();
      tell(`not saved: ${words_of(problem)}`, true);
    }
    this.is_saved.set(this.marks.is_saved);
    this.send_now();
  }

  // Resolves when all decisions are saved on the server.
  async settle(): Promise<void> {
    this.send_now();
    while (!this.marks.is_saved) await new Promise((go_on) => setTimeout(go_on, 20));
  }

  private show_conflicts(conflicts: ConflictOf[]): void {
    for (const { unit, theirs } of conflicts)
      this.conflicts_.set(
        unit,
        `somebody else has marked this: ${mark_words[theirs.mark]}${theirs.reason ? ', ' + flat(theirs.reason) : ''}`,
      );
    this.diff_?.refresh(conflicts.map(({ unit }) => unit));
    if (conflicts[0]) {
      this.go(conflicts[0].unit);
      tell(
        `somebody else has marked ${conflicts.length === 1 ? 'this change' : `${conflicts.length} of these changes`}; their mark stands`,
        true,
      );
    }
  }

  private heard(event: LedgerEvent): void {
    if (event.kind !== 'mark' || event.about !== this.proposal.id) return;
    const body = event.body as { marks?: Mark[]; revision?: number };
    this.marks.heard(body.revision ?? event.sequence, body.marks ?? []);
  }

  private async read_again(): Promise<void> {
    try {
      const now = await get<Proposal>(`proposals/${this.proposal.id}`);
      this.marks.refresh(now.revision, now.marks);
    } catch {
      /* the header already shows that there is no connection */
    }
  }
}
