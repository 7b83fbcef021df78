// What was applied, newest first. Undo and redo show first what they will do.
import { useEffect, useState } from 'preact/hooks';
import { get, post, words_of } from '../api.ts';
import { use_cell } from '../cell.ts';
import { curl, suit_undo } from '../commands.ts';
import { clock, count } from '../format.ts';
import { Page, Problem, use_read } from '../page.tsx';
import { plain } from '../printable.ts';
import { go, link_to, route } from '../route.ts';
import { applications_seen, tell } from '../store.ts';
import type { Application, UndoReply } from '../types.ts';
import { Button, Dialog, Name, Said, host, use_commands } from '../ui.tsx';
import { PlainDiff } from './plain_diff.tsx';

const page_size = 50;
const action_words = { apply: 'applied', undo: 'taken back', redo: 'done again' };
const force_words = { whole: 'in force', part: 'in force in part', none: 'not in force' };

export function HistoryPage() {
  const { value, problem, again } = use_read<{ applications: Application[] }>('history', { limit: page_size });
  const [older, set_older] = useState<Application[]>([]);
  const seen = use_cell(applications_seen);
  const [read_at, set_read_at] = useState(seen);
  const asked = Number(use_cell(route).query.get('undo') ?? NaN);
  const [preview, set_preview] = useState<{ id: number; redo: boolean } | null>(Number.isInteger(asked) && asked > 0 ? { id: asked, redo: false } : null);
  useEffect(() => { if (asked > 0) set_preview({ id: asked, redo: false }); }, [asked]);
  const list = [...(value?.applications ?? []), ...older];
  const newest = list[0];
  use_commands([
    { title: 'What was applied', suit: 'suit log', curl: curl(host, `/api/history?limit=${page_size}`) },
    { title: 'Undo, looking first', suit: suit_undo(newest?.proposal, { dry_run: true }), curl: curl(host, '/api/undo', { id: newest?.proposal, dry_run: true }) },
    { title: 'Undo', suit: suit_undo(newest?.proposal), curl: curl(host, '/api/undo', { id: newest?.proposal }) },
    { title: 'Redo', suit: suit_undo(newest?.proposal, { redo: true }), curl: curl(host, '/api/undo', { id: newest?.proposal, redo: true }) },
  ]);
  const refresh = () => { set_older([]); set_read_at(applications_seen.get()); again(); };
  const more = async () => {
    const last = list.at(-1);
    if (!last) return;
    const answer = await get<{ applications: Application[] }>('history', { limit: page_size, before: last.application });
    set_older([...older, ...answer.applications]);
  };
  const close = () => {
    set_preview(null);
    if (asked > 0) go('#/history');
  };
  return (
    <Page title="History" testid="history"
      tools={<span aria-live="polite">{seen !== read_at && <Button kind="quiet" onClick={refresh}>Something was applied since: show</Button>}</span>}>
      {problem && <Problem of={problem} again={again} />}
      {value && list.length === 0 && <p class="empty">Nothing was applied yet.</p>}
      <ol class="history">{list.map((one) => <Item key={one.application} one={one} open={(redo) => set_preview({ id: one.application, redo })} />)}</ol>
      {list.length > 0 && list.length % page_size === 0 && <Button kind="quiet" onClick={() => void more()}>Older</Button>}
      {preview && <UndoPreview id={preview.id} redo={preview.redo} close={close} done={() => { close(); refresh(); }} />}
    </Page>
  );
}

function Item({ one, open }: { one: Application; open: (redo: boolean) => void }) {
  const can_redo = one.action === 'undo' && one.in_force !== 'none';
  const can_undo = one.action !== 'undo' && one.in_force !== 'none';
  return (
    <li class={`history-item ${one.in_force}`} data-testid="history-item" data-application={one.application}>
      <div class="history-what">
        <span class="state">{action_words[one.action]}</span>
        <a href={link_to('review', one.proposal)}><Said text={one.summary} /></a>
        <span class="muted queue-facts"><span>{one.application}</span><span>proposal {one.proposal}</span>
          {one.takes_back && <span>takes back {one.takes_back}</span>}<time>{clock(one.at_us)}</time><span>{force_words[one.in_force]}</span></span>
      </div>
      {can_undo && <Button kind="quiet" testid="undo" onClick={() => open(false)}>Undo…</Button>}
      {can_redo && <Button kind="quiet" testid="redo" onClick={() => open(true)}>Redo…</Button>}
    </li>
  );
}

function UndoPreview({ id, redo, close, done }: { id: number; redo: boolean; close: () => void; done: () => void }) {
  const [partial, set_partial] = useState(false);
  const [shown, set_shown] = useState<UndoReply | null>(null);
  const [problem, set_problem] = useState('');
  const ask = (dry_run: boolean) => post<UndoReply>('undo', { id, ...(redo ? { redo } : {}), ...(partial ? { partial } : {}), ...(dry_run ? { dry_run } : {}) });
  useEffect(() => {
    let is_current = true;
    ask(true).then((answer) => { if (is_current) set_shown(answer); }).catch((why: unknown) => set_problem(words_of(why)));
    return () => { is_current = false; };
  }, [id, redo, partial]);
  const confirm = async () => {
    try {
      const answer = await ask(false);
      if (answer.status === 'conflict') return set_shown(answer);
      tell(redo ? 'done again' : 'taken back');
      done();
    } catch (why) {
      set_problem(words_of(why));
    }
  };
  const conflicts = shown?.conflicts ?? [];
  const can = shown !== null && shown.files.length > 0 && (conflicts.length === 0 || partial);
  return (
    <Dialog title={redo ? 'Redo: what it will do' : 'Undo: what it will do'} testid="undo-preview" wide close={close}>
      {problem && <p class="problem" role="alert">{problem}</p>}
      {!shown && !problem && <div class="loading" aria-busy="true" />}
      {shown && <>
        <p>{count(shown.files.length, 'file')} will change; later changes to other places stay.</p>
        {conflicts.length > 0 && (
          <div class="warning">
            <p>{count(conflicts.length, 'file')} changed since, at the same lines:</p>
            <ul>{conflicts.map((conflict, at) => <li key={at}><Name of={conflict.path} />: <Said text={conflict.why} /></li>)}</ul>
            <label><input type="checkbox" checked={partial} onChange={(event) => set_partial(event.currentTarget.checked)} /> leave these as they are, take back the others</label>
          </div>
        )}
        <ul class="undo-files">{shown.files.map((file, at) => (
          <li key={at}><Name of={file.path} /> <span class="muted">{file.change}</span> <span class="plus">+{file.added}</span> <span class="minus">−{file.removed}</span></li>
        ))}</ul>
        <PlainDiff text={plain(shown.diff ?? '')} />
      </>}
      <div class="row-of-buttons sticky">
        <Button kind="main" testid="undo-confirm" disabled={!can} onClick={() => void confirm()}>{redo ? 'Redo' : 'Undo'}</Button>
        <Button kind="quiet" keys="Esc" onClick={close}>Leave it</Button>
      </div>
    </Dialog>
  );
}
