// The task box with the slider beside it. Its strip has a fixed height; what it needs beyond that lies over the page.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, post, words_of } from '../api.ts';
import { use_cell } from '../cell.ts';
import { go, route } from '../route.ts';
import { status, take_run, tell } from '../store.ts';
import { levels, type Level, type Levels, type Run } from '../types.ts';
import { Button, Name, Said } from '../ui.tsx';
import { add_scope, box_checks, box_level, box_model, box_scope, box_text, focus_box, level_now, selection_scope, task_body } from './box_state.ts';
import { completed, file_completions, file_word, phrasings, type Completion } from './completion.ts';
import { LevelSlider } from './slider.tsx';
import { follow } from './follow.ts';

const levels_after_ms = 250;
const files_after_ms = 120;

export function begin_task(level: Level): void {
  box_level.set(level);
  add_scope(selection_scope.get());
  focus_box();
}

async function send(): Promise<void> {
  const body = task_body();
  if (!body.text) return;
  try {
    const run = await post<Run>('tasks', body);
    box_text.set('');
    box_scope.set([]);
    take_run(run);
    follow(run.run);
    if (route.get().page !== '') go('#/');
  } catch (problem) {
    tell(words_of(problem), true);
  }
}

export function TaskArea({ is_home }: { is_home: boolean }) {
  const [has_focus, set_focus] = useState(false);
  const infos = use_levels();
  use_cell(box_level);
  const level = level_now();
  return (
    <section class={`task-strip${is_home ? ' home' : ''}`} aria-label="task">
      <div class={`task-card${is_home || has_focus ? ' open' : ''}`} data-testid="task-card"
        onFocusIn={() => set_focus(true)}
        onFocusOut={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) set_focus(false); }}>
        <div class="task-left"><Box /><Scope /><Choices /></div>
        <div class="task-right">
          <LevelSlider value={level} name="level: how far it may go" testid="slider"
            infos={infos?.levels} change={(level) => box_level.set(level)} />
          <LevelLines infos={infos} />
        </div>
      </div>
    </section>
  );
}

// --- the box ---

function use_completions(text: string, cursor: number, is_on: boolean): Completion[] {
  const examples = use_cell(status)?.examples ?? [];
  const [files, set_files] = useState<{ word: string; names: string[] }>({ word: '', names: [] });
  const word = file_word(text, cursor);
  useEffect(() => {
    if (!word || !is_on) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      get<{ files: unknown[] }>('files', { match: word.word, limit: 8 }, stop.signal)
        .then((answer) => set_files({ word: word.word, names: answer.files.filter((file): file is string => typeof file === 'string') }))
        .catch(() => {});
    }, files_after_ms);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [word?.word, is_on]);
  if (!is_on) return [];
  return [...phrasings(text, cursor, examples), ...(word && files.word === word.word ? file_completions(word, files.names) : [])];
}

function Box() {
  const text = use_cell(box_text);
  const area = useRef<HTMLTextAreaElement>(null);
  const [cursor, set_cursor] = useState(0);
  const [is_on, set_on] = useState(false);
  const [chosen, set_chosen] = useState(-1);
  const list = use_completions(text, cursor, is_on);
  const at = Math.min(chosen, list.length - 1);

  useEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.height = '0';
    box.style.height = `${Math.min(box.scrollHeight + 2, 220)}px`;
  }, [text]);

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
    if (event.isComposing) return;
    const is_plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (at >= 0) take(list[at]);
      else void send();
    } else if (event.key === 'Tab' && is_plain && list.length > 0) {
      event.preventDefault();
      take(list[Math.max(0, at)]);
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && is_plain && list.length > 0 && !text.includes('\n')) {
      event.preventDefault();
      set_chosen((at + (event.key === 'ArrowDown' ? 2 : list.length + 1)) % (list.length + 1) - 1);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (list.length > 0) set_on(false);
      else area.current?.blur();
    }
  };
  const moved = () => set_cursor(area.current?.selectionStart ?? 0);
  const ghost = list[Math.max(0, at)]?.kind === 'phrasing' ? list[Math.max(0, at)]?.insert : '';

  return (
    <div class="box">
      <div class="box-ghost" aria-hidden="true"><span>{text}</span>{ghost}</div>
      <textarea ref={area} rows={1} value={text} data-testid="task-box" aria-label="task" spellcheck={false}
        placeholder="What should be done?" aria-autocomplete="list" aria-controls="completions"
        aria-activedescendant={at >= 0 ? `completion-${at}` : undefined} aria-keyshortcuts="Control+K" autocomplete="off"
        onInput={(event) => { box_text.set(event.currentTarget.value); set_on(true); set_chosen(-1); moved(); }}
        onKeyDown={key} onKeyUp={moved} onClick={moved} onFocus={moved} onBlur={() => set_on(false)} />
      <Button kind="main" testid="send" label="Send the task" onClick={() => void send()}>Send</Button>
      <ul id="completions" role="listbox" aria-label="completions" class="completions" hidden={list.length === 0} data-testid="completions">
        {list.map((completion, i) => (
          <li key={completion.kind + completion.label} id={`completion-${i}`} role="option" aria-selected={i === at}
            class={i === Math.max(0, at) ? 'first' : ''} onMouseDown={(event) => { event.preventDefault(); take(completion); }}>
            <span class="muted">{completion.kind}</span> <Said text={completion.label} />{i === Math.max(0, at) && <kbd>Tab</kbd>}
          </li>
        ))}
      </ul>
    </div>
  );
}

