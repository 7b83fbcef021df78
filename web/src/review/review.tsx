// The review page: map, diff and panel of one proposal, and its keys.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { post, words_of } from '../api.ts';
import { use_cell } from '../cell.ts';
import { commands_of_proposal, curl, type Command } from '../commands.ts';
import { use_keys } from '../keys.ts';
import { Page, Problem, use_read } from '../page.tsx';
import { flat } from '../printable.ts';
import { go, link_to, route } from '../route.ts';
import { on_ledger, proposals, runs, take_reply, tell } from '../store.ts';
import type { Run as ServerRun } from '../functions.ts';
import type { Place, Proposal, Run } from '../types.ts';
import { Button, Name, Said, host, use_commands } from '../ui.tsx';
import { OutcomeLine } from '../runs/outcome.tsx';
import { take_opening } from './ahead.ts';
import { ApplyBar, CountsLine, type ApplyChoice } from './apply_bar.tsx';
import { ReviewControl } from './control.ts';
import { EditBox } from './edit_box.tsx';
import type { Batch } from './loader.ts';
import { LiveCheck, Panel } from './panel.tsx';
import { ReasonMenu } from './reason.tsx';

export function ReviewPage({ id }: { id: number }) {
  const opening = useMemo(() => take_opening(id), [id]);
  const here = useMemo(() => opening.here, [opening]);
  const { value, problem, again } = use_read<Proposal>(`proposals/${id}`, {}, { asked: opening.proposal, here });
  // Prefetched data may be outdated: reload after the first frames.
  useEffect(() => {
    if (!here) return;
    const timer = setTimeout(again, 300);
    return () => clearTimeout(timer);
  }, [here]);
  // A new verdict or check updates the panel; marks arrive through the control.
  useEffect(
    () =>
      on_ledger((event) => {
        if (event.about === id && event.kind !== 'mark') again();
      }),
    [id],
  );
  if (!value && problem)
    return (
      <Page title="Proposal">
        <Problem of={problem} again={again} />
      </Page>
    );
  if (!value)
    return (
      <Page title="Proposal">
        <div class="loading" aria-busy="true" />
      </Page>
    );
  return <Review key={id} proposal={value} first_units={opening.units} />;
}

const states: Record<Proposal['state'], string> = {
  pending: 'pending',
  stale: 'pending; its files changed',
  applied: 'applied',
  rejected: 'rejected',
  replaced: 'replaced by an amended one',
  taken_back: 'undone',
};

function commands_of({ proposal, current, marks }: ReviewControl): Command[] {
  const { name, revision } = proposal;
  const base = `/api/proposals/${name}`;
  const { reason = 'wrong', text } = marks.of(current);
  const mark = (title: string, keys: string, one: object): Command => ({
    title: `${title} change ${current + 1}`,
    keys,
    curl: curl(host, `${base}/marks`, { revision, marks: [{ unit: current, ...one }] }),
  });
  return [
    mark('Accept', 'a', { mark: 'accepted' }),
    mark('Reject', 'r', { mark: 'rejected', reason }),
    mark('Edit', 'e', { mark: 'edited', text: text ?? 'the lines as they should be\n' }),
    mark('Undecide', 'u', { mark: 'undecided' }),
    { title: 'Show its diff', suit: `suit diff ${name}`, curl: curl(host, `${base}/units?first=0&count=500`) },
    ...commands_of_proposal(host, name),
  ];
}

// The run that applies this proposal: started by this page or reported by the server.
function use_run_of(proposal: Proposal, started: number | null): Run | undefined {
  const all = use_cell(runs);
  const number = started ?? proposal.run;
  return number === undefined || number === null ? undefined : all.get(number);
}

