// The task box: Enter sends, Shift+Enter inserts a newline, Tab completes.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, post, words_of } from '../api.ts';
import { use_cell } from '../cell.ts';
import { go, route } from '../route.ts';
import { status, take_reply, tell } from '../store.ts';
import type { Run } from '../functions.ts';
import { Button, Said } from '../ui.tsx';
import { box_scope, box_text, task_body } from './box_state.ts';
import { completed, file_completions, file_word, phrasings, type Completion } from './completion.ts';
import { follow } from './follow.ts';

const files_after_ms = 120;

async function send(): Promise<void> {
  const body = task_body();
  if (!body.task) return;
  try {
    const run = await post<Run>('do', body);
    box_text.set('');
    box_scope.set([]);
    take_reply(run);
    follow(run.run);
    if (route.get().page !== '') go('#/');
  } catch (problem) {
    tell(words_of(problem), true);
  }
}

function use_completions(text: string, cursor: number, is_on: boolean): Completion[] {
  const examples = use_cell(status)?.examples ?? [];
  const [files, set_files] = useState<{ word: string; names: string[] }>({ word: '', names: [] });
  const word = file_word(text, cursor);
  useEffect(() => {
    if (!word || !is_on) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      get<{ files: unknown[] }>('files', { match: word.word, limit: 8 }, stop.signal)
        .then((answer) =>
          set_files({
            word: word.word,
            names: answer.files.filter((file): file is string => typeof file === 'string'),
          }),
        )
        .catch(() => {});
    }, files_after_ms);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [word?.word, is_on]);
  if (!is_on) return [];
  return [
    ...phrasings(text, cursor, examples),
    ...(word && files.word === word.word ? file_completions(word, files.names) : []),
  ];
}

// The action of a key in the box; null for ordinary keys.
type BoxKey = 'send' | 'take' | 'down' | 'up' | 'leave' | null;

function meaning_of(event: KeyboardEvent, has_list: boolean, has_choice: boolean, text: string): BoxKey {
  if (event.isComposing) return null;
  const is_plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === 'Enter' && !event.shiftKey) return has_choice ? 'take' : 'send';
  if (event.key === 'Escape') return 'leave';
  if (!is_plain || !has_list) return null;
  if (event.key === 'Tab') return 'take';
  // In multi-line text the arrow keys move between lines.
  if (text.includes('\n')) return null;
  return event.key === 'ArrowDown' ? 'down' : event.key === 'ArrowUp' ? 'up' : null;
}

function Completions({ list, at, take }: { list: Completion[]; at: number; take: (completion: Completion) => void }) {
  return (
    <ul
      id="completions"
      role="listbox"
      aria-label="completions"
      class="completions"
      hidden={list.length === 0}
      data-testid="completions"
    >
      {list.map((completion, i) => (
        <li
          key={completion.kind + completion.label}
          id={`completion-${i}`}
          role="option"
          aria-selected={i === at}
          onMouseDown={(event) => {
            event.preventDefault();
            take(completion);
          }}
        >
          <span class="muted">{completion.kind}</span> <Said text={completion.label} />
          {i === Math.max(0, at) && <kbd>Tab</kbd>}
        </li>
      ))}
    </ul>
  );
}

function use_height(area: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.height = '0';
    box.style.height = `${Math.min(box.scrollHeight + 2, 220)}px`;
  }, [text]);
}

export function Box() {
  const text = use_cell(box_text);
  const area = useRef<HTMLTextAreaElement | null>(null);
  const [cursor, set_cursor] = useState(0);
  const [is_on, set_on] = useState(false);
  const [chosen, set_chosen] = useState(-1);
  const list = use_completions(text, cursor, is_on);
  const at = Math.min(chosen, list.length - 1);
  const first = list[Math.max(0, at)];

  use_height(area, text);
  const take = (completion: Completion | undefined) => {
    if (!completion || !area.current) return;
    const done = completed(text, completion);
    area.current.value = done.text;
    area.current.setSelectionRange(done.cursor, done.cursor);
    box_text.set(done.text);
    set_cursor(done.cursor);
    set_chosen(-1);
  };
  const key = (event: KeyboardEvent) => {
    const meaning = meaning_of(event, list.length > 0, at >= 0, text);
    if (meaning === null) return;
    event.preventDefault();
    event.stopPropagation();
    const turns = list.length + 1; // including no choice
    if (meaning === 'send') void send();
    else if (meaning === 'take') take(first);
    else if (meaning === 'down') set_chosen(((at + 2) % turns) - 1);
    else if (meaning === 'up') set_chosen(((at + turns) % turns) - 1);
    else if (list.length > 0) set_on(false);
    else area.current?.blur();
  };
  const moved = () => set_cursor(area.current?.selectionStart ?? 0);
  const typed = (event: { currentTarget: HTMLTextAreaElement }) => {
    box_text.set(event.currentTarget.value);
    set_on(true);
    set_chosen(-1);
    moved();
  };
  return (
    <div class="box">
      <div class="box-ghost" aria-hidden="true">
        <span>{text}</span>
        {first?.kind === 'phrasing' ? first.insert : ''}
      </div>
      <textarea
        ref={area}
        rows={1}
        value={text}
        data-testid="task-box"
        aria-label="task"
        spellcheck={false}
        placeholder="What should be done?"
        aria-autocomplete="list"
        aria-controls="completions"
        aria-activedescendant={at >= 0 ? `completion-${at}` : undefined}
        aria-keyshortcuts="Control+K"
        autocomplete="off"
        onInput={typed}
        onKeyDown={key}
        onKeyUp={moved}
        onClick={moved}
        onFocus={moved}
        onBlur={() => set_on(false)}
      />
      <Button kind="main" testid="send" label="Send the task" onClick={() => void send()}>
        Send
      </Button>
      <Completions list={list} at={at} take={take} />
    </div>
  );
}
