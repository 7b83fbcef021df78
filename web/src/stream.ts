// An event stream with a request header, which EventSource can't send. It never reconnects; its listener does.
import type { Source } from './events.ts';

type Listener = (event: { data: string }) => void;

// Splits the input into events: lines "event: KIND" and "data: TEXT", each event ended by an empty line.
export class EventCutter {
  private rest_ = '';
  constructor(private take_: (kind: string, data: string) => void) {}

  add(text: string): void {
    const events = (this.rest_ + text).split('\n\n');
    this.rest_ = events.pop()!;
    for (const event of events) {
      let kind = 'message';
      const data: string[] = [];
      for (const line of event.split('\n')) {
        if (line.startsWith('event: ')) kind = line.slice('event: '.length);
        else if (line.startsWith('data: ')) data.push(line.slice('data: '.length));
      }
      if (data.length > 0) this.take_(kind, data.join('\n'));
    }
  }
}

export class EventStream implements Source {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  private stop_ = new AbortController();
  private listeners_ = new Map<string, Listener>();

  constructor(address: string, headers: Record<string, string>) {
    void this.read(address, headers).catch(() => this.end());
  }
  addEventListener(kind: string, listener: Listener): void {
    this.listeners_.set(kind, listener);
  }
  close(): void {
    this.onopen = this.onerror = null;
    this.stop_.abort();
  }

  private async read(address: string, headers: Record<string, string>): Promise<void> {
    const answer = await fetch(address, {
      headers: { ...headers, Accept: 'text/event-stream' },
      credentials: 'omit',
      cache: 'no-store',
      signal: this.stop_.signal,
    });
    if (!answer.ok || !answer.body) return this.end();
    this.onopen?.();
    const cutter = new EventCutter((kind, data) => {
      if (!this.stop_.signal.aborted) this.listeners_.get(kind)?.({ data });
    });
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return this.end();
      cutter.add(decoder.decode(value, { stream: true }));
    }
  }
  private end(): void {
    this.onerror?.();
  }
}