function Review({ proposal, first_units }: { proposal: Proposal; first_units: Batch }) {
  const is_pending = proposal.state === 'pending';
  const control = useMemo(() => new ReviewControl(proposal, first_units), [proposal.id]);
  control.set_can_decide(is_pending);
  useEffect(() => control.marks.refresh(proposal.revision, proposal.marks), [proposal]);
  const pane = useRef<HTMLDivElement>(null);
  const map = useRef<HTMLDivElement>(null);
  const [confirming, set_confirming] = useState(false);
  const [rejecting, set_rejecting] = useState(false);
  const [started, set_started] = useState<number | null>(null);
  const [side, set_side] = useState<'map' | 'diff' | 'panel'>('diff');
  const run = use_run_of(proposal, started);
  use_commands(() => commands_of(control));

  useLayoutEffect(() => {
    if (!pane.current || !map.current) return;
    control.attach(pane.current, map.current);
    begin_at(control);
    return () => control.close();
  }, [control]);

  const apply = async (choice: ApplyChoice) => {
    set_confirming(false);
    await control.settle();
    try {
      const answer = await post<ServerRun>(`proposals/${proposal.id}/apply`, choice);
      take_reply(answer);
      set_started(answer.run);
    } catch (problem) {
      tell(words_of(problem), true);
    }
  };
  const reject_all = async (reason: string, again = false) => {
    set_rejecting(false);
    try {
      await post(`proposals/${proposal.id}/reject`, again ? { reason, again } : { reason });
      tell(`proposal ${proposal.name} is rejected${again ? '; asking for another' : ''}`);
      go_to_next(proposal.id);
    } catch (problem) {
      tell(words_of(problem), true);
    }
  };
  const ask_apply = () => {
    if (is_pending && control.editing.get() === null) set_confirming(true);
  };
  review_keys(control, ask_apply, () => {
    set_side('panel');
    document.getElementById('checks')?.focus();
  });
  const open_place = (place: Place) =>
    void open(control, place).then((here) => {
      if (here) set_side('diff');
    });

  return (
    <div class="review" data-side={side} data-testid="review">
      <Head
        proposal={proposal}
        control={control}
        ask_apply={ask_apply}
        ask_reject={() => set_rejecting(true)}
        side={side}
        set_side={set_side}
      />
      <nav class="map" aria-label="files of the proposal">
        <div ref={map} />
      </nav>
      <section class="diff" aria-label="diff">
        <FileHead control={control} proposal={proposal} />
        <div class="diff-pane" ref={pane} role="group" tabIndex={-1} />
      </section>
      <aside class="panel" aria-label="checks and notes">
        <Panel proposal={proposal} open_place={open_place} />
        <LiveCheck proposal={proposal} />
      </aside>
      <ReasonFor control={control} />
      <EditBox control={control} />
      {rejecting && (
        <ReasonMenu
          what="the proposal"
          done={(reason) => void reject_all(reason || 'rejected')}
          another={proposal.proposer.includes('@') ? (reason) => void reject_all(reason, true) : undefined}
          cancel={() => set_rejecting(false)}
        />
      )}
      {confirming && (
        <ApplyBar
          control={control}
          proposal={proposal}
          apply={(choice) => void apply(choice)}
          reject_all={() => {
            set_confirming(false);
            set_rejecting(true);
          }}
          cancel={() => set_confirming(false)}
        />
      )}
      {run && started !== null && <Result run={run} proposal={proposal} close={() => set_started(null)} />}
    </div>
  );
}

function begin_at(control: ReviewControl): void {
  const { query } = route.get();
  const unit = Number(query.get('unit') ?? NaN);
  if (Number.isInteger(unit) && unit >= 0 && unit < control.proposal.units) return control.go(unit);
  const path = query.get('path');
  control.go(control.can_decide ? (control.marks.next_undecided(-1) ?? 0) : 0);
  if (path) void control.go_to_line(path, Number(query.get('line') ?? 1));
}

async function open(control: ReviewControl, place: Place): Promise<boolean> {
  if (typeof place.path !== 'string') return false;
  if (await control.go_to_line(place.path, place.line)) return true;
  go(link_to('file', place.path, { line: place.line }));
  return false;
}

function go_to_next(id: number): void {
  const next = (proposals.get() ?? []).find((proposal) => proposal.id !== id);
  go(next ? link_to('review', next.id) : '#/queue');
}

function review_keys(control: ReviewControl, ask_apply: () => void, to_checks: () => void): void {
  use_keys({
    j: () => control.step(1),
    k: () => control.step(-1),
    n: () => control.step_file(1),
    p: () => control.step_file(-1),
    a: () => control.accept(),
    A: () => control.accept_file(),
    r: () => control.ask_reason(),
    R: () => control.ask_reason_for_file(),
    e: () => control.start_editing(),
    u: () => control.undo(),
    x: ask_apply,
    Enter: ask_apply,
    s: () => control.set_layout(control.layout.get() === 'side' ? 'inline' : 'side'),
    c: to_checks,
  });
}

