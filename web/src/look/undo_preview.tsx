// The preview of an undo or redo.
import { useEffect, useState } from 'preact/hooks';
import { post, words_of } from '../api.ts';
import { count } from '../format.ts';
import { plain } from '../printable.ts';
import { tell } from '../store.ts';
import type { UndoReply } from '../types.ts';
import { Button, Dialog, Name, Said } from '../ui.tsx';
import { PlainDiff } from './plain_diff.tsx';

export function UndoPreview({
  id,
  redo,
  close,
  done,
}: {
  id: number;
  redo: boolean;
  close: () => void;
  done: () => void;
}) {
  const [partial, set_partial] = useState(false);
  const [shown, set_shown] = useState<UndoReply | null>(null);
  const [problem, set_problem] = useState('');
  const ask = (dry_run: boolean) =>
    post<UndoReply>(redo ? 'redo' : 'undo', {
      id,
      ...(partial ? { partial } : {}),
      ...(dry_run ? { dry_run } : {}),
    });
  useEffect(() => {
    let is_current = true;
    ask(true)
      .then((answer) => {
        if (is_current) set_shown(answer);
      })
      .catch((why: unknown) => set_problem(words_of(why)));
    return () => {
      is_current = false;
    };
  }, [id, redo, partial]);
  const confirm = async () => {
    try {
      const answer = await ask(false);
      if (answer.status === 'conflict') return set_shown(answer);
      tell(redo ? 'redone' : 'undone');
      done();
    } catch (why) {
      set_problem(words_of(why));
    }
  };
  const conflicts = shown?.conflicts ?? [];
  const can = shown !== null && shown.files.length > 0 && (conflicts.length === 0 || partial);
  return (
    <Dialog title={redo ? 'Preview of redo' : 'Preview of undo'} testid="undo-preview" wide close={close}>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {!shown && !problem && <div class="loading" aria-busy="true" />}
      {shown && <Preview shown={shown} partial={partial} set_partial={set_partial} />}
      <div class="row-of-buttons sticky">
        <Button kind="main" testid="undo-confirm" disabled={!can} onClick={() => void confirm()}>
          {redo ? 'Redo' : 'Undo'}
        </Button>
        <Button kind="quiet" keys="Esc" onClick={close}>
          Cancel
        </Button>
      </div>
    </Dialog>
  );
}

function Preview({
  shown,
  partial,
  set_partial,
}: {
  shown: UndoReply;
  partial: boolean;
  set_partial: (is_on: boolean) => void;
}) {
  const conflicts = shown.conflicts;
  return (
    <>
      <p>{count(shown.files.length, 'file')} will change; later changes to other places stay.</p>
      {conflicts.length > 0 && (
        <div class="warning">
          <p>{count(conflicts.length, 'file')} changed since, at the same lines:</p>
          <ul>
            {conflicts.map((conflict, at) => (
              <li key={at}>
                <Name of={conflict.path} />: <Said text={conflict.why} />
              </li>
            ))}
          </ul>
          <label>
            <input type="checkbox" checked={partial} onChange={(event) => set_partial(event.currentTarget.checked)} />{' '}
            skip these, change the others
          </label>
        </div>
      )}
      <ul class="undo-files">
        {shown.files.map((file, at) => (
          <li key={at}>
            <Name of={file.path} /> <span class="muted">{file.change}</span> <span class="plus">+{file.added}</span>{' '}
            <span class="minus">−{file.removed}</span>
          </li>
        ))}
      </ul>
      <PlainDiff text={plain(shown.diff ?? '')} />
    </>
  );
}
