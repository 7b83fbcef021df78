// The command lines equivalent to a button: one for `suit`, one for `curl`. Quoted for the shell.
import type { EventId, Level, Run } from './types.ts';

export interface Command {
  title: string;
  keys?: string;
  suit?: string;
  curl?: string;
}

// Quotes a word for a POSIX shell. Control characters are escaped, since a pasted newline would end the line.
export function quoted(text: string): string {
  if (/^[A-Za-z0-9_@%+=:,.\/-]+$/.test(text)) return text;
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text)) return "$'" + [...text].map(escaped).join('') + "'";
  return "'" + text.replaceAll("'", "'\\''") + "'";
}

function escaped(character: string): string {
  if (character === "'" || character === '\\') return '\\' + character;
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  if (!/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(character)) return character;
  return [...new TextEncoder().encode(character)].map((byte) => '\\x' + byte.toString(16).padStart(2, '0')).join('');
}

export interface Asked {
  task: string;
  level?: Level;
  scope?: readonly string[];
  model?: string;
  no_checks?: boolean;
}

// A word that starts with '-' would be read as an option.
function operand(text: string): string[] {
  return text.startsWith('-') ? ['--', quoted(text)] : [quoted(text)];
}

export function suit_do(asked: Asked): string {
  const words = ['suit', 'do'];
  if (asked.level) words.push('--level', asked.level);
  for (const scope of asked.scope ?? [])
    words.push(scope.startsWith('-') ? `--scope=${quoted(scope)}` : `--scope ${quoted(scope)}`);
  if (asked.model) words.push('--model', quoted(asked.model));
  if (asked.no_checks) words.push('--no-checks');
  return [...words, ...operand(asked.task)].join(' ');
}

export function suit_review(id: EventId, how: { accept?: true; reject?: string; merge?: true } = {}): string {
  let line = `suit review ${id}`;
  if (how.merge) line += ' --merge';
  if (how.accept) line += ' --accept';
  if (how.reject !== undefined)
    line += how.reject.startsWith('-') ? ` --reject=${quoted(how.reject)}` : ` --reject ${quoted(how.reject)}`;
  return line;
}

export function suit_undo(
  id: EventId | undefined,
  how: { redo?: boolean; dry_run?: boolean; partial?: boolean } = {},
): string {
  return [
    'suit',
    how.redo ? 'redo' : 'undo',
    ...(id === undefined ? [] : [String(id)]),
    ...(how.dry_run ? ['--dry-run'] : []),
    ...(how.partial ? ['--partial'] : []),
  ].join(' ');
}

// `where` begins with /api/. A body makes it a POST.
export function curl(host: string, where: string, body?: unknown): string {
  const url = `http://${host}${where}`;
  const words = ['curl -sS', '-H "Authorization: Bearer $SUIT_TOKEN"'];
  if (body !== undefined) words.push("-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body))}`);
  return [...words, quoted(url)].join(' ');
}

// The actions on a whole proposal.
export function commands_of_proposal(host: string, id: EventId): Command[] {
  const base = `/api/proposals/${id}`;
  return [
    { title: `Review proposal ${id}`, suit: suit_review(id), curl: curl(host, base) },
    {
      title: 'Apply accepted changes',
      keys: 'x',
      suit: suit_review(id, { accept: true }),
      curl: curl(host, `${base}/apply`, { undecided: 'accept' }),
    },
    {
      title: 'Merge and apply',
      suit: suit_review(id, { merge: true }),
      curl: curl(host, `${base}/apply`, { merge: true, undecided: 'accept' }),
    },
    {
      title: 'Reject the proposal',
      suit: suit_review(id, { reject: 'wrong' }),
      curl: curl(host, `${base}/reject`, { reason: 'wrong' }),
    },
    { title: 'Undo it', suit: suit_undo(id), curl: curl(host, '/api/undo', { id }) },
    { title: 'Show details', suit: `suit show ${id}`, curl: curl(host, base) },
  ];
}

// The actions on a running task in its current state.
export function commands_of_run(host: string, { run, task_name, state, level }: Run): Command[] {
  const base = `/api/runs/${run}`;
  const show: Command = {
    title: `Task ${task_name ?? ''}`,
    ...(task_name ? { suit: `suit show ${task_name}` } : {}),
    curl: curl(host, base),
  };
  if (state === 'ended') return [show];
  return [
    ...(state === 'asking' ? [{ title: 'Answer it', keys: '1', curl: curl(host, `${base}/answer`, { choice: 0 }) }] : []),
    ...(state === 'planning' ? [{ title: 'Approve its plan', curl: curl(host, `${base}/plan`, {}) }] : []),
    { title: `Stop task ${task_name ?? ''}`, curl: curl(host, `${base}/stop`, {}) },
    { title: 'Change its level', curl: curl(host, `${base}/level`, { level }) },
    show,
  ];
}
