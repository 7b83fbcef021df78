// Shared by pages: loading data from the server, and reporting failures.
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { get, words_of, type Query } from './api.ts';
import { on_resume } from './store.ts';

export interface Loaded<T> {
  value?: T;
  problem?: string;
  again: () => void;
}

// Loads once per address; old data stays on the screen while reloading. `ahead`: a prefetched request and its result.
export function use_read<T>(
  path: string | null,
  query: Query = {},
  ahead?: { asked: Promise<T>; here: T | undefined },
): Loaded<T> {
  const key = path === null ? '' : path + JSON.stringify(query);
  const [state, set_state] = useState<{ key: string; value?: T; problem?: string }>(
    ahead?.here ? { key, value: ahead.here } : { key: '' },
  );
  const [round, set_round] = useState(0);
  const again = useCallback(() => set_round((n) => n + 1), []);
  const latest = useRef(query);
  latest.current = query;
  // Request before the first frame: the server works while the page is drawn.
  useLayoutEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    const asked = round === 0 && ahead ? ahead.asked : get<T>(path, latest.current, stop.signal);
    asked
      .then((value) => {
        if (!stop.signal.aborted) set_state({ key, value });
      })
      .catch((problem: unknown) => {
        if (!stop.signal.aborted)
          set_state((old) => ({ ...(old.key === key ? old : {}), key, problem: words_of(problem) }));
      });
    return () => stop.abort();
  }, [key, round]);
  useEffect(() => on_resume(again), []);
  const is_mine = state.key === key;
  return {
    again,
    ...(is_mine && state.value !== undefined ? { value: state.value } : {}),
    ...(is_mine && state.problem ? { problem: state.problem } : {}),
  };
}

export function Problem({ of, again }: { of: string; again: () => void }) {
  return (
    <p class="problem" role="alert">
      {of}{' '}
      <button type="button" onClick={again}>
        Try again
      </button>
    </p>
  );
}

export function Page({
  title,
  children,
  tools,
  testid,
}: {
  title: ComponentChildren;
  children: ComponentChildren;
  tools?: ComponentChildren;
  testid?: string;
}) {
  return (
    <div class="page" data-testid={testid}>
      <header class="page-head">
        <h1>{title}</h1>
        <div class="tools">{tools}</div>
      </header>
      {children}
    </div>
  );
}
