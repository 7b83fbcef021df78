// The outcome of a task, in words, with next steps.
import { post, words_of } from '../api.ts';
import { plain } from '../printable.ts';
import { go, link_to } from '../route.ts';
import { status, take_reply, tell } from '../store.ts';
import type { Run as ServerRun } from '../functions.ts';
import type { Outcome, Run } from '../types.ts';
import { Button, Name, Said } from '../ui.tsx';
import { put_into_box } from '../task/box_state.ts';

export function OutcomeLine({ run, in_review }: { run: Run; in_review?: boolean }) {
  if (run.error) {
    const is_stopped = run.error.code === 'cancelled';
    return (
      <div class="outcome bad" data-testid="outcome" data-status={is_stopped ? 'stopped' : 'error'}>
        <p>
          {is_stopped ? (
            <strong>Stopped. Nothing was changed.</strong>
          ) : (
            <>
              <strong>Failed.</strong> <Said text={run.error.message} />
            </>
          )}
          {!is_stopped && run.error.hint && (
            <span class="muted">
              {' '}
              <Said text={run.error.hint} />
            </span>
          )}
        </p>
        <div class="row-of-buttons">
          <Button
            kind="quiet"
            onClick={() => put_into_box({ text: plain(run.text), level: run.level, scope: run.scope })}
          >
            Edit and retry
          </Button>
        </div>
      </div>
    );
  }
  const outcome = run.outcome;
  if (!outcome) return null;
  const is_good = outcome.status === 'applied' || outcome.status === 'pending';
  return (
    <div class={`outcome ${is_good ? 'good' : 'bad'}`} data-testid="outcome" data-status={outcome.status}>
      <Words run={run} outcome={outcome} id={in_review ? undefined : proposal_of(run, outcome)} />
      {outcome.unchecked && (
        <p class="muted">
          <Said text={outcome.unchecked} />
        </p>
      )}
    </div>
  );
}

function proposal_of(run: Run, outcome: Outcome): number | undefined {
  return outcome.proposal?.id ?? run.proposal;
}

function ReviewLink({ id, words }: { id: number | undefined; words: string }) {
  return id === undefined ? null : (
    <a class="button" data-testid="to-review" href={link_to('review', id)}>
      {words}
    </a>
  );
}

// `id`: the proposal to link to; undefined if it is already on the screen.
function Words({ run, outcome, id }: { run: Run; outcome: Outcome; id: number | undefined }) {
  switch (outcome.status) {
    case 'applied':
      return (
        <>
          <p>
            <strong>Applied.</strong> You can undo it.
          </p>
          <div class="row-of-buttons">
            <Button
              kind="quiet"
              testid="undo"
              onClick={() =>
                go(link_to('history', '', { undo: outcome.application ?? proposal_of(run, outcome) ?? 0 }))
              }
            >
              Undo…
            </Button>
            <ReviewLink id={id} words="View" />
          </div>
        </>
      );
    case 'pending':
      return (
        <>
          <p>
            <strong>Waiting for review.</strong>
            {outcome.asks?.map((ask) => (
              <span key={ask}>
                {' '}
                <Said text={ask} />
              </span>
            ))}
          </p>
          <div class="row-of-buttons">
            <ReviewLink id={id} words="Review" />
          </div>
        </>
      );
    case 'rejected':
      return (
        <>
          <p>
            <strong>Rejected.</strong> {outcome.reason && <Said text={outcome.reason} />}
          </p>
          <div class="row-of-buttons">
            <Again run={run} />
          </div>
        </>
      );
    case 'refused':
      return <Refused run={run} outcome={outcome} id={id} />;
    case 'unanswered':
      return (
        <>
          <p>
            <strong>Stopped</strong> without an answer.
          </p>
          <div class="row-of-buttons">
            <Again run={run} />
          </div>
        </>
      );
    case 'declined':
      return <Declined run={run} outcome={outcome} />;
    case 'answered':
      return (
        <>
          <p>
            <strong>Nothing was changed.</strong> {outcome.answer?.model} answers:
          </p>
          <p class="words" data-testid="words">
            <Said text={outcome.answer?.text ?? ''} />
          </p>
          <div class="row-of-buttons">
            <Again run={run} />
          </div>
        </>
      );
    case 'conflict':
      return <Conflicts run={run} outcome={outcome} id={proposal_of(run, outcome)} leads={id !== undefined} />;
  }
}

