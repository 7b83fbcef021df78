// Small parts that every page uses.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Command } from './commands.ts';
import { Cell } from './cell.ts';
import { duration } from './format.ts';
import { use_keys } from './keys.ts';
import { printable, printable_bytes, printable_name, type Piece } from './printable.ts';
import type { Bytes } from './types.ts';

function pieces(list: Piece[]) {
  return list.map((piece, at) =>
    typeof piece === 'string' ? (
      piece
    ) : (
      <span key={at} class="glyph" role="img" title={piece.title} aria-label={piece.title}>
        {piece.glyph}
      </span>
    ),
  );
}

// Untrusted text from a model, a file or a program, with marks for invisible characters.
export function Said({ text }: { text: Bytes }) {
  return <>{pieces(printable_bytes(text, printable))}</>;
}

// A path or another name.
export function Name({ of }: { of: Bytes }) {
  return <span class="name">{pieces(printable_bytes(of, printable_name))}</span>;
}

interface ButtonProps {
  onClick: () => void;
  children: ComponentChildren;
  keys?: string;
  kind?: 'main' | 'quiet' | 'danger';
  disabled?: boolean;
  testid?: string;
  label?: string;
  pressed?: boolean;
}
export function Button({ onClick, children, keys, kind, disabled, testid, label, pressed }: ButtonProps) {
  return (
    <button
      type="button"
      class={kind ?? ''}
      disabled={disabled}
      data-testid={testid}
      aria-label={label}
      aria-keyshortcuts={keys}
      aria-pressed={pressed}
      onClick={onClick}
    >
      {children}
      {keys && (
        <>
          {' '}
          <kbd aria-hidden="true">{keys}</kbd>
        </>
      )}
    </button>
  );
}

// A running clock of fixed width, so that nothing next to it moves.
export function Elapsed({ since_us, until_us }: { since_us: number; until_us?: number | undefined }) {
  const [, tick] = useState(0);
  useEffect(() => {
    if (until_us !== undefined) return;
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, [until_us]);
  return <span class="elapsed">{duration(Math.max(1000, (until_us ?? Date.now() * 1000) - since_us))}</span>;
}

// A modal dialog: takes the focus, restores it, and disables keys below it.
export function Dialog({
  title,
  close,
  children,
  testid,
  wide,
}: {
  title: string;
  close: () => void;
  children: ComponentChildren;
  testid?: string;
  wide?: boolean;
}) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  use_keys({ Escape: close }, true);
  return (
    <dialog
      ref={box}
      class={wide ? 'wide' : ''}
      aria-label={title}
      data-testid={testid}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        if (event.target === box.current) close();
      }}
    >
      <div class="dialog-box">
        <header class="dialog-head">
          <h2>{title}</h2>
          <Button kind="quiet" keys="Esc" onClick={close}>
            Close
          </Button>
        </header>
        <div class="dialog-body">{children}</div>
      </div>
    </dialog>
  );
}

// The commands of the screen, computed on demand: those of the item last focused or hovered, then those of the page.
export const page_commands = new Cell<() => Command[]>(() => []);
export const item_commands = new Cell<() => Command[]>(() => []);
export const commands_open = new Cell(false);

export function use_commands(make: () => Command[]): void {
  const latest = useRef(make);
  latest.current = make;
  useEffect(() => {
    page_commands.set(() => latest.current());
    return () => {
      page_commands.set(() => []);
      item_commands.set(() => []);
    };
  }, []);
}

// `also` runs when the item gets the focus or the pointer.
export function with_commands(
  make: () => Command[],
  also?: () => void,
): { onFocusIn: () => void; onPointerEnter: () => void } {
  const here = () => {
    item_commands.set(make);
    also?.();
  };
  return { onFocusIn: here, onPointerEnter: here };
}

export const host = typeof location === 'undefined' ? '' : location.host;
