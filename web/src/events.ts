// The event stream. Holds no page state: it reports events and the connection state. After an outage it reconnects
// from the last event seen, with growing delays.
import type { Run } from './functions.ts';
import type { LedgerEvent } from './types.ts';

export type Connection = 'connecting' | 'open' | 'lost' | 'paused' | 'unauthorised';

export interface Source {
  onopen: (() => void) | null;
  onerror: (() => void) | null;
  addEventListener(kind: string, listener: (event: { data: string }) => void): void;
  close(): void;
}
export interface World {
  open(address: string): Source;
  later(what: () => void, ms: number): unknown;
  cancel(timer: unknown): void;
  // Checks that the server answers and accepts our session.
  probe(): Promise<'here' | 'gone' | 'unauthorised'>;
}
export interface Listener {
  ledger(event: LedgerEvent): void;
  run(run: Run): void;
  connection(state: Connection): void;
  // Events may have been missed: reload everything.
  resumed(): void;
}

export const hidden_ms = 30_000;
const first_retry_ms = 1_000;
const last_retry_ms = 10_000;

export class Events {
  private source_: Source | null = null;
  private state_: Connection = 'connecting';
  private retry_: unknown = null;
  private hide_: unknown = null;
  private retry_ms_ = first_retry_ms;
  private interrupted_ = false;

  constructor(
    private world_: World,
    private listener_: Listener,
    private sequence_: number,
  ) {}

  get sequence(): number {
    return this.sequence_;
  }
  get state(): Connection {
    return this.state_;
  }

  start(): void {
    this.stop();
    const source = this.world_.open(`/api/events?after=${this.sequence_}`);
    this.source_ = source;
    source.addEventListener('ledger', (event) => this.take_ledger(event.data));
    source.addEventListener('run', (event) => {
      this.listener_.run(JSON.parse(event.data) as Run);
    });
    // More events were missed than the server replays.
    source.addEventListener('reset', () => this.listener_.resumed());
    source.onopen = () => {
      if (this.source_ === source) this.opened();
    };
    source.onerror = () => {
      if (this.source_ === source) this.failed();
    };
  }

  // A hidden page closes its stream and catches up when visible.
  visible(is_visible: boolean): void {
    if (!is_visible) {
      this.hide_ ??= this.world_.later(() => {
        this.hide_ = null;
        this.stop();
        this.interrupted_ = true;
        this.become('paused');
      }, hidden_ms);
      return;
    }
    if (this.hide_ !== null) this.world_.cancel(this.hide_);
    this.hide_ = null;
    if (this.state_ === 'paused') {
      this.become('connecting');
      this.start();
    }
  }

  stop(): void {
    this.source_?.close();
    this.source_ = null;
    if (this.retry_ !== null) this.world_.cancel(this.retry_);
    this.retry_ = null;
  }

  private become(state: Connection): void {
    if (state === this.state_) return;
    this.state_ = state;
    this.listener_.connection(state);
  }

  private opened(): void {
    this.retry_ms_ = first_retry_ms;
    this.become('open');
    if (this.interrupted_) this.listener_.resumed();
    this.interrupted_ = false;
  }

  private failed(): void {
    this.interrupted_ = true;
    this.become('lost');
    this.stop();
    void this.world_.probe().then((answer) => {
      if (this.source_ !== null || this.state_ !== 'lost') return;
      if (answer === 'unauthorised') return this.become('unauthorised');
      this.retry_ = this.world_.later(() => this.start(), this.retry_ms_);
      this.retry_ms_ = Math.min(2 * this.retry_ms_, last_retry_ms);
    });
  }

  private take_ledger(data: string): void {
    const event = JSON.parse(data) as LedgerEvent;
    if (event.sequence <= this.sequence_) return;
    this.sequence_ = event.sequence;
    this.listener_.ledger(event);
  }
}
