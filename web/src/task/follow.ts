// Opens the proposal of a task just sent, unless the person has moved on.
import { look_ahead } from '../review/ahead.ts';
import { go, link_to, route } from '../route.ts';
import { runs } from '../store.ts';

const patience_ms = 4_000;
let stop_following: (() => void) | null = null;

// Runs started from this page are shown at once; others wait for a click.
export const own_runs = new Set<number>();

export function follow(run: number): void {
  own_runs.add(run);
  stop_following?.();
  const done = () => {
    stop();
    clearTimeout(timer);
    for (const kind of ['keydown', 'pointerdown']) removeEventListener(kind, done, true);
    stop_following = null;
  };
  const look = () => {
    const now = runs.get().get(run);
    if (now?.proposal !== undefined && now.state !== 'ended') look_ahead(now.proposal);
    if (now?.state === 'reviewing' && now.proposal !== undefined) {
      done();
      if (route.get().page === '') go(link_to('review', now.proposal));
    } else if (now?.state === 'ended' || now?.question) done();
  };
  const stop = runs.subscribe(look);
  const timer = setTimeout(done, patience_ms);
  // The key event that sent it is still being handled.
  setTimeout(() => {
    if (stop_following === done) for (const kind of ['keydown', 'pointerdown']) addEventListener(kind, done, true);
  });
  stop_following = done;
  look();
}
