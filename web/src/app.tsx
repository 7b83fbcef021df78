// The workbench: pages and layout. Only the server makes decisions.
import './style/base.css';
import './style/task.css';
import './style/review.css';
import './style/pages.css';
import { render } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Failure, words_of } from './api.ts';
import { use_cell } from './cell.ts';
import { CommandsPanel } from './commands_panel.tsx';
import { KeysHelp, keys_open } from './keys_help.tsx';
import { follow_keys, use_keys } from './keys.ts';
import { AskPage } from './look/ask.tsx';
import { BrowsePage } from './look/browse.tsx';
import { HistoryPage } from './look/history.tsx';
import { QuickOpen, quick_open } from './look/quick_open.tsx';
import { TrustPage } from './look/trust.tsx';
import { WikiPage } from './look/wiki.tsx';
import { NowPage, QueuePage } from './now.tsx';
import { ReviewPage } from './review/review.tsx';
import { follow_route, route, type Route } from './route.ts';
import { code_in, enter } from './session.ts';
import { CallPage, CheckPage } from './runs/call.tsx';
import { TasksPage, TimelinePage } from './runs/timeline.tsx';
import { announced, begin, connection, notice, proposals, runs, status } from './store.ts';
import { TaskArea, begin_task } from './task/task_area.tsx';
import { apply_theme, ThemeButton } from './theme.tsx';
import { Button, Name, Said, commands_open } from './ui.tsx';

function Shown({ at }: { at: Route }) {
  const number = Number(at.rest);
  switch (at.page) {
    case '':
      return <NowPage />;
    case 'queue':
      return <QueuePage />;
    case 'review':
      return <ReviewPage key={number} id={number} />;
    case 'tasks':
      return <TasksPage />;
    case 'task':
      return <TimelinePage key={number} task={number} />;
    case 'call':
      return <CallPage key={number} event={number} />;
    case 'check':
      return <CheckPage key={number} event={number} />;
    case 'history':
      return <HistoryPage />;
    case 'trust':
      return <TrustPage />;
    case 'ask':
      return <AskPage key={at.rest + at.query} run={number || undefined} />;
    case 'wiki':
      return <WikiPage path={at.rest} />;
    case 'file':
      return <BrowsePage path={at.rest} line={Number(at.query.get('line')) || undefined} />;
    default:
      return (
        <p class="empty">
          Page not found. <a href="#/">Go to the first page</a>.
        </p>
      );
  }
}

const places = [
  ['', 'Now'],
  ['queue', 'Queue'],
  ['tasks', 'Tasks'],
  ['history', 'History'],
  ['file', 'Files'],
  ['ask', 'Ask'],
  ['wiki', 'Wiki'],
  ['trust', 'Trust'],
] as const;
const belongs_to: Record<string, string> = { review: 'queue', task: 'tasks', call: 'tasks', check: 'tasks' };

function Top({ at }: { at: Route }) {
  const pending = use_cell(proposals)?.length ?? 0;
  const running = [...use_cell(runs).values()].filter(
    (run) => run.state !== 'ended' && run.state !== 'reviewing',
  ).length;
  const here = belongs_to[at.page] ?? at.page;
  const now = use_cell(status);
  return (
    <header class="top">
      <a class="brand" href="#/" aria-label="Suit, first page">
        <img src="/icon.svg" alt="" width={20} height={20} /> Suit
      </a>
      <span class="folder muted" title={now && typeof now.folder === 'string' ? now.folder : ''}>
        {now && <Name of={now.folder} />}
      </span>
      <nav aria-label="pages">
        {places.map(([page, words]) => (
          <a key={page} href={`#/${page}`} aria-current={here === page ? 'page' : undefined}>
            {words}
            <span class="count" data-testid={page === 'queue' ? 'pending' : undefined}>
              {page === 'queue' ? pending || '' : page === '' ? running || '' : ''}
            </span>
          </a>
        ))}
      </nav>
      <span class="top-tools">
        <Connected />
        <Button
          kind="quiet"
          keys="."
          label="commands of this page"
          testid="commands-button"
          onClick={() => commands_open.set(true)}
        >
          ⌘ commands
        </Button>
        <Button kind="quiet" keys="?" label="keys" onClick={() => keys_open.set(true)}>
          keys
        </Button>
        <ThemeButton />
      </span>
    </header>
  );
}

