// The state of the page: the server's state, kept up to date by the stream.
import { Failure, get } from './api.ts';
import { Cell } from './cell.ts';
import { Events, type Connection } from './events.ts';
import { credentials } from './session.ts';
import { EventStream } from './stream.ts';
import type { Bytes, Run as ServerRun } from './functions.ts';
import type { LedgerEvent, Level, Outcome, ProposalSummary, Run, Status } from './types.ts';

export const status = new Cell<Status | null>(null);
export const runs = new Cell<ReadonlyMap<number, Run>>(new Map());
export const proposals = new Cell<ProposalSummary[] | null>(null);
export const connection = new Cell<Connection>('connecting');
// Announced once to screen readers.
export const announced = new Cell<string>('');
// A temporary notice at the bottom.
export const notice = new Cell<{ text: string; bad: boolean; at: number } | null>(null);
// Increases when applications change; lists of them offer to reload.
export const applications_seen = new Cell<number>(0);

const ledger_listeners = new Set<(event: LedgerEvent) => void>();
const resume_listeners = new Set<() => void>();

export function on_ledger(listener: (event: LedgerEvent) => void): () => void {
  ledger_listeners.add(listener);
  return () => {
    ledger_listeners.delete(listener);
  };
}
export function on_resume(listener: () => void): () => void {
  resume_listeners.add(listener);
  return () => {
    resume_listeners.delete(listener);
  };
}

export function announce(text: string): void {
  // A no-break space makes a repeated text differ, so that it is announced again.
  announced.set(announced.get() === text ? text + '\u00a0' : text);
}

export function tell(text: string, bad = false): void {
  notice.set({ text, bad, at: Date.now() });
  announce(text);
}

// Functions whose runs are tasks; the page that starts another function follows its run.
const task_functions = ['do', 'fix', 'resume', 'review'];

// Until the task is recorded, use the values of the request.
export function task_run(run: ServerRun): Run {
  const asked = run.request as { task?: Bytes; level?: Level; scope?: string[] };
  return {
    ...run,
    task: run.task ?? 0,
    text: run.text ?? asked.task ?? '',
    level: run.level ?? asked.level ?? status.get()?.level ?? 'chat',
    scope: run.scope ?? asked.scope ?? [],
    ...(run.answer === undefined ? {} : { outcome: run.answer as Outcome }),
  };
}

export function take_run(told: ServerRun): void {
  if (!task_functions.includes(told.function)) return;
  const run = task_run(told);
  const before = runs.get().get(run.run);
  runs.update((map) => new Map(map).set(run.run, run));
  if (before && before.state !== run.state) announce(`task ${run.task_name ?? ''}: ${run.outcome?.status ?? run.state}`);
}

// A response may arrive after newer stream events; the stream wins.
export function take_reply(run: ServerRun): void {
  if (!runs.get().has(run.run) || connection.get() !== 'open') take_run(run);
}

export async function read_status(): Promise<void> {
  status.set(await get<Status>('status', { full: 'true' }));
}
export async function read_proposals(): Promise<void> {
  proposals.set((await get<{ proposals: ProposalSummary[] }>('proposals')).proposals);
}
export async function read_runs(): Promise<void> {
  const answer = await get<{ runs: ServerRun[] }>('runs');
  const tasks = answer.runs.filter((run) => task_functions.includes(run.function)).map(task_run);
  runs.set(new Map(tasks.map((run) => [run.run, run])));
}

let planned: ReturnType<typeof setTimeout> | null = null;
// Debounces reloading.
function read_soon(): void {
  planned ??= setTimeout(() => {
    planned = null;
    void Promise.all([read_proposals(), read_status()]).catch(() => {});
  }, 200);
}

const changes_lists = new Set(['proposal', 'verdict', 'applied', 'task', 'apply_rolled_back', 'mark']);

function take_ledger(event: LedgerEvent): void {
  if (changes_lists.has(event.kind) && event.kind !== 'mark') read_soon();
  if (event.kind === 'applied') applications_seen.update((count) => count + 1);
  for (const listener of [...ledger_listeners]) listener(event);
}

async function probe(): Promise<'here' | 'gone' | 'unauthorised'> {
  try {
    await read_status();
    return 'here';
  } catch (problem) {
    return problem instanceof Failure && problem.unauthorised ? 'unauthorised' : 'gone';
  }
}

function resume(): void {
  void Promise.all([read_status(), read_proposals(), read_runs()]).catch(() => {});
  applications_seen.update((count) => count + 1);
  for (const listener of [...resume_listeners]) listener();
}

// Loads everything once, then follows the stream. Throws a failure to reach the server.
export async function begin(): Promise<void> {
  await read_status();
  const events = new Events(
    {
      open: (address) => new EventStream(address, credentials()),
      later: (what, ms) => setTimeout(what, ms),
      cancel: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
      probe,
    },
    {
      ledger: take_ledger,
      run: take_run,
      connection: (state) => connection.set(state),
      resumed: resume,
    },
    status.get()?.sequence ?? 0,
  );
  events.start();
  document.addEventListener('visibilitychange', () => events.visible(!document.hidden));
  addEventListener('pagehide', () => events.stop());
  addEventListener('pageshow', (event) => {
    if (event.persisted) events.start();
  });
  await Promise.all([read_proposals(), read_runs()]);
}