function Head({
  proposal,
  control,
  ask_apply,
  ask_reject,
  side,
  set_side,
}: {
  proposal: Proposal;
  control: ReviewControl;
  ask_apply: () => void;
  ask_reject: () => void;
  side: string;
  set_side: (side: 'map' | 'diff' | 'panel') => void;
}) {
  const layout = use_cell(control.layout);
  return (
    <header class="review-head">
      <div class="review-title">
        <h1>
          <span class="muted">{proposal.name}</span> <Said text={proposal.summary} />
        </h1>
        <span class={`state ${proposal.state}`} data-testid="proposal-state">
          {states[proposal.state]}
          {proposal.reason && (
            <>
              : <Said text={proposal.reason} />
            </>
          )}
        </span>
      </div>
      <div class="tools">
        <div class="tabs" role="group" aria-label="view">
          {(['map', 'diff', 'panel'] as const).map((name) => (
            <button key={name} type="button" aria-pressed={side === name} onClick={() => set_side(name)}>
              {name === 'panel' ? 'checks' : name}
            </button>
          ))}
        </div>
        <CountsLine control={control} />
        <span class="only-wide">
          <Button
            kind="quiet"
            keys="s"
            testid="layout"
            pressed={layout === 'side'}
            onClick={() => control.set_layout(layout === 'side' ? 'inline' : 'side')}
          >
            Side by side
          </Button>
        </span>
        {proposal.state === 'pending' && (
          <>
            <Button kind="quiet" testid="reject-proposal" onClick={ask_reject}>
              Reject all
            </Button>
            <Button kind="main" keys="x" testid="apply" onClick={ask_apply}>
              Apply…
            </Button>
          </>
        )}
      </div>
    </header>
  );
}

function FileHead({ control, proposal }: { control: ReviewControl; proposal: Proposal }) {
  const is_pending = proposal.state === 'pending';
  const file = proposal.files[use_cell(control.file)];
  if (!file) return <div class="file-head" />;
  return (
    <div class="file-head" data-testid="file-head">
      <h2 title={flat(file.path)}>
        {file.moved_from !== undefined && (
          <>
            <Name of={file.moved_from} /> →{' '}
          </>
        )}
        <Name of={file.path} />
      </h2>
      {file.outside && (
        <span class="warning" data-testid="outside">
          ! changed on disk since; applying merges
        </span>
      )}
      <span class="muted file-place">
        {file.file + 1} of {proposal.files.length}
      </span>
      {is_pending && (
        <span class="only-wide">
          <Button kind="quiet" keys="A" testid="accept-file" onClick={() => control.accept_file()}>
            Accept file
          </Button>
          <Button kind="quiet" keys="R" testid="reject-file" onClick={() => control.ask_reason_for_file()}>
            Reject file
          </Button>
        </span>
      )}
      <span class="steps">
        <Button kind="quiet" keys="k" onClick={() => control.step(-1)}>
          <span aria-hidden="true">↑</span>
          <span class="sr-only">previous change</span>
        </Button>
        <Button kind="quiet" keys="j" onClick={() => control.step(1)}>
          <span aria-hidden="true">↓</span>
          <span class="sr-only">next change</span>
        </Button>
      </span>
    </div>
  );
}

function ReasonFor({ control }: { control: ReviewControl }) {
  const asking = use_cell(control.asking_reason);
  if (!asking) return null;
  const what =
    asking.units.length === 1 ? `change ${(asking.units[0] ?? 0) + 1}` : `${asking.units.length} changes of this file`;
  return (
    <ReasonMenu
      what={what}
      anchor={asking.anchor}
      done={(reason) => control.reject(asking.units, reason)}
      cancel={() => control.asking_reason.set(null)}
    />
  );
}

function Result({ run, proposal, close }: { run: Run; proposal: Proposal; close: () => void }) {
  const is_over = run.state === 'ended';
  const others = use_cell(proposals)?.filter((one) => one.id !== proposal.id) ?? [];
  return (
    <div class="apply-bar" data-testid="result" role="status">
      {is_over ? <OutcomeLine run={run} in_review /> : <p>{run.state === 'verifying' ? 'Verifying…' : 'Applying…'}</p>}
      <div class="row-of-buttons">
        {is_over && others[0] && (
          <Button kind="main" onClick={() => go_to_next(proposal.id)}>
            Next proposal ({others.length} pending)
          </Button>
        )}
        {is_over && (
          <Button kind="quiet" onClick={close}>
            Close
          </Button>
        )}
      </div>
    </div>
  );
}
