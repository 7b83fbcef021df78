// The preview of applying, over the bottom of the page.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { use_cell } from '../cell.ts';
import { count } from '../format.ts';
import { use_keys } from '../keys.ts';
import type { Proposal, ProposalFile } from '../types.ts';
import { Button, Name } from '../ui.tsx';
import type { ReviewControl } from './control.ts';

export interface ApplyChoice {
  merge?: boolean;
  undecided?: 'leave_out' | 'accept';
}

export function CountsLine({ control }: { control: ReviewControl }) {
  const counts = use_cell(control.counts);
  const is_saved = use_cell(control.is_saved);
  return (
    <span class="counts" data-testid="counts">
      <span class="accepted">✓ {counts.accepted}</span> <span class="edited">✎ {counts.edited}</span>{' '}
      <span class="rejected">✗ {counts.rejected}</span> <span class="undecided">· {counts.undecided}</span>
      <span class="sr-only"> accepted, edited, rejected, undecided</span>
      <span class={`saved${is_saved ? '' : ' saving'}`}>{is_saved ? 'saved' : 'saving'}</span>
    </span>
  );
}

export function ApplyBar({
  control,
  proposal,
  apply,
  reject_all,
  cancel,
}: {
  control: ReviewControl;
  proposal: Proposal;
  apply: (choice: ApplyChoice) => void;
  reject_all: () => void;
  cancel: () => void;
}) {
  const counts = use_cell(control.counts);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector<HTMLElement>('button.main, button')?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  use_keys({ Escape: cancel, '?': () => {} }, true);
  const outside = proposal.files.filter((file) => file.outside);
  const merge = outside.length > 0 ? { merge: true } : {};
  const taken = counts.accepted + counts.edited;
  return (
    <div class="apply-bar" ref={box} role="dialog" aria-label="apply this proposal" data-testid="apply-bar">
      <p>
        <strong>{count(proposal.units, 'change')}</strong>: {counts.accepted} accepted, {counts.edited} edited,{' '}
        {counts.rejected} rejected, {counts.undecided} undecided.{' '}
        {taken === 0 && counts.undecided === 0 && 'Nothing is accepted: there is nothing to apply.'}
        {taken + counts.undecided > 0 &&
          (counts.edited + counts.rejected > 0 || (counts.undecided > 0 && taken > 0)) &&
          'The rest is verified again before it is applied.'}
      </p>
      <Outside files={outside} />
      <div class="row-of-buttons">
        {taken > 0 && (
          <Button
            kind="main"
            testid="apply-confirm"
            onClick={() => apply({ ...merge, ...(counts.undecided ? { undecided: 'leave_out' } : {}) })}
          >
            {merge.merge ? 'Merge and apply' : 'Apply'}
            {counts.undecided > 0 ? ` without the ${counts.undecided} undecided` : ''}
          </Button>
        )}
        {counts.undecided > 0 && (
          <Button
            kind={taken > 0 ? 'quiet' : 'main'}
            testid="apply-accept-rest"
            onClick={() => apply({ ...merge, undecided: 'accept' })}
          >
            Accept the {counts.undecided} undecided and {merge.merge ? 'merge' : 'apply'}
          </Button>
        )}
        {taken === 0 && (
          <Button kind="danger" testid="reject-all" onClick={reject_all}>
            Reject the proposal
          </Button>
        )}
        <Button kind="quiet" keys="Esc" onClick={cancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

function Outside({ files: outside }: { files: ProposalFile[] }) {
  if (outside.length === 0) return null;
  return (
    <p class="warning">
      Changed on disk since the proposal:{' '}
      {outside.slice(0, 3).map((file) => (
        <>
          <Name of={file.path} />{' '}
        </>
      ))}
      {outside.length > 3 && `and ${outside.length - 3} more`}. Applying merges them, and refuses if both changed the
      same lines.
    </p>
  );
}