function Again({ run }: { run: Run }) {
  return (
    <Button kind="quiet" onClick={() => put_into_box({ text: plain(run.text), level: run.level, scope: run.scope })}>
      Edit and retry
    </Button>
  );
}

function Declined({ run, outcome }: { run: Run; outcome: Outcome }) {
  const nearest = outcome.declined?.nearest ?? '';
  const tried = outcome.declined?.answers !== undefined;
  // The mechanic suggests a phrasing; a model's program suggests what else to try.
  const is_phrasing = typeof nearest === 'string' && (status.get()?.examples.includes(nearest) ?? false);
  return (
    <>
      <p>
        <strong>{tried ? 'No proposal.' : 'Not understood.'}</strong>{' '}
        {outcome.declined?.understood && (
          <>
            {tried ? '' : 'Understood: '}
            <Said text={outcome.declined.understood} />.{' '}
          </>
        )}
        {outcome.declined?.problems?.map((problem, at) => (
          <span key={at}>
            Problem: <Said text={problem} />.{' '}
          </span>
        ))}
        {outcome.reason && <Said text={outcome.reason} />}
        {nearest && (
          <>
            {' '}
            {is_phrasing ? 'Nearest task without a model:' : 'Suggestion:'}{' '}
            <code>
              <Said text={nearest} />
            </code>
          </>
        )}
      </p>
      <div class="row-of-buttons">
        {is_phrasing && (
          <Button
            kind="main"
            testid="use-nearest"
            onClick={() => put_into_box({ text: plain(nearest), level: run.level, scope: run.scope })}
          >
            Use this task
          </Button>
        )}
        <Again run={run} />
      </div>
    </>
  );
}

function Conflicts({
  run,
  outcome,
  id,
  leads,
}: {
  run: Run;
  outcome: Outcome;
  id: number | undefined;
  leads: boolean;
}) {
  const merge = async () => {
    try {
      take_reply(await post<ServerRun>(`proposals/${id}/apply`, { merge: true, undecided: 'accept' }));
    } catch (problem) {
      tell(words_of(problem), true);
    }
  };
  return (
    <>
      <p>
        <strong>Conflict:</strong> these files changed since the proposal. Nothing was applied.
      </p>
      <ul>
        {outcome.conflicts?.map((conflict, at) => (
          <li key={at}>
            <Name of={conflict.path} />: <Said text={conflict.why} />
          </li>
        ))}
      </ul>
      <div class="row-of-buttons">
        {id !== undefined && (
          <Button kind="main" testid="merge" onClick={() => void merge()}>
            Merge and apply
          </Button>
        )}
        {leads && <ReviewLink id={id} words="Review" />}
        <Again run={run} />
      </div>
    </>
  );
}

function Refused({ run, outcome, id }: { run: Run; outcome: Outcome; id: number | undefined }) {
  return (
    <>
      <p>
        <strong>Refused</strong> by a check or a policy. {outcome.reason && <Said text={outcome.reason} />}
      </p>
      <ul>
        {outcome.checks
          ?.filter((check) => check.outcome === 'failed')
          .map((check) => (
            <li key={check.name}>
              ✗ <Said text={check.name} />
              {check.detail && (
                <>
                  : <Said text={check.detail} />
                </>
              )}
            </li>
          ))}
      </ul>
      <div class="row-of-buttons">
        <ReviewLink id={id} words="Show the failure" />
        <Again run={run} />
      </div>
    </>
  );
}
