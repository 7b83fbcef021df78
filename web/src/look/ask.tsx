// Asks the folder: passages at once, or a model's answer with every claim checked against its quote.
import { useEffect, useState } from 'preact/hooks';
import { get, post, words_of } from '../api.ts';
import { use_cell } from '../cell.ts';
import { curl, quoted } from '../commands.ts';
import { Page, Problem, use_read } from '../page.tsx';
import { flat } from '../printable.ts';
import { go, link_to, route } from '../route.ts';
import { status, tell } from '../store.ts';
import type { AskRequest, Run } from '../functions.ts';
import type { Answer, Bytes, Claim, Passage } from '../types.ts';
import { Button, Name, Said, host, use_commands } from '../ui.tsx';

const ladder = ['search', 'research', 'deep'] as const;
type Rung = (typeof ladder)[number];
const about: Record<Rung, string> = {
  search: 'Passages by keyword. No model.',
  research: "A model's answer; each claim with a checked quote.",
  deep: 'A plan, several passes, a report. Takes minutes.',
};

export function AskPage({ run }: { run: number | undefined }) {
  const asked = use_cell(route).query.get('q') ?? '';
  const [text, set_text] = useState(asked);
  const [level, set_level] = useState<Rung>('search');
  const has_model = (use_cell(status)?.models.length ?? 0) > 0;
  use_commands(() => {
    const words = text || 'where are sessions renewed?';
    return [
      {
        title: 'Ask it',
        keys: 'Enter',
        suit: `suit ask${level === 'search' ? '' : ` --level ${level}`} ${quoted(words)}`,
        curl: level === 'search' ? curl(host, `/api/search?question=${encodeURIComponent(words)}`) : curl(host, '/api/ask', { question: words, level }),
      },
      ...(run ? [{ title: 'This question', curl: curl(host, `/api/runs/${run}`) }] : []),
    ];
  });
  const ask = async () => {
    if (!text.trim()) return;
    if (level === 'search') return go(link_to('ask', '', { q: text }));
    try {
      const begun = await post<Run>('ask', { question: text, level });
      go(link_to('ask', begun.run));
    } catch (problem) {
      tell(words_of(problem), true);
    }
  };
  return (
    <Page title="Ask" testid="ask">
      <form
        class="ask-form"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <input
          class="quick-input"
          value={text}
          aria-label="question"
          placeholder="What do you want to know about this folder?"
          data-testid="ask-input"
          onInput={(event) => set_text(event.currentTarget.value)}
        />
        <fieldset class="ask-levels">
          <legend class="sr-only">level</legend>
          {ladder.map((one) => (
            <label key={one} title={about[one]}>
              <input
                type="radio"
                name="rung"
                checked={level === one}
                disabled={one !== 'search' && !has_model}
                onChange={() => set_level(one)}
              />{' '}
              {one}
            </label>
          ))}
          <span class="muted">{has_model || level !== 'search' ? about[level] : 'Passages by keyword. Other levels need a model: suit model find.'}</span>
        </fieldset>
        <button type="submit" class="main" data-testid="ask-button">
          Ask
        </button>
      </form>
      {run ? <Asked number={run} /> : asked ? <Passages question={asked} /> : null}
    </Page>
  );
}

function Place({ path, first, last }: { path: Bytes; first: number; last: number }) {
  const words = (
    <>
      <Name of={path} />:{first}
      {last > first ? `-${last}` : ''}
    </>
  );
  return typeof path === 'string' && !/^https?:/.test(path) ? <a href={link_to('file', path, { line: first })}>{words}</a> : <span>{words}</span>;
}

function Passages({ question }: { question: string }) {
  const { value, problem, again } = use_read<{ passages: Passage[] }>('search', { question });
  if (problem) return <Problem of={problem} again={again} />;
  if (!value) return <p class="muted">Searching …</p>;
  if (value.passages.length === 0) return <p class="empty">No match in this folder.</p>;
  return (
    <ol class="passages">
      {value.passages.map((one) => (
        <li key={`${flat(one.path)}:${one.first_line}`} class="card" data-testid="passage">
          <Place path={one.path} first={one.first_line} last={one.last_line} />
          <pre class="output" tabIndex={0}>
            <Said text={one.text} />
          </pre>
        </li>
      ))}
    </ol>
  );
}