// --- scope, model, checks ---

function Scope() {
  const scope = use_cell(box_scope);
  const [text, set_text] = useState('');
  return (
    <div class="scope" role="group" aria-label="scope">
      <span class="muted">scope</span>
      {scope.map((path) => (
        <span key={path} class="chip" data-testid="scope-chip"><Name of={path} />
          <button type="button" aria-label={`remove ${path} from the scope`} onClick={() => box_scope.set(scope.filter((other) => other !== path))}>×</button>
        </span>
      ))}
      <input value={text} aria-label="add to the scope: a file, lines such as src/a.cc:10-40, or a glob" data-testid="scope-input"
        placeholder={scope.length ? 'add…' : 'the whole folder; add a file, lines or a glob'}
        onInput={(event) => set_text(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && text.trim()) { add_scope([text.trim()]); set_text(''); event.preventDefault(); }
          else if (event.key === 'Backspace' && text === '' && scope.length) box_scope.set(scope.slice(0, -1));
        }} />
    </div>
  );
}

function Choices() {
  const now = use_cell(status);
  const has_checks = use_cell(box_checks);
  const model = use_cell(box_model);
  if (!now) return <div class="choices" />;
  const names = now.checks.map((check) => check.name);
  return (
    <div class="choices">
      {now.models.length > 0 && (
        <label class="choice">model{' '}
          <select value={model} data-testid="model" onChange={(event) => box_model.set(event.currentTarget.value)}>
            {now.models.map((one) => (
              <option key={one.name} value={one.default ? '' : one.name}>{one.name}{one.local ? ' (local)' : ''}</option>
            ))}
            <option value="none">no model: the mechanic</option>
          </select>
        </label>
      )}
      <label class="choice"><input type="checkbox" checked={!has_checks} data-testid="no-checks"
        onChange={(event) => box_checks.set(!event.currentTarget.checked)} /> no checks</label>
      <span class="muted checks-note" title={now.check_notes.join('\n')}>
        {!has_checks ? 'judged by policies alone' : names.length ? <>checks: <Said text={names.join(', ')} /></> : 'no check was found for this folder'}
      </span>
    </div>
  );
}

// --- how far it may go ---

function use_levels(): Levels | null {
  const text = use_cell(box_text);
  const scope = use_cell(box_scope);
  const [infos, set_infos] = useState<Levels | null>(null);
  const is_known = use_cell(status) !== null;
  useEffect(() => {
    if (!is_known) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const path = scope.map((one) => one.replace(/:\d+(-\d+)?$/, ''));
      get<Levels>('levels', { ...(text.trim() ? { task: text.trim() } : {}), path }, stop.signal).then(set_infos).catch(() => {});
    }, infos ? levels_after_ms : 0);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [text, scope, is_known]);
  return infos;
}

function LevelLines({ infos }: { infos: Levels | null }) {
  use_cell(box_level);
  const level = level_now();
  const info = infos?.levels.find((one) => one.level === level);
  // What caps the level chosen; else what caps the next one up, since that is what one may want to lift.
  const capped = info?.caps.length ? info : infos?.levels.find((one, at) => at > levels.indexOf(level) && one.caps.length > 0);
  const cap = capped?.caps[0];
  const kind = infos?.kind ? <> for <Said text={infos.kind.replaceAll('_', ' ')} /></> : null;
  return (
    <dl class="level-lines" data-testid="level-lines">
      <dt>how far</dt>
      <dd>{infos && (info?.allowed === false
        ? <>here{kind} as far as <strong>{infos.highest}</strong>: {level} falls to it</>
        : <><strong>{level}</strong> is allowed here{kind}{infos.highest !== level && <>, and as far as {infos.highest}</>}</>)}</dd>
      <dt>watches</dt><dd>{info && <Said text={info.who_watches} />}</dd>
      <dt>unasked</dt><dd>{info && <>may change <Said text={info.may_change} /></>}</dd>
      <dt>capped by</dt>
      <dd title={cap ? `${cap.why}\n${cap.lift}` : undefined}>{cap ? <>
        {capped !== info && <strong>{capped?.level}: </strong>}<Said text={cap.why} />{cap.lift && !cap.why.includes(cap.lift) && <>. To lift it: <Said text={cap.lift} /></>}</> : infos ? 'nothing' : ''}</dd>
    </dl>
  );
}
