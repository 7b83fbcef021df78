// An observable value. Deliberately simple: the page state is a handful of these.
import { useLayoutEffect, useState } from 'preact/hooks';

export class Cell<T> {
  private readers_ = new Set<() => void>();
  constructor(private value_: T) {}
  get(): T {
    return this.value_;
  }
  set(value: T): void {
    if (value === this.value_) return;
    this.value_ = value;
    for (const reader of [...this.readers_]) reader();
  }
  update(change: (value: T) => T): void {
    this.set(change(this.value_));
  }
  subscribe(reader: () => void): () => void {
    this.readers_.add(reader);
    return () => {
      this.readers_.delete(reader);
    };
  }
}

export function use_cell<T>(cell: Cell<T>): T {
  const [, redraw] = useState({});
  const drawn = cell.get();
  useLayoutEffect(() => {
    const stop = cell.subscribe(() => redraw({}));
    // Catch changes between the first drawing and this effect.
    if (drawn !== cell.get()) redraw({});
    return stop;
  }, [cell]);
  return drawn;
}
