// The task box and the slider. The strip has a fixed height; extra content overlays the page.
import { useEffect, useState } from 'preact/hooks';
import { get } from '../api.ts';
import { use_cell } from '../cell.ts';
import { status } from '../store.ts';
import { levels, type Level, type Levels } from '../types.ts';
import { Name, Said } from '../ui.tsx';
import {
  add_scope,
  box_checks,
  box_level,
  box_model,
  box_scope,
  box_text,
  focus_box,
  level_now,
  selection_scope,
} from './box_state.ts';
import { Box } from './box.tsx';
import { LevelSlider } from './slider.tsx';

const levels_after_ms = 250;

export function begin_task(level: Level): void {
  box_level.set(level);
  add_scope(selection_scope.get());
  focus_box();
}

export function TaskArea({ is_home }: { is_home: boolean }) {
  const [has_focus, set_focus] = useState(false);
  const infos = use_levels();
  use_cell(box_level);
  const level = level_now();
  return (
    <section class={`task-strip${is_home ? ' home' : ''}`} aria-label="task">
      <div
        class={`task-card${is_home || has_focus ? ' open' : ''}`}
        data-testid="task-card"
        onFocusIn={() => set_focus(true)}
        onFocusOut={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) set_focus(false);
        }}
      >
        <div class="task-left">
          <Box />
          <Scope />
          <Choices />
        </div>
        <div class="task-right">
          <LevelSlider
            value={level}
            name="level"
            testid="slider"
            infos={infos?.levels}
            change={(level) => box_level.set(level)}
          />
          <LevelLines infos={infos} />
        </div>
      </div>
    </section>
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
        <span key={path} class="chip" data-testid="scope-chip">
          <Name of={path} />
          <button
            type="button"
            aria-label={`remove ${path} from the scope`}
            onClick={() => box_scope.set(scope.filter((other) => other !== path))}
          >
            ×
          </button>
        </span>
      ))}
      <input
        value={text}
        aria-label="add to the scope: a file, lines such as src/a.cc:10-40, or a glob"
        data-testid="scope-input"
        placeholder={scope.length ? 'add…' : 'the whole folder; add a file, lines or a glob'}
        onInput={(event) => set_text(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && text.trim()) {
            add_scope([text.trim()]);
            set_text('');
            event.preventDefault();
          } else if (event.key === 'Backspace' && text === '' && scope.length) box_scope.set(scope.slice(0, -1));
        }}
      />
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
        <label class="choice">
          model{' '}
          <select value={model} data-testid="model" onChange={(event) => box_model.set(event.currentTarget.value)}>
            {!now.models.some((one) => one.default) && <option value="">no default: mechanic only</option>}
            {now.models.map((one) => (
              <option key={one.name} value={one.default ? '' : one.name}>
                {one.name}
                {one.local ? ' (local)' : ''}
              </option>
            ))}
            <option value="none">no model: mechanic only</option>
          </select>
        </label>
      )}
      <label class="choice">
        <input
          type="checkbox"
          checked={!has_checks}
          data-testid="no-checks"
          onChange={(event) => box_checks.set(!event.currentTarget.checked)}
        />{' '}
        no checks
      </label>
      <span class="muted checks-note" title={now.check_notes.join('\n')}>
        {!has_checks ? (
          'policies only'
        ) : names.length ? (
          <>
            checks: <Said text={names.join(', ')} />
          </>
        ) : (
          'no checks found for this folder'
        )}
      </span>
    </div>
  );
}

// --- level ---

function use_levels(): Levels | null {
  const text = use_cell(box_text);
  const scope = use_cell(box_scope);
  const [infos, set_infos] = useState<Levels | null>(null);
  const is_known = use_cell(status) !== null;
  useEffect(() => {
    if (!is_known) return;
    const stop = new AbortController();
    const timer = setTimeout(
      () => {
        const path = scope.map((one) => one.replace(/:\d+(-\d+)?$/, ''));
        get<Levels>('levels', { ...(text.trim() ? { task: text.trim() } : {}), path }, stop.signal)
          .then(set_infos)
          .catch(() => {});
      },
      infos ? levels_after_ms : 0,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, scope, is_known]);
  return infos;
}

function LevelLines({ infos }: { infos: Levels | null }) {
  use_cell(box_level);
  const level = level_now();
  const info = infos?.levels.find((one) => one.level === level);
  // The limit of the chosen level; else of the next higher one, which a person may want to lift.
  const capped = info?.caps.length
    ? info
    : infos?.levels.find((one, at) => at > levels.indexOf(level) && one.caps.length > 0);
  const cap = capped?.caps[0];
  const kind = infos?.kind ? (
    <>
      {' '}
      for <Said text={infos.kind.replaceAll('_', ' ')} />
    </>
  ) : null;
  return (
    <dl class="level-lines" data-testid="level-lines">
      <dt>allowed</dt>
      <dd>
        {infos &&
          (info?.allowed === false ? (
            <>
              at most <strong>{infos.highest}</strong> here{kind}: {level} is lowered to it
            </>
          ) : (
            <>
              <strong>{level}</strong> is allowed here{kind}
              {infos.highest !== level && <>; highest: {infos.highest}</>}
            </>
          ))}
      </dd>
      <dt>who watches</dt>
      <dd>{info && <Said text={info.who_watches} />}</dd>
      <dt>without asking</dt>
      <dd>
        {info && (
          <>
            may change <Said text={info.may_change} />
          </>
        )}
      </dd>
      <dt>limited by</dt>
      <dd title={cap ? `${cap.why}\n${cap.lift}` : undefined}>
        {cap ? (
          <>
            {capped !== info && <strong>{capped?.level}: </strong>}
            <Said text={cap.why} />
            {cap.lift && !cap.why.includes(cap.lift) && (
              <>
                . To lift it: <Said text={cap.lift} />
              </>
            )}
          </>
        ) : infos ? (
          'nothing'
        ) : (
          ''
        )}
      </dd>
    </dl>
  );
}
