// The decision on each unit of a proposal: shown at once, then sent in batches, one at a time. Independent of screen and
// network, so that concurrent marking can be tested.
import { plain } from '../printable.ts';
import type { Mark, MarkKind, MarksReply } from '../types.ts';

export interface Decision {
  mark: MarkKind;
  reason?: string;
  text?: string;
}
export interface Batch {
  revision: number;
  marks: Mark[];
}
export interface Counts {
  accepted: number;
  edited: number;
  rejected: number;
  undecided: number;
}
export interface ConflictOf {
  unit: number;
  mine: Decision;
  theirs: Decision;
}

const undecided: Decision = { mark: 'undecided' };

function same(a: Decision, b: Decision): boolean {
  return a.mark === b.mark && (a.reason ?? '') === (b.reason ?? '') && (a.text ?? '') === (b.text ?? '');
}

function decision_of({ mark, reason, text }: Mark): Decision {
  return { mark, ...(reason ? { reason: plain(reason) } : {}), ...(text ? { text: plain(text) } : {}) };
}

export class Marks {
  private shown_ = new Map<number, Decision>(); // including unsent marks
  private confirmed_ = new Map<number, Decision>(); // last state from the server
  private seen_at_ = new Map<number, number>(); // revision of each unit's confirmed mark
  private waiting_ = new Map<number, Decision>();
  private sent_: Map<number, Decision> | null = null;
  private done_: { unit: number; before: Decision }[][] = [];
  private revision_: number;

  // `changed` is called for units whose shown mark changed.
  constructor(
    private units_: number,
    revision: number,
    marks: readonly Mark[],
    private changed_: (units: number[]) => void,
  ) {
    this.revision_ = revision;
    for (const mark of marks) {
      this.confirmed_.set(mark.unit, decision_of(mark));
      this.shown_.set(mark.unit, decision_of(mark));
    }
  }

  get revision(): number {
    return this.revision_;
  }
  get is_saved(): boolean {
    return this.waiting_.size === 0 && this.sent_ === null;
  }
  of(unit: number): Decision {
    return this.shown_.get(unit) ?? undecided;
  }

  counts(): Counts {
    const counts: Counts = { accepted: 0, edited: 0, rejected: 0, undecided: 0 };
    let decided = 0;
    for (const { mark } of this.shown_.values()) {
      if (mark === 'undecided') continue;
      ++counts[mark];
      ++decided;
    }
    counts.undecided = this.units_ - decided;
    return counts;
  }

  set(units: readonly number[], decision: Decision): void {
    const changed = units.filter((unit) => !same(this.of(unit), decision));
    if (changed.length === 0) return;
    this.done_.push(changed.map((unit) => ({ unit, before: this.of(unit) })));
    this.put(changed.map((unit) => ({ unit, decision })));
  }

  // Undoes the last set(). Returns the first affected unit; undefined if there is nothing to undo.
  undo(): number | undefined {
    const last = this.done_.pop();
    if (!last || last.length === 0) return undefined;
    this.put(last.map(({ unit, before }) => ({ unit, decision: before })));
    return Math.min(...last.map(({ unit }) => unit));
  }

  // The next undecided unit after this one, wrapping around; undefined if all are decided.
  next_undecided(after: number): number | undefined {
    for (let step = 1; step <= this.units_; ++step) {
      const unit = (after + step) % this.units_;
      if (this.of(unit).mark === 'undecided') return unit;
    }
    return undefined;
  }

  // The batch to send now; null while one is in flight or nothing is waiting.
  take(): Batch | null {
    if (this.sent_ !== null || this.waiting_.size === 0) return null;
    this.sent_ = this.waiting_;
    this.waiting_ = new Map();
    return { revision: this.revision_, marks: [...this.sent_].map(([unit, decision]) => ({ unit, ...decision })) };
  }

