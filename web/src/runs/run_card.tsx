// One task: its progress, output and questions while it runs; then its outcome.
import { useEffect, useRef, useState } from 'preact/hooks';
import { post, words_of } from '../api.ts';
import { commands_of_run } from '../commands.ts';
import { count } from '../format.ts';
import { use_keys } from '../keys.ts';
import { flat, plain } from '../printable.ts';
import { link_to } from '../route.ts';
import { take_reply, tell } from '../store.ts';
import { LevelSlider } from '../task/slider.tsx';
import type { Run as ServerRun } from '../functions.ts';
import type { Level, Run, RunState } from '../types.ts';
import { Button, Elapsed, Name, Said, host, with_commands } from '../ui.tsx';
import { OutcomeLine } from './outcome.tsx';

const state_words: Record<RunState, string> = {
  working: 'working',
  proposing: 'proposing',
  asking: 'asks',
  planning: 'waiting for plan approval',
  verifying: 'verifying',
  reviewing: 'waiting for review',
  applying: 'applying',
  ended: 'ended',
};

const error_word = (code: string) => (code === 'cancelled' ? 'stopped' : 'failed');

async function send(run: Run, what: string, body: unknown): Promise<ServerRun | null> {
  try {
    const reply = await post<ServerRun>(`runs/${run.run}/${what}`, body);
    take_reply(reply);
    return reply;
  } catch (problem) {
    tell(words_of(problem), true);
    return null;
  }
}

// The level of the slider and its setter. A new level holds until the stream confirms it, so that older stream events
// don't move the slider back. Requests are sent one at a time; of the waiting ones only the last.
function use_level(run: Run): [Level, (level: Level) => void] {
  const [wanted, set_wanted] = useState<Level | null>(null);
  const now = useRef(run.level);
  const next = useRef<Level | null>(null);
  const is_sending = useRef(false);
  now.current = run.level;
  useEffect(() => {
    if (!is_sending.current) set_wanted(null);
  }, [run.level]);
  const change = async (level: Level) => {
    set_wanted(level);
    next.current = level;
    if (is_sending.current) return;
    is_sending.current = true;
    let reply: ServerRun | null = null;
    while (next.current !== null) {
      const one = next.current;
      next.current = null;
      reply = await send(run, 'level', { level: one });
    }
    is_sending.current = false;
    if (reply === null || reply.level === now.current) set_wanted(null);
  };
  return [wanted ?? run.level, (level) => void change(level)];
}

export function RunCard({ run, has_keys }: { run: Run; has_keys: boolean }) {
  const is_over = run.state === 'ended';
  return (
    <article
      class={`card run ${run.state}`}
      data-testid="run"
      data-run={run.run}
      data-state={run.state}
      aria-label={`task: ${flat(run.text).slice(0, 80)}`}
      {...with_commands(() => commands_of_run(host, run))}
    >
      <header class="card-head">
        <h2>
          <Said text={run.text} />
        </h2>
        <span class={`state ${run.outcome?.status ?? run.state}`}>
          {run.outcome?.status ?? (run.error ? error_word(run.error.code) : state_words[run.state])}
        </span>
      </header>
      <p class="muted run-facts">
        {run.task > 0 && (
          <a href={link_to('task', run.task)} data-testid="to-timeline">
            task {run.task_name}
          </a>
        )}
        <span>level {run.level}</span>
        <Elapsed since_us={run.started_us} until_us={run.ended_us} />
        {run.said_bytes > 0 && <span>{count(run.said_bytes, 'byte')} received</span>}
        {run.scope.map((path) => (
          <span key={path} class="chip">
            <Name of={path} />
          </span>
        ))}
      </p>
      <div class={`run-body${use_room(run) ? ' roomy' : ''}${is_over ? ' over' : ''}`}>
        {is_over ? (
          <OutcomeLine run={run} />
        ) : run.question ? (
          <Question run={run} has_keys={has_keys} />
        ) : run.state === 'planning' ? (
          <Plan run={run} />
        ) : (
          <Doing run={run} />
        )}
      </div>
      {!is_over && <Controls run={run} />}
    </article>
  );
}

