// The first page: tasks, their outcomes, and the review queue.
import { useEffect, useRef, useState } from 'preact/hooks';
import { use_cell } from './cell.ts';
import { commands_of_proposal, curl } from './commands.ts';
import { clock, count } from './format.ts';
import { Page } from './page.tsx';
import { look_ahead } from './review/ahead.ts';
import { link_to } from './route.ts';
import { RunCard } from './runs/run_card.tsx';
import { proposals, runs, status } from './store.ts';
import { put_into_box } from './task/box_state.ts';
import { own_runs } from './task/follow.ts';
import type { ProposalSummary, Run } from './types.ts';
import { Button, Said, host, use_commands, with_commands } from './ui.tsx';

export function NowPage() {
  use_commands(() => [
    { title: 'Running tasks', curl: curl(host, '/api/runs') },
    { title: 'Review queue', suit: 'suit review', curl: curl(host, '/api/proposals') },
  ]);
  return (
    <div class="now">
      <section class="now-runs" aria-label="tasks">
        <Runs />
      </section>
      <section class="now-queue" aria-label="queue">
        <div class="now-head">
          <h1>Queue</h1>
        </div>
        <QueueList />
      </section>
    </div>
  );
}

// Newest first as of page load. Tasks started elsewhere wait behind a line with reserved space, so nothing is inserted
// above what the person reads.
function use_order(all: ReadonlyMap<number, Run>): { shown: Run[]; waiting: number; show: () => void } {
  const order = useRef<number[]>([]);
  const first = useRef(true);
  const [, redraw] = useState(0);
  const known = new Set(order.current);
  const fresh = [...all.keys()].filter((run) => !known.has(run)).sort((a, b) => b - a);
  const taken = fresh.filter((run) => first.current || own_runs.has(run));
  if (taken.length > 0) order.current = [...taken, ...order.current];
  if (all.size > 0) first.current = false;
  const shown = order.current.map((run) => all.get(run)).filter((run): run is Run => run !== undefined);
  return {
    shown,
    waiting: fresh.length - taken.length,
    show: () => {
      order.current = [...fresh, ...order.current.filter((run) => !fresh.includes(run))];
      redraw((n) => n + 1);
    },
  };
}

function Runs() {
  const { shown, waiting, show } = use_order(use_cell(runs));
  const asking = shown.find((run) => run.question && run.state !== 'ended');
  return (
    <>
      <div class="now-head">
        <h1>Tasks</h1>
        <span aria-live="polite">
          {waiting > 0 && (
            <Button kind="quiet" onClick={show}>
              {count(waiting, 'more task')} started elsewhere: show
            </Button>
          )}
        </span>
      </div>
      {shown.length === 0 && <Examples />}
      {shown.map((run) => (
        <RunCard key={run.run} run={run} has_keys={run === asking} />
      ))}
    </>
  );
}

function Examples() {
  const now = use_cell(status);
  if (!now) return null;
  return (
    <div class="empty">
      <p>
        No running tasks. Describe a task above
        {now.models.length === 0 ? '; the mechanic needs no model' : ''}, such as
      </p>
      <ul class="examples">
        {(now.suggestions.length > 0 ? now.suggestions : now.examples.slice(0, 6)).map((example) => (
          <li key={example}>
            <button type="button" class="quiet" onClick={() => put_into_box({ text: example })}>
              <Said text={example} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function QueueList() {
  const list = use_cell(proposals);
  if (list === null) return <div class="loading" aria-busy="true" />;
  if (list.length === 0) return <p class="empty">Nothing to review.</p>;
  return (
    <ol class="queue">
      {list.map((proposal) => (
        <QueueItem key={proposal.id} proposal={proposal} />
      ))}
    </ol>
  );
}

function QueueItem({ proposal }: { proposal: ProposalSummary }) {
  return (
    <li
      class="queue-item"
      data-testid="queue-item"
      data-proposal={proposal.id}
      {...with_commands(
        () => commands_of_proposal(host, proposal.name),
        () => look_ahead(proposal.id),
      )}
    >
      <a href={link_to('review', proposal.id)}>
        <span class="queue-title">
          <Said text={proposal.summary} />
        </span>
        <span class="muted queue-facts">
          <span>{proposal.name}</span>
          <span>{count(proposal.files, 'file')}</span>
          <span>
            <Said text={proposal.proposer} />
          </span>
          <span>
            <Said text={proposal.kind.replaceAll('_', ' ')} />
          </span>
          <time>{clock(proposal.at_us)}</time>
        </span>
        {proposal.text !== proposal.summary && (
          <span class="muted queue-text">
            <Said text={proposal.text} />
          </span>
        )}
      </a>
    </li>
  );
}

export function QueuePage() {
  const list = use_cell(proposals) ?? [];
  use_commands(() => [{ title: 'All pending proposals', suit: 'suit review', curl: curl(host, '/api/proposals') }]);
  const proposers = new Map<string, number>();
  for (const { proposer } of list) proposers.set(proposer, (proposers.get(proposer) ?? 0) + 1);
  const first = useRef<HTMLDivElement>(null);
  useEffect(() => first.current?.querySelector('a')?.focus({ preventScroll: true }), []);
  return (
    <Page
      title={
        <>
          Queue{' '}
          <span class="count" data-testid="queue-count">
            {list.length}
          </span>
        </>
      }
      testid="queue"
    >
      <p class="muted">
        {count(list.length, 'proposal')} of all sessions and agents, oldest first.{' '}
        {[...proposers].map(([name, number]) => (
          <span key={name} class="chip">
            <Said text={name} /> {number}
          </span>
        ))}
      </p>
      <div ref={first}>
        <QueueList />
      </div>
    </Page>
  );
}
