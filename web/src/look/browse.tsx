// The folder as a lazily loaded tree, with one open file.
import { useState } from 'preact/hooks';
import { curl } from '../commands.ts';
import { Problem, use_read } from '../page.tsx';
import { flat } from '../printable.ts';
import { go, link_to } from '../route.ts';
import type { FolderEntry } from '../types.ts';
import { Name, host, use_commands } from '../ui.tsx';
import { FileView } from './file_view.tsx';

export function BrowsePage({ path, line }: { path: string; line: number | undefined }) {
  use_commands(() => [
    { title: 'Entries of the folder', curl: curl(host, '/api/folder?path=') },
    ...(path ? [{ title: 'This file', curl: curl(host, `/api/file?path=${encodeURIComponent(path)}`) }] : []),
  ]);
  return (
    <div class={`browse${path ? ' has-file' : ''}`} data-testid="browse">
      <nav class="tree" aria-label="files">
        {path ? <h2>Files</h2> : <h1>Files</h1>}
        <p class="muted">Ctrl+P opens a file by name</p>
        <div role="tree" aria-label="the folder" onKeyDown={tree_keys}>
          <Folder path="" depth={1} current={path} />
        </div>
      </nav>
      <section class="file" aria-label={path ? `file ${flat(path)}` : 'file'}>
        {path ? (
          <FileView key={path} path={path} line={line} />
        ) : (
          <p class="empty">Choose a file. Selected lines become the scope of a task with Ctrl+K.</p>
        )}
      </section>
    </div>
  );
}

function Folder({ path, depth, current }: { path: string; depth: number; current: string }) {
  const { value, problem, again } = use_read<{ entries: FolderEntry[] }>('folder', { path });
  if (problem) return <Problem of={problem} again={again} />;
  const entries = [...(value?.entries ?? [])].sort(
    (a, b) =>
      Number(b.type === 'directory') - Number(a.type === 'directory') || flat(a.name).localeCompare(flat(b.name)),
  );
  return (
    <div role="group">
      {entries.map((entry) => (
        <Entry key={flat(entry.name)} entry={entry} folder={path} depth={depth} current={current} />
      ))}
    </div>
  );
}

function Entry({
  entry,
  folder,
  depth,
  current,
}: {
  entry: FolderEntry;
  folder: string;
  depth: number;
  current: string;
}) {
  // A name that is not UTF-8 can be shown but not requested.
  const path = typeof entry.name === 'string' ? (folder ? `${folder}/${entry.name}` : entry.name) : null;
  const [is_open, set_open] = useState(path !== null && current.startsWith(path + '/'));
  const is_folder = entry.type === 'directory';
  const is_here = path !== null && path === current;
  const act = () => {
    if (path === null) return;
    if (is_folder) set_open(!is_open);
    else if (entry.type === 'file' || entry.type === 'symlink') go(link_to('file', path));
  };
  return (
    <>
      <button
        type="button"
        role="treeitem"
        class={`entry depth-${Math.min(depth, 12)}${entry.ignored ? ' ignored' : ''}${is_here ? ' here' : ''}`}
        aria-level={depth}
        aria-expanded={is_folder ? is_open : undefined}
        aria-selected={is_here}
        disabled={path === null || entry.type === 'other'}
        data-testid="entry"
        data-depth={depth}
        onClick={act}
      >
        <span aria-hidden="true" class="entry-sign">
          {is_folder ? (is_open ? '▾' : '▸') : entry.type === 'symlink' ? '↗' : ''}
        </span>
        <Name of={entry.name} />
      </button>
      {is_folder && is_open && path !== null && <Folder path={path} depth={depth + 1} current={current} />}
    </>
  );
}

// Arrow keys move between visible entries; right opens, left closes.
function tree_keys(event: KeyboardEvent): void {
  const tree = event.currentTarget as HTMLElement;
  const items = [...tree.querySelectorAll<HTMLButtonElement>('[role=treeitem]:not(:disabled)')];
  const at = items.indexOf(document.activeElement as HTMLButtonElement);
  const here = items[at];
  if (!here) return;
  const is_open = here.getAttribute('aria-expanded');
  const depth = Number(here.dataset['depth']);
  if (event.key === 'ArrowDown') items[at + 1]?.focus();
  else if (event.key === 'ArrowUp') items[at - 1]?.focus();
  else if (event.key === 'ArrowRight' && is_open === 'false') here.click();
  else if (event.key === 'ArrowRight' && is_open === 'true') items[at + 1]?.focus();
  else if (event.key === 'ArrowLeft' && is_open === 'true') here.click();
  else if (event.key === 'ArrowLeft')
    items
      .slice(0, at)
      .reverse()
      .find((item) => Number(item.dataset['depth']) < depth)
      ?.focus();
  else return;
  event.preventDefault();
}
