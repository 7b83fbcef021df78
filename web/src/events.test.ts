import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Events, hidden_ms, type Connection, type Source } from './events.ts';

class FakeSource implements Source {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  private listeners_ = new Map<string, (event: { data: string }) => void>();
  constructor(readonly address: string) {}
  addEventListener(kind: string, listener: (event: { data: string }) => void): void {
    this.listeners_.set(kind, listener);
  }
  close(): void {
    this.closed = true;
  }
  say(kind: string, data: unknown): void {
    this.listeners_.get(kind)?.({ data: JSON.stringify(data) });
  }
}

function scene(answer: 'here' | 'gone' | 'unauthorised' = 'here') {
  const sources: FakeSource[] = [];
  const timers: { what: () => void; ms: number; off: boolean }[] = [];
  const states: Connection[] = [];
  const seen: number[] = [];
  let resumed = 0;
  const events = new Events(
    {
      open: (address) => {
        const source = new FakeSource(address);
        sources.push(source);
        return source;
      },
      later: (what, ms) => {
        const timer = { what, ms, off: false };
        timers.push(timer);
        return timer;
      },
      cancel: (timer) => {
        (timer as { off: boolean }).off = true;
      },
      probe: () => Promise.resolve(answer),
    },
    {
      ledger: (event) => seen.push(event.sequence),
      run: () => {},
      connection: (state) => states.push(state),
      resumed: () => {
        ++resumed;
      },
    },
    5,
  );
  const ring = () => {
    for (const timer of timers.splice(0)) if (!timer.off) timer.what();
  };
  return { events, sources, timers, states, seen, ring, resumed: () => resumed };
}

test('begins after the number it was given and drops what it has seen', () => {
  const { events, sources, seen } = scene();
  events.start();
  assert.equal(sources[0]!.address, '/api/events?after=5');
  sources[0]!.say('ledger', { sequence: 5 });
  sources[0]!.say('ledger', { sequence: 6 });
  sources[0]!.say('ledger', { sequence: 6 });
  assert.deepEqual(seen, [6]);
});

test('after a short outage everything is reloaded', async () => {
  const { events, sources, states, ring, resumed } = scene();
  events.start();
  sources[0]!.onopen!();
  assert.equal(resumed(), 0);
  sources[0]!.onerror!();
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual(states, ['open', 'lost']);
  assert.ok(sources[0]!.closed);
  ring();
  sources[1]!.onopen!();
  assert.equal(resumed(), 1);
  assert.equal(events.state, 'open');
});

test('a long outage is retried from the last event, with growing delays', async () => {
  const { events, sources, timers, ring } = scene('gone');
  events.start();
  sources[0]!.onopen!();
  sources[0]!.say('ledger', { sequence: 9 });
  const waits: number[] = [];
  for (let i = 0; i < 6; ++i) {
    const source = sources.at(-1)!;
    source.onerror!();
    await Promise.resolve();
    await Promise.resolve();
    waits.push(timers.at(-1)!.ms);
    ring();
  }
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 10000, 10000]);
  assert.equal(sources.at(-1)!.address, '/api/events?after=9');
});

test('a rejected session is not retried', async () => {
  const { events, sources, timers } = scene('unauthorised');
  events.start();
  sources[0]!.onerror!();
  await Promise.resolve();
  await Promise.resolve();
  assert.equal(events.state, 'unauthorised');
  assert.equal(timers.length, 0);
});

test('a hidden page pauses after a while and resumes when visible', () => {
  const { events, sources, timers, ring, resumed } = scene();
  events.start();
  sources[0]!.onopen!();
  events.visible(false);
  assert.equal(timers[0]!.ms, hidden_ms);
  events.visible(true);
  ring();
  assert.equal(events.state, 'open');
  events.visible(false);
  events.visible(false);
  ring();
  assert.equal(events.state, 'paused');
  assert.ok(sources[0]!.closed);
  events.visible(true);
  assert.equal(sources.length, 2);
  sources[1]!.onopen!();
  assert.equal(resumed(), 1);
});