  accepted_by_server(reply: MarksReply): void {
    for (const [unit, decision] of this.sent_ ?? []) this.confirm(unit, decision, reply.revision);
    this.sent_ = null;
    this.merge(reply);
  }

  // Another person marked one of the units. Their mark stands; the other marks are sent again.
  refused_by_server(reply: MarksReply): ConflictOf[] {
    const sent = this.sent_ ?? new Map<number, Decision>();
    this.sent_ = null;
    const theirs = new Map(reply.marks.map((mark) => [mark.unit, decision_of(mark)]));
    const touched = [...sent.keys()].filter(
      (unit) => !same(theirs.get(unit) ?? undecided, this.confirmed_.get(unit) ?? undecided),
    );
    // Do not retry forever if the refusal names no unit.
    const lost = new Set(touched.length > 0 ? touched : sent.keys());
    const conflicts: ConflictOf[] = [];
    for (const [unit, mine] of sent) {
      if (!lost.has(unit)) {
        if (!this.waiting_.has(unit)) this.waiting_.set(unit, mine);
        continue;
      }
      const now = theirs.get(unit) ?? undecided;
      const wanted = this.waiting_.get(unit) ?? mine;
      this.waiting_.delete(unit);
      this.confirm(unit, now, reply.revision);
      this.show(unit, now);
      if (!same(wanted, now)) conflicts.push({ unit, mine: wanted, theirs: now });
    }
    this.done_ = this.done_.map((step) => step.filter(({ unit }) => !lost.has(unit))).filter((step) => step.length > 0);
    this.merge(reply);
    this.changed_([...lost]);
    return conflicts;
  }

  // The batch failed: reverts to the server's state. Returns the affected units.
  failed(): number[] {
    const units = [...new Set([...(this.sent_ ?? new Map()).keys(), ...this.waiting_.keys()])] as number[];
    this.sent_ = null;
    this.waiting_.clear();
    for (const unit of units) this.show(unit, this.confirmed_.get(unit) ?? undecided);
    this.done_ = [];
    this.changed_(units);
    return units;
  }

  // A mark from the stream, one's own or another person's. Marks in flight are settled by their response.
  heard(revision: number, marks: readonly Mark[]): void {
    this.merge({ revision, marks: [...marks] });
  }

  // Reload after an outage: units that are not listed are undecided.
  refresh(revision: number, marks: readonly Mark[]): void {
    const listed = new Set(marks.map((mark) => mark.unit));
    const gone = [...this.confirmed_.keys()].filter((unit) => !listed.has(unit));
    this.merge({ revision, marks: [...marks, ...gone.map((unit) => ({ unit, ...undecided }))] });
  }

  private merge({ revision, marks }: MarksReply): void {
    this.revision_ = Math.max(this.revision_, revision);
    const changed: number[] = [];
    for (const mark of marks) {
      const decision = decision_of(mark);
      if ((this.seen_at_.get(mark.unit) ?? -1) > revision) continue;
      this.confirm(mark.unit, decision, revision);
      if (this.waiting_.has(mark.unit) || this.sent_?.has(mark.unit)) continue;
      if (same(this.of(mark.unit), decision)) continue;
      this.show(mark.unit, decision);
      changed.push(mark.unit);
    }
    if (changed.length > 0) this.changed_(changed);
  }

  private put(changes: { unit: number; decision: Decision }[]): void {
    for (const { unit, decision } of changes) {
      this.show(unit, decision);
      this.waiting_.set(unit, decision);
    }
    this.changed_(changes.map(({ unit }) => unit));
  }

  private show(unit: number, decision: Decision): void {
    if (decision.mark === 'undecided') this.shown_.delete(unit);
    else this.shown_.set(unit, decision);
  }

  private confirm(unit: number, decision: Decision, revision: number): void {
    this.confirmed_.set(unit, decision);
    this.seen_at_.set(unit, Math.max(this.seen_at_.get(unit) ?? -1, revision));
  }
}
