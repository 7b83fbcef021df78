// One model call: the parts of its context as a treemap and a table, what was left out, and the exact messages.
import { useEffect, useRef, useState } from 'preact/hooks';
import { curl } from '../commands.ts';
import { clock, duration, money, tokens } from '../format.ts';
import { Page, Problem, use_read } from '../page.tsx';
import { flat, plain } from '../printable.ts';
import { go, link_to, route } from '../route.ts';
import type { Call, CheckOutput, Part, Place } from '../types.ts';
import { CheckText } from '../review/panel.tsx';
import { Said, host, use_commands } from '../ui.tsx';
import { treemap } from './treemap.ts';

const kinds = {
  program: 'program',
  file: 'file',
  listing: 'listing',
  notes: 'notes',
  check: 'check',
  task: 'task',
  conversation: 'conversation',
};
const map_height_px = 320;

export function CallPage({ event }: { event: number }) {
  const { value, problem, again } = use_read<Call>(`calls/${event}`);
  use_commands(() => [{ title: 'This call', suit: `suit show ${event}`, curl: curl(host, `/api/calls/${event}`) }]);
  const task = route.get().query.get('task');
  return (
    <Page
      title={
        <>
          Call {event}
          {value && (
            <span class="muted">
              {' '}
              <Said text={value.model} />
            </span>
          )}
        </>
      }
      testid="call"
      tools={
        task && (
          <a class="button" href={link_to('task', task)}>
            Timeline
          </a>
        )
      }
    >
      {problem && <Problem of={problem} again={again} />}
      {value && <CallBody call={value} />}
    </Page>
  );
}

