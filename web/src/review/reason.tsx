// Asks for the reason of a rejection: a key for a common reason, or text. Overlays the page without moving it.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { use_keys } from '../keys.ts';
import { Button } from '../ui.tsx';

export const common_reasons = ['wrong', 'incomplete', 'out of scope', 'style', 'not needed'] as const;

function put_beside(menu: HTMLElement, anchor: HTMLElement): void {
  const { top, right } = anchor.getBoundingClientRect();
  menu.style.top = `${Math.max(8, Math.min(top + 36, innerHeight - menu.offsetHeight - 8))}px`;
  menu.style.left = `${Math.max(8, Math.min(right - menu.offsetWidth - 8, innerWidth - menu.offsetWidth - 8))}px`;
}

export function ReasonMenu({
  what,
  anchor,
  done,
  another,
  cancel,
}: {
  what: string;
  anchor?: HTMLElement | undefined;
  done: (reason: string) => void;
  // Rejects it and asks for another proposal, with the reason.
  another?: ((reason: string) => void) | undefined;
  cancel: () => void;
}) {
  const [text, set_text] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const menu = box.current;
    if (menu && anchor) put_beside(menu, anchor);
    menu?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  const numbers = Object.fromEntries(common_reasons.map((reason, at) => [String(at + 1), () => done(reason)]));
  use_keys({ ...numbers, Escape: cancel, Enter: () => field.current?.focus() }, true);
  return (
    <div
      class="reason-menu"
      ref={box}
      role="dialog"
      aria-label={`reason for rejecting ${what}`}
      tabIndex={-1}
      data-testid="reason-menu"
    >
      <h2>Reject {what}</h2>
      <ol>
        {common_reasons.map((reason, at) => (
          <li key={reason}>
            <Button kind="quiet" keys={String(at + 1)} onClick={() => done(reason)}>
              {reason}
            </Button>
          </li>
        ))}
      </ol>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          done(text.trim());
        }}
      >
        <label>
          Another reason
          <input
            ref={field}
            value={text}
            data-testid="reason-text"
            onInput={(event) => set_text(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') cancel();
            }}
          />
        </label>
        <div class="row-of-buttons">
          <button type="submit">Reject</button>
          {another && (
            <Button kind="quiet" testid="another" disabled={!text.trim()} onClick={() => another(text.trim())}>
              Reject and ask for another
            </Button>
          )}
          <Button kind="quiet" keys="Esc" onClick={cancel}>
            Cancel
          </Button>
        </div>
      </form>
    </div>
  );
}
