// Page-wide keys. The newest key set with a binding handles a key; a modal set hides those below it.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Cell } from './cell.ts';

export type KeyMap = Record<string, (event: KeyboardEvent) => void>;
interface Layer {
  map: { current: KeyMap };
  modal: boolean;
}

const layers: Layer[] = [];

// Single-letter keys can be turned off, for people who type letters by accident (voice input, motor impairment).
export const letters_on = new Cell<boolean>(remembered('letters') !== 'off');

export function remembered(name: string): string | null {
  try {
    return localStorage.getItem('suit.' + name);
  } catch {
    return null;
  }
}
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem('suit.' + name, value);
  } catch {
    /* storage is optional */
  }
}

export function is_typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type);
}

// "Ctrl+k" (also for ⌘), "A", "Enter".
export function name_of_key(event: KeyboardEvent): string {
  const held = (event.ctrlKey || event.metaKey ? 'Ctrl+' : '') + (event.altKey ? 'Alt+' : '');
  return held + (held && event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

function owns_key(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (key === 'Enter') return target.closest('button, a, summary, select') !== null;
  return false;
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const key = name_of_key(event);
  const plain = !key.startsWith('Ctrl+') && !key.startsWith('Alt+');
  if (plain && key !== 'Escape' && is_typing(event.target)) return;
  if (plain && key.length === 1 && !letters_on.get()) return;
  if (owns_key(event.target, key)) return;
  for (let i = layers.length - 1; i >= 0; --i) {
    const layer = layers[i];
    const action = layer?.map.current[key];
    if (action) {
      event.preventDefault();
      action(event);
      return;
    }
    if (layer?.modal) return;
  }
}

export function follow_keys(): void {
  addEventListener('keydown', handle);
}

export function use_keys(map: KeyMap, modal = false): void {
  const current = useRef(map);
  current.current = map;
  // In a layout effect: two keys may arrive before the next frame.
  useLayoutEffect(() => {
    const layer: Layer = { map: current, modal };
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, [modal]);
}