function Connected() {
  const state = use_cell(connection);
  const [is_late, set_late] = useState(false);
  useEffect(() => {
    set_late(false);
    if (state === 'open' || state === 'paused') return;
    // Don't report short interruptions.
    const timer = setTimeout(() => set_late(true), 1500);
    return () => clearTimeout(timer);
  }, [state]);
  const words =
    state === 'open' || state === 'paused' || !is_late
      ? ''
      : state === 'unauthorised'
        ? 'open the address that `suit serve` prints'
        : 'not connected: retrying';
  return (
    <span class={`connected ${state}`} data-testid="connection" data-state={state} role="status">
      <i aria-hidden="true" />
      {words}
    </span>
  );
}

function Notice() {
  const now = use_cell(notice);
  useEffect(() => {
    if (!now) return;
    const timer = setTimeout(() => notice.set(null), now.bad ? 12_000 : 5_000);
    return () => clearTimeout(timer);
  }, [now]);
  if (!now) return null;
  return (
    <div class={`notice${now.bad ? ' bad' : ''}`} data-testid="notice">
      <span>
        <Said text={now.text} />
      </span>{' '}
      <Button kind="quiet" label="close the notice" onClick={() => notice.set(null)}>
        ×
      </Button>
    </div>
  );
}

function Announcer() {
  return (
    <div class="sr-only" aria-live="polite" role="status" data-testid="announced">
      {use_cell(announced)}
    </div>
  );
}

function App() {
  const at = use_cell(route);
  use_keys({
    'Ctrl+k': () => begin_task('edit'),
    'Ctrl+l': () => begin_task('chat'),
    'Ctrl+i': () => begin_task('agent'),
    'Ctrl+p': () => quick_open.set(true),
    '.': () => commands_open.set(true),
    '?': () => keys_open.set(true),
  });
  // On a page change, focus the page first; it may then move the focus.
  const is_first = useRef(true);
  useLayoutEffect(() => {
    if (!is_first.current) document.getElementById('main')?.focus({ preventScroll: true });
    is_first.current = false;
  }, [at.page, at.rest]);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        Skip to the content
      </a>
      <Top at={at} />
      <TaskArea is_home={at.page === ''} />
      <main id="main" tabIndex={-1} class={`main-${at.page || 'now'}`}>
        <Shown at={at} />
      </main>
      <Notice />
      <Announcer />
      <CommandsPanel />
      <KeysHelp />
      <QuickOpen />
    </>
  );
}

function Outside({ words }: { words: string }) {
  return (
    <main class="outside">
      <h1>Suit</h1>
      <p role="alert">{words}</p>
    </main>
  );
}

async function start(): Promise<void> {
  const root = document.getElementById('app')!;
  await enter().catch(() => {}); // begin() below reports errors
  // A new address opened in a tab that already shows the page.
  addEventListener('hashchange', () => {
    if (code_in(location.hash)) void enter().finally(() => location.reload());
  });
  apply_theme();
  follow_route();
  follow_keys();
  for (;;) {
    try {
      await begin();
      break;
    } catch (problem) {
      const is_stranger = problem instanceof Failure && problem.unauthorised;
      render(
        <Outside
          words={
            is_stranger
              ? 'Open the address that `suit serve` prints. It works once: if it was used before, restart `suit serve`.'
              : `Not connected: retrying. ${words_of(problem)}`
          }
        />,
        root,
      );
      if (is_stranger) return;
      await new Promise((go_on) => setTimeout(go_on, 2000));
    }
  }
  render(<App />, root);
  requestAnimationFrame(() => {
    document.body.dataset['ready'] = 'true';
  });
}

void start();
