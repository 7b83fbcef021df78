// Ctrl+P: opens a file by letters of its name.
import { useEffect, useState } from 'preact/hooks';
import { get } from '../api.ts';
import { Cell, use_cell } from '../cell.ts';
import { flat } from '../printable.ts';
import { go, link_to } from '../route.ts';
import type { Bytes } from '../types.ts';
import { Dialog, Name } from '../ui.tsx';

export const quick_open = new Cell(false);

export function QuickOpen() {
  return use_cell(quick_open) ? <Box /> : null;
}

function Box() {
  const [text, set_text] = useState('');
  const [files, set_files] = useState<Bytes[]>([]);
  const [total, set_total] = useState(0);
  const [at, set_at] = useState(0);
  const close = () => quick_open.set(false);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      get<{ files: Bytes[]; total: number }>('files', { match: text, limit: 50 }, stop.signal)
        .then((answer) => {
          set_files(answer.files);
          set_total(answer.total);
          set_at(0);
        })
        .catch(() => {});
    }, 60);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text]);
  const open = (file: Bytes | undefined) => {
    if (typeof file !== 'string') return;
    close();
    go(link_to('file', file));
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') set_at(Math.min(files.length - 1, at + 1));
    else if (event.key === 'ArrowUp') set_at(Math.max(0, at - 1));
    else if (event.key === 'Enter') open(files[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Open a file" testid="quick-open" close={close}>
      <input
        class="quick-input"
        autofocus
        value={text}
        aria-label="letters of its name"
        role="combobox"
        aria-expanded={files.length > 0}
        aria-controls="quick-files"
        aria-activedescendant={files.length ? `quick-${at}` : undefined}
        data-testid="quick-input"
        onInput={(event) => set_text(event.currentTarget.value)}
        onKeyDown={key}
      />
      <ul id="quick-files" class="quick-files" role="listbox" aria-label="files">
        {files.map((file, i) => (
          <li
            key={flat(file)}
            id={`quick-${i}`}
            role="option"
            aria-selected={i === at}
            onClick={() => open(file)}
            ref={i === at ? (item) => item?.scrollIntoView({ block: 'nearest' }) : undefined}
          >
            <Name of={file} />
          </li>
        ))}
      </ul>
      <p class="muted">
        {files.length} of {total}
      </p>
    </Dialog>
  );
}
