// The state of the task box. Other pages set its text and scope.
import { Cell } from '../cell.ts';
import { status } from '../store.ts';
import type { Level } from '../types.ts';

export const box_text = new Cell('');
export const box_level = new Cell<Level | null>(null); // null: the folder's default
export const box_scope = new Cell<readonly string[]>([]);
export const box_model = new Cell(''); // '': the default
export const box_checks = new Cell(true);

export function level_now(): Level {
  return box_level.get() ?? status.get()?.level ?? 'chat';
}

export function add_scope(paths: readonly string[]): void {
  const now = box_scope.get();
  box_scope.set([...now, ...paths.filter((path) => path && !now.includes(path))]);
}

export function put_into_box(what: { text?: string; level?: Level; scope?: readonly string[] }): void {
  if (what.text !== undefined) box_text.set(what.text);
  if (what.level) box_level.set(what.level);
  if (what.scope) box_scope.set([...what.scope]);
  focus_box();
}

// Synchronous: the next key goes to the box.
export function focus_box(): void {
  const box = document.querySelector<HTMLTextAreaElement>('[data-testid="task-box"]');
  box?.focus();
  box?.setSelectionRange(box_text.get().length, box_text.get().length);
}

// The selection on the current page, as scope; set by the file view and the review.
export const selection_scope = new Cell<readonly string[]>([]);

export interface TaskBody {
  task: string;
  level: Level;
  scope?: string[];
  no_checks?: true;
  model?: string;
}

// The request body. Defaults are left out, which also keeps its command line short.
export function task_body(): TaskBody {
  return {
    task: box_text.get().trim(),
    level: level_now(),
    ...(box_scope.get().length ? { scope: [...box_scope.get()] } : {}),
    ...(box_checks.get() ? {} : { no_checks: true as const }),
    ...(box_model.get() ? { model: box_model.get() } : {}),
  };
}
