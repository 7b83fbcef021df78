// What pages share: reading something from the server, and saying so when it can't be had.
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { get, words_of, type Query } from './api.ts';
import { on_resume } from './store.ts';

export interface Loaded<T> {
  value?: T;
  problem?: string;
  again: () => void;
}

// Reads once for each address; what was read stays on the screen while it is read again. `ahead`: what was asked for
// already, and what has come of it.
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
  // Before the first frame, not after it: the server works while the page is drawn.
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
