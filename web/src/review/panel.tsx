// The side panel: checks with output, notes, reasons to ask, limits of the level.
import { useEffect, useState } from 'preact/hooks';
import { use_cell } from '../cell.ts';
import { duration } from '../format.ts';
import { Problem, use_read } from '../page.tsx';
import { plain } from '../printable.ts';
import { link_to } from '../route.ts';
import { runs } from '../store.ts';
import type { CheckOutput, CheckResult, Place, Proposal } from '../types.ts';
import { Elapsed, Name, Said } from '../ui.tsx';
import { pieces_with_places } from './places.ts';

const outcome_words = { passed: 'passed', failed: 'failed', failed_before: 'also fails without it', tampered: 'tampered' };
const outcome_signs = { passed: '✓', failed: '✗', failed_before: '!', tampered: '✗' };

export function CheckText({ check, open_place }: { check: CheckOutput; open_place: (place: Place) => void }) {
  return (
    <pre class="output" tabIndex={0} aria-label={`output of ${check.name}`}>
      {pieces_with_places(plain(check.output), check.places).map((piece, at) =>
        piece.place ? (
          <button key={at} type="button" class="place" data-testid="place" onClick={() => open_place(piece.place!)}>
            <Said text={piece.text} />
          </button>
        ) : (
          <Said key={at} text={piece.text} />
        ),
      )}
    </pre>
  );
}

function CheckDetails({ event, open_place }: { event: number; open_place: (place: Place) => void }) {
  const { value, problem, again } = use_read<CheckOutput>(`checks/${event}`);
  if (problem) return <Problem of={problem} again={again} />;
  if (!value) return <p class="muted output">…</p>;
  return (
    <>
      {value.places[0] && (
        <p>
          <button type="button" class="quiet" data-testid="first-place" onClick={() => open_place(value.places[0]!)}>
            <span>
              Go to <Name of={value.places[0].path} />:{value.places[0].line}
            </span>
          </button>
        </p>
      )}
      <CheckText check={value} open_place={open_place} />
    </>
  );
}

function Check({
  check,
  open_place,
  is_open,
  toggle,
}: {
  check: CheckResult;
  open_place: (place: Place) => void;
  is_open: boolean;
  toggle: () => void;
}) {
  return (
    <li class={`check ${check.outcome}`} data-testid="check" data-outcome={check.outcome}>
      <button type="button" class="check-line" aria-expanded={is_open} disabled={!check.output} onClick={toggle}>
        <span class="check-sign" aria-hidden="true">
          {outcome_signs[check.outcome]}
        </span>
        <span class="check-name">
          <Said text={check.name} />
        </span>
        <span class="muted">
          {outcome_words[check.outcome]} {duration(check.duration_ms * 1000)}
        </span>
      </button>
      {check.detail && (
        <p class="check-detail">
          <Said text={check.detail} />
        </p>
      )}
      {check.sandbox === false && <p class="warning">ran without a sandbox</p>}
      {is_open && <CheckDetails event={check.event} open_place={open_place} />}
    </li>
  );
}

// Live check output during verification. Below the content, so that nothing above moves.
export function LiveCheck({ proposal }: { proposal: Proposal }) {
  const run = [...use_cell(runs).values()].find(
    (one) => one.state !== 'ended' && (one.proposal === proposal.id || one.run === proposal.run),
  );
  if (!run || run.state === 'reviewing') return null;
  return (
    <section class="live-check" data-testid="live-check" aria-label="running check">
      <h3>
        {run.state === 'verifying' ? 'Verifying' : run.state}{' '}
        <Elapsed since_us={run.check?.started_us ?? run.started_us} />
      </h3>
      <p class="check-name">{run.check ? <Said text={run.check.name} /> : ' '}</p>
      <pre class="output live">{run.check ? <Said text={run.check.output} /> : ' '}</pre>
    </section>
  );
}

export function Panel({ proposal, open_place }: { proposal: Proposal; open_place: (place: Place) => void }) {
  const failed = proposal.checks.find((check) => check.outcome !== 'passed' && check.output);
  const [open, set_open] = useState<number | null>(null);
  // Opens a check that fails while the page is open, too.
  useEffect(() => {
    if (failed) set_open((now) => now ?? failed.event);
  }, [failed?.event]);
  return (
    <div class="panel-body">
      <section aria-label="checks">
        <h2 id="checks" tabIndex={-1}>
          Checks
        </h2>
        {proposal.checks.length === 0 && <p class="muted">No check has run yet.</p>}
        <ul class="checks">
          {proposal.checks.map((check) => (
            <Check
              key={check.event}
              check={check}
              open_place={open_place}
              is_open={open === check.event}
              toggle={() => set_open(open === check.event ? null : check.event)}
            />
          ))}
        </ul>
      </section>
      <Texts proposal={proposal} />
      <Origin proposal={proposal} />
    </div>
  );
}

// Reasons to ask, notes, limits of the level.
function Texts({ proposal }: { proposal: Proposal }) {
  return (
    <>
      {proposal.asks.length > 0 && (
        <section>
          <h2>Needs a person</h2>
          <ul>
            {proposal.asks.map((ask) => (
              <li key={ask} class="warning">
                <Said text={ask} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {proposal.notes.length > 0 && (
        <section>
          <h2>Notes</h2>
          <ul class="notes">
            {proposal.notes.map((note) => (
              <li key={note}>
                <Said text={note} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {proposal.caps.length > 0 && (
        <section>
          <h2>Level limits</h2>
          <ul>
            {proposal.caps.map((cap) => (
              <li key={cap.why}>
                <Said text={cap.why} />
                {cap.lift && (
                  <span class="muted">
                    {' '}
                    To lift it: <Said text={cap.lift} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Origin({ proposal }: { proposal: Proposal }) {
  return (
    <section>
      <h2>Origin</h2>
      <dl class="facts">
        <dt>task</dt>
        <dd>
          <a href={link_to('task', proposal.task)}>{proposal.task_name}</a> <Said text={proposal.text} />
        </dd>
        <dt>proposer</dt>
        <dd>
          <Said text={`${proposal.proposer} ${proposal.version}`} />
        </dd>
        <dt>kind</dt>
        <dd>
          <Said text={proposal.kind} />
        </dd>
        <dt>level</dt>
        <dd>{proposal.level}</dd>
        {proposal.scope.length > 0 && (
          <>
            <dt>scope</dt>
            <dd>
              {proposal.scope.map((path) => (
                <div key={path}>
                  <Name of={path} />
                </div>
              ))}
            </dd>
          </>
        )}
        {proposal.amends && (
          <>
            <dt>amends</dt>
            <dd>
              <a href={link_to('review', proposal.amends)}>proposal {proposal.amends}</a>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
