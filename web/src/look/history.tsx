// Applications, newest first. Undo and redo show a preview first.
import { useEffect, useState } from 'preact/hooks';
import { get } from '../api.ts';
import { use_cell } from '../cell.ts';
import { curl, suit_undo, type Command } from '../commands.ts';
import { clock } from '../format.ts';
import { Page, Problem, use_read } from '../page.tsx';
import { go, link_to, route } from '../route.ts';
import { applications_seen } from '../store.ts';
import type { Application } from '../types.ts';
import { Button, Said, host, use_commands, with_commands } from '../ui.tsx';
import { UndoPreview } from './undo_preview.tsx';

const page_size = 50;
const action_words = { apply: 'applied', undo: 'undone', redo: 'redone' };
const force_words = { whole: 'applied now', part: 'partly undone', none: 'undone' };

function commands_of({ application: id, name, action }: Application): Command[] {
  const redo = action === 'undo';
  const how = redo ? { redo } : {};
  const title = `${redo ? 'Redo' : 'Undo'} ${name}`;
  return [
    {
      title: `Preview: ${title}`,
      suit: suit_undo(id, { ...how, dry_run: true }),
      curl: curl(host, '/api/undo', { id, ...how, dry_run: true }),
    },
    { title, suit: suit_undo(id, how), curl: curl(host, '/api/undo', { id, ...how }) },
  ];
}

export function HistoryPage() {
  const { value, problem, again } = use_read<{ applications: Application[] }>('history', { limit: page_size });
  const [older, set_older] = useState<Application[]>([]);
  const seen = use_cell(applications_seen);
  const [read_at, set_read_at] = useState(seen);
  const asked = Number(use_cell(route).query.get('undo') ?? NaN);
  const [preview, set_preview] = useState<{ id: number; redo: boolean } | null>(
    Number.isInteger(asked) && asked > 0 ? { id: asked, redo: false } : null,
  );
  useEffect(() => {
    if (asked > 0) set_preview({ id: asked, redo: false });
  }, [asked]);
  const list = [...(value?.applications ?? []), ...older];
  use_commands(() => [
    ...list.slice(0, 1).flatMap(commands_of),
    { title: 'Applied changes', suit: 'suit log', curl: curl(host, `/api/history?limit=${page_size}`) },
  ]);
  const refresh = () => {
    set_older([]);
    set_read_at(applications_seen.get());
    again();
  };
  const more = async () => {
    const last = list.at(-1);
    if (!last) return;
    const answer = await get<{ applications: Application[] }>('history', {
      limit: page_size,
      before: last.application,
    });
    set_older([...older, ...answer.applications]);
  };
  const close = () => {
    set_preview(null);
    if (asked > 0) go('#/history');
  };
  return (
    <Page
      title="History"
      testid="history"
      tools={
        <span aria-live="polite">
          {seen !== read_at && (
            <Button kind="quiet" onClick={refresh}>
              New applications: show
            </Button>
          )}
        </span>
      }
    >
      {problem && <Problem of={problem} again={again} />}
      {value && list.length === 0 && <p class="empty">Nothing applied yet.</p>}
      <ol class="history">
        {list.map((one) => (
          <Item key={one.application} one={one} open={(redo) => set_preview({ id: one.application, redo })} />
        ))}
      </ol>
      {list.length > 0 && list.length % page_size === 0 && (
        <Button kind="quiet" onClick={() => void more()}>
          Older
        </Button>
      )}
      {preview && (
        <UndoPreview
          id={preview.id}
          redo={preview.redo}
          close={close}
          done={() => {
            close();
            refresh();
          }}
        />
      )}
    </Page>
  );
}

function Item({ one, open }: { one: Application; open: (redo: boolean) => void }) {
  const can_redo = one.action === 'undo' && one.in_force !== 'none';
  const can_undo = one.action !== 'undo' && one.in_force !== 'none';
  return (
    <li
      class={`history-item ${one.in_force}`}
      data-testid="history-item"
      data-application={one.application}
      {...with_commands(() => commands_of(one))}
    >
      <div class="history-what">
        <span class="state">{action_words[one.action]}</span>
        <a href={link_to('review', one.proposal)}>
          <Said text={one.summary} />
        </a>
        <span class="muted queue-facts">
          <span>proposal {one.name}</span>
          <time>{clock(one.at_us)}</time>
          <span>{force_words[one.in_force]}</span>
        </span>
      </div>
      {can_undo && (
        <Button kind="quiet" testid="undo" onClick={() => open(false)}>
          Undo…
        </Button>
      )}
      {can_redo && (
        <Button kind="quiet" testid="redo" onClick={() => open(true)}>
          Redo…
        </Button>
      )}
    </li>
  );
}