function CallBody({ call }: { call: Call }) {
  return (
    <>
      <p class="muted run-facts">
        <span>
          program <Said text={call.program} />
        </span>
        <span>{clock(call.at_us)}</span>
        <span>{duration(call.us)}</span>
        <span>
          {tokens(call.tokens_in)} tokens in{call.tokens_cached ? `, ${tokens(call.tokens_cached)} cached` : ''},{' '}
          {tokens(call.tokens_out) || '0'} out{call.estimated ? ' (estimated)' : ''}
        </span>
        {call.money > 0 && <span>{money(call.money)}</span>}
      </p>
      {call.failure && (
        <p class="problem" role="alert">
          <Said text={call.failure} />
        </p>
      )}
      <section aria-label="context">
        <h2>Context</h2>
        <Treemap parts={call.parts} />
        <PartsTable parts={call.parts} />
      </section>
      <section>
        <h2>Left out</h2>
        {call.left_out.length === 0 ? (
          <p class="muted">Nothing.</p>
        ) : (
          <ul>
            {call.left_out.map((line) => (
              <li key={line}>
                <Said text={line} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <h2>The exact messages</h2>
        {call.messages.map((message, at) => (
          <details key={at} open={call.messages.length <= 2}>
            <summary>
              <Said text={message.role} />{' '}
              <span class="muted">{plain(message.text).length.toLocaleString('en')} characters</span>
            </summary>
            <pre class="output message" tabIndex={0}>
              <Said text={message.text} />
            </pre>
          </details>
        ))}
        {call.thinking !== undefined && (
          <details>
            <summary>thinking</summary>
            <pre class="output message" tabIndex={0}>
              <Said text={call.thinking} />
            </pre>
          </details>
        )}
        {call.answer !== undefined && (
          <details open>
            <summary>answer</summary>
            <pre class="output message" tabIndex={0}>
              <Said text={call.answer} />
            </pre>
          </details>
        )}
      </section>
    </>
  );
}

function Treemap({ parts }: { parts: readonly Part[] }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, set_width] = useState(0);
  const [chosen, set_chosen] = useState<number | null>(null);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => set_width(entry?.contentRect.width ?? 0));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const rects = treemap(
    parts.map((part) => part.tokens),
    width,
    map_height_px,
  );
  const part = chosen === null ? undefined : parts[chosen];
  return (
    <>
      <ul class="legend" aria-hidden="true">
        {Object.values(kinds).map((kind) => (
          <li key={kind}>
            <i class={`kind-${kind}`} /> {kind}
          </li>
        ))}
      </ul>
      <div
        class="treemap"
        ref={box}
        data-testid="treemap"
        role="img"
        aria-label="the context by tokens; the table below has the same data"
      >
        {rects.map((rect, at) => {
          const one = parts[at]!;
          return (
            rect.width > 0 && (
              <div
                key={at}
                class={`treemap-part kind-${one.kind}${at === chosen ? ' here' : ''}`}
                title={`${flat(one.name)}: ${one.tokens} tokens`}
                onClick={() => set_chosen(at)}
                style={{
                  left: `${rect.x}px`,
                  top: `${rect.y}px`,
                  width: `${rect.width}px`,
                  height: `${rect.height}px`,
                }}
              >
                {rect.width > 46 && rect.height > 18 && (
                  <span>
                    <Said text={one.name} />
                  </span>
                )}
                {rect.width > 46 && rect.height > 36 && <small>{tokens(one.tokens)}</small>}
              </div>
            )
          );
        })}
      </div>
      <Note part={part} />
    </>
  );
}

function PartsTable({ parts }: { parts: readonly Part[] }) {
  const total = parts.reduce((sum, part) => sum + part.tokens, 0) || 1;
  return (
    <details>
      <summary>As a table</summary>
      <div class="table-box" tabIndex={0} role="region" aria-label="parts of the context">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">part</th>
              <th scope="col">kind</th>
              <th scope="col" class="num">
                tokens
              </th>
              <th scope="col" class="num">
                share
              </th>
              <th scope="col">lines</th>
              <th scope="col">why</th>
            </tr>
          </thead>
          <tbody>
            {[...parts]
              .sort((a, b) => b.tokens - a.tokens)
              .map((part, at) => (
                <tr key={at}>
                  <th scope="row">
                    <Said text={part.name} />
                  </th>
                  <td>{part.kind}</td>
                  <td class="num">{part.tokens.toLocaleString('en')}</td>
                  <td class="num">{Math.round((100 * part.tokens) / total)}%</td>
                  <td>{part.lines}</td>
                  <td class="muted">{part.why && <Said text={part.why} />}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

export function CheckPage({ event }: { event: number }) {
  const { value, problem, again } = use_read<CheckOutput>(`checks/${event}`);
  use_commands(() => [{ title: 'This check', suit: `suit show ${event}`, curl: curl(host, `/api/checks/${event}`) }]);
  const task = route.get().query.get('task');
  const open = (place: Place) => {
    if (typeof place.path === 'string') go(link_to('file', place.path, { line: place.line }));
  };
  return (
    <Page
      title={<>Check {value && <Said text={value.name} />}</>}
      tools={
        task && (
          <a class="button" href={link_to('task', task)}>
            Timeline
          </a>
        )
      }
    >
      {problem && <Problem of={problem} again={again} />}
      {value && (
        <>
          <p>
            <span class={`state ${value.outcome}`}>{value.outcome.replaceAll('_', ' ')}</span>{' '}
            <span class="muted">{duration(value.duration_ms * 1000)}</span>
          </p>
          {value.detail && (
            <p>
              <Said text={value.detail} />
            </p>
          )}
          <CheckText check={value} open_place={open} />
        </>
      )}
    </Page>
  );
}

function Note({ part }: { part: Part | undefined }) {
  return (
    <p class="treemap-note">
      {part ? (
        <>
          <strong>
            <Said text={part.name} />
          </strong>{' '}
          {part.kind}, {tokens(part.tokens)} tokens{part.lines && `, lines ${part.lines}`}
          {part.why && (
            <>
              : <Said text={part.why} />
            </>
          )}
        </>
      ) : (
        ' '
      )}
    </p>
  );
}