const brief_ms = 700;

// A task that takes longer than a moment gets a fixed area for its progress. Questions and outcome use the same area, so
// nothing below moves.
function use_room(run: Run): boolean {
  const [has_room, give_room] = useState(false);
  const is_working = run.state !== 'ended' && run.state !== 'reviewing';
  useEffect(() => {
    if (!is_working) return;
    const timer = setTimeout(() => give_room(true), Math.max(0, brief_ms - (Date.now() - run.started_us / 1000)));
    return () => clearTimeout(timer);
  }, [is_working]);
  return has_room;
}

// New lines at the bottom push out old ones.
function Doing({ run }: { run: Run }) {
  return (
    <div class="doing">
      <ol class="run-steps" aria-label="steps">
        {run.steps.slice(-3).map((step, at) => (
          <li key={at}>
            <Said text={step} />
          </li>
        ))}
      </ol>
      <pre class="output said" aria-label={run.check ? `the check ${run.check.name} prints` : 'what the model says'}>
        <span>
          {run.check ? (
            <>
              <Said text={run.check.name} />
              {'\n'}
              <Said text={run.check.output} />
            </>
          ) : (
            <Said text={run.said ?? ''} />
          )}
        </span>
      </pre>
      {run.results.length > 0 && (
        <ul class="results">
          {run.results.map((result) => (
            <li key={result.name} class={result.outcome}>
              {result.outcome === 'passed' ? '✓' : '✗'} <Said text={result.name} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Question({ run, has_keys }: { run: Run; has_keys: boolean }) {
  const { text, choices } = run.question!;
  const answer = (choice: number) => void send(run, 'answer', { choice });
  use_keys(has_keys ? Object.fromEntries(choices.slice(0, 9).map((_, at) => [String(at + 1), () => answer(at)])) : {});
  return (
    <div class="question" data-testid="question" role="group" aria-label="a question">
      <p>
        <strong>
          <Said text={text} />
        </strong>
      </p>
      <ol>
        {choices.map((choice, at) => (
          <li key={at}>
            <Button
              kind="quiet"
              {...(at < 9 && has_keys ? { keys: String(at + 1) } : {})}
              testid="choice"
              onClick={() => answer(at)}
            >
              <Said text={choice} />
            </Button>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Plan({ run }: { run: Run }) {
  const given = plain(run.plan ?? '');
  const [plan, set_plan] = useState(given);
  const is_changed = plan !== given;
  return (
    <div class="plan" data-testid="plan">
      <label>
        Plan: edit or approve it
        <textarea
          rows={Math.min(16, Math.max(4, plan.split('\n').length + 1))}
          value={plan}
          onInput={(event) => set_plan(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && event.ctrlKey) void send(run, 'plan', is_changed ? { plan } : {});
          }}
        />
      </label>
      <div class="row-of-buttons">
        <Button
          kind="main"
          keys="Ctrl+Enter"
          testid="plan-go-on"
          onClick={() => void send(run, 'plan', is_changed ? { plan } : {})}
        >
          {is_changed ? 'Continue with the edited plan' : 'Continue'}
        </Button>
      </div>
    </div>
  );
}

function Controls({ run }: { run: Run }) {
  const [level, set_level] = use_level(run);
  return (
    <div class="run-controls">
      {run.proposal !== undefined && run.state === 'reviewing' && (
        <a class="button main" data-testid="to-review" href={link_to('review', run.proposal)}>
          Review
        </a>
      )}
      <Button kind="danger" testid="stop" onClick={() => void send(run, 'stop', {})}>
        Stop
      </Button>
      <LevelSlider
        value={level}
        name={`level of task ${run.task_name ?? ''}, from its next step`}
        compact
        change={set_level}
      />
    </div>
  );
}