function Asked({ number }: { number: number }) {
  const [run, set_run] = useState<Run>();
  const [problem, set_problem] = useState('');
  useEffect(() => {
    let timer = 0;
    const stop = new AbortController();
    const look = () =>
      get<Run>(`runs/${number}`, {}, stop.signal)
        .then((now) => {
          set_run(now);
          set_problem('');
          if (now.state !== 'ended') timer = setTimeout(look, 700) as unknown as number;
        })
        .catch((wrong: unknown) => {
          if (!stop.signal.aborted) set_problem(words_of(wrong));
        });
    void look();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [number]);
  if (problem) return <Problem of={problem} again={() => location.reload()} />;
  if (!run) return <p class="muted">Reading …</p>;
  const stopped = run.error?.code === 'cancelled';
  return (
    <article data-testid="question" data-state={run.state}>
      <h2>
        <Said text={(run.request as AskRequest).question ?? ''} />
      </h2>
      {run.state !== 'ended' && (
        <>
          <ul class="run-steps">
            {[...run.steps, run.line ?? ''].filter(Boolean).slice(-3).map((step, at) => (
              <li key={at}>
                <Said text={step} />
              </li>
            ))}
          </ul>
          <Button kind="danger" onClick={() => void post(`runs/${number}/stop`, {})}>
            Stop
          </Button>
        </>
      )}
      {stopped && (
        <p class="muted">
          It was stopped. {run.task && <code>suit ask --resume {run.task}</code>} {run.task && 'continues it.'}
        </p>
      )}
      {run.error && !stopped && (
        <p class="problem" role="alert">
          <Said text={run.error.message} /> {run.error.hint && <Said text={run.error.hint} />}
        </p>
      )}
      {run.answer !== undefined && <Answered answer={run.answer as Answer} />}
    </article>
  );
}

function Answered({ answer }: { answer: Answer }) {
  const claims = answer.claims ?? [];
  const removed = answer.removed ?? [];
  const cite = (number: number) => (
    <a key={number} class="cite" href={`#claim-${number}`} onClick={(event) => show_claim(event, number)}>
      [{number}]
    </a>
  );
  return (
    <>
      {(answer.report ?? []).map((section, at) => (
        <section key={at}>
          <h3>
            <Said text={section.heading} />
          </h3>
          {section.sentences.map((sentence, i) => (
            <p key={i}>
              <Said text={sentence.text} /> {sentence.claims.map(cite)}
            </p>
          ))}
        </section>
      ))}
      {claims.length === 0 && <p class="empty">No claim passed the check.</p>}
      <ol class="claims">
        {claims.map((claim, at) => (
          <OneClaim key={at} claim={claim} number={at + 1} />
        ))}
      </ol>
      {(answer.contradictions ?? []).map((one, at) => (
        <p key={at} class="outcome bad">
          {cite(one.a)} and {cite(one.b)} contradict each other: <Said text={one.why} />
        </p>
      ))}
      {answer.not_found && (
        <p class="muted">
          Not found: <Said text={answer.not_found} />
        </p>
      )}
      {removed.length > 0 && (
        <details>
          <summary>{removed.length} removed</summary>
          <ul>
            {removed.map((one, at) => (
              <li key={at}>
                <Said text={one.text} />{' '}
                <span class="muted">
                  (<Said text={one.why} />)
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function show_claim(event: Event, number: number): void {
  event.preventDefault();
  document.getElementById(`claim-${number}`)?.scrollIntoView({ block: 'center' });
}

function OneClaim({ claim, number }: { claim: Claim; number: number }) {
  return (
    <li id={`claim-${number}`} class="card" data-testid="claim">
      <Said text={claim.text} />
      <blockquote>
        <Said text={claim.quote} />
      </blockquote>
      <Place path={claim.place} first={claim.first_line} last={claim.last_line} />
      {claim.untrusted && <span class="muted"> from outside</span>}
    </li>
  );
}
