// Prefetches data for the diff: units in batches, whole file sides for colors and context.
import { get } from '../api.ts';
import { ColouredText } from '../highlight.ts';
import { flat } from '../printable.ts';
import type { Proposal, Sides, Unit } from '../types.ts';
import type { SideTexts } from './diff_rows.ts';

const batch_units = 100;
const kept_sides = 24;

export type Batch = Promise<{ units: Unit[] }>;

function ask_batch(id: number, first: number): Batch {
  return get<{ units: Unit[] }>(`proposals/${id}/units`, { first, count: batch_units });
}

// Prefetches the first units while the proposal is still loading.
export function ask_first_units(id: number): Batch {
  const asked = ask_batch(id, 0);
  asked.catch(() => {}); // retried when needed
  return asked;
}

export class Loader {
  private units_: (Unit | undefined)[] = [];
  private asked_ = new Map<number, Promise<void>>();
  private sides_ = new Map<number, Promise<SideTexts>>();
  private ready_ = new Map<number, SideTexts>();

  constructor(
    private proposal_: Proposal,
    first: Batch,
  ) {
    if (proposal_.units > 0) this.keep(0, first);
  }

  unit(unit: number): Unit | undefined {
    return this.units_[unit];
  }

  // The file's units if all are loaded, else null.
  units_of(file: number): Unit[] | null {
    const { first_unit, units } = this.entry(file);
    const found: Unit[] = [];
    for (let at = first_unit; at < first_unit + units; ++at) {
      const unit = this.units_[at];
      if (!unit) return null;
      found.push(unit);
    }
    return found;
  }

  async need(file: number): Promise<Unit[]> {
    const { first_unit, units } = this.entry(file);
    const batches: Promise<void>[] = [];
    // Batches start at fixed positions, so that neighbouring files share them.
    for (let at = first_unit - (first_unit % batch_units); at < first_unit + units; at += batch_units)
      batches.push(this.fetch_batch(at));
    await Promise.all(batches);
    return this.units_of(file) ?? [];
  }

  // Ignores errors: failed requests are retried when needed.
  ahead(file: number): void {
    if (!this.proposal_.files[file]) return;
    void this.need(file).catch(() => {});
    void this.coloured(file).catch(() => {});
  }

  // The sides with their colors, if already loaded.
  ready(file: number): SideTexts | undefined {
    return this.ready_.get(file);
  }

  async coloured(file: number): Promise<SideTexts> {
    const sides = await this.sides(file);
    const path = flat(this.entry(file).path);
    await sides.after?.colour(path);
    await sides.before?.colour(path);
    if (this.sides_.has(file)) this.ready_.set(file, sides);
    return sides;
  }

  sides(file: number): Promise<SideTexts> {
    const known = this.sides_.get(file);
    if (known) {
      this.sides_.delete(file); // evict the least recently used
      this.sides_.set(file, known);
      return known;
    }
    const asked = this.fetch_sides(file);
    this.sides_.set(file, asked);
    asked.catch(() => this.sides_.delete(file));
    for (const old of this.sides_.keys()) {
      if (this.sides_.size <= kept_sides) break;
      this.sides_.delete(old);
      this.ready_.delete(old);
    }
    return asked;
  }

  private entry(file: number) {
    const entry = this.proposal_.files[file];
    if (!entry) throw new Error(`the proposal has no file ${file}`);
    return entry;
  }

  private fetch_batch(first: number): Promise<void> {
    return this.asked_.get(first) ?? this.keep(first, ask_batch(this.proposal_.id, first));
  }

  private keep(first: number, batch: Batch): Promise<void> {
    const asked = batch.then(({ units }) => {
      for (const unit of units) this.units_[unit.unit] = unit;
    });
    this.asked_.set(first, asked);
    asked.catch(() => this.asked_.delete(first));
    return asked;
  }

  private async fetch_sides(file: number): Promise<SideTexts> {
    if (this.entry(file).binary) return {};
    const { before, after } = await get<Sides>(`proposals/${this.proposal_.id}/sides`, { file });
    return {
      ...(before === undefined ? {} : { before: new ColouredText(before) }),
      ...(after === undefined ? {} : { after: new ColouredText(after) }),
    };
  }
}
