// Prefetches the proposal whose link has the focus or the pointer.
import { get } from '../api.ts';
import type { Proposal } from '../types.ts';
import { ask_first_units, type Batch } from './loader.ts';

export interface Opening {
  id: number;
  asked_ms: number;
  proposal: Promise<Proposal>;
  units: Batch;
  here?: Proposal; // once loaded
}

const fresh_ms = 10_000;
let next: Opening | null = null;

function ask(id: number): Opening {
  const proposal = get<Proposal>(`proposals/${id}`);
  const opening: Opening = { id, asked_ms: Date.now(), proposal, units: ask_first_units(id) };
  proposal.then((one) => (opening.here = one)).catch(() => {}); // errors are reported when it is opened
  return opening;
}

const is_of = (opening: Opening | null, id: number): opening is Opening =>
  opening?.id === id && Date.now() - opening.asked_ms < fresh_ms;

export function look_ahead(id: number): void {
  if (!is_of(next, id)) next = ask(id);
}

export function take_opening(id: number): Opening {
  const opening = is_of(next, id) ? next : ask(id);
  next = null;
  return opening;
}
