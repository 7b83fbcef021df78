// Shows one file: line numbers, colors, and a selection that becomes the scope of a task.
import { EditorSelection, EditorState, type Text } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useRef, useState } from 'preact/hooks';
import { post, words_of } from '../api.ts';
import { code_extensions } from '../editor.ts';
import { bytes, count } from '../format.ts';
import { Problem, use_read } from '../page.tsx';
import { status, take_reply, tell } from '../store.ts';
import { begin_task } from '../task/task_area.tsx';
import { selection_scope } from '../task/box_state.ts';
import { follow } from '../task/follow.ts';
import type { Run } from '../functions.ts';
import type { FileContent } from '../types.ts';
import { Button, Name } from '../ui.tsx';
import { defaultKeymap } from '@codemirror/commands';

const largest_shown = 4_000_000;

export function FileView({ path, line }: { path: string; line: number | undefined }) {
  const { value, problem, again } = use_read<FileContent>('file', { path });
  const [scope, set_scope] = useState(path);
  return (
    <>
      <header class="file-head">
        <h1 title={path}>
          <Name of={path} />
        </h1>
        {value && (
          <span class="muted">
            {bytes(value.size)}
            {value.lossy && ', not all UTF-8'}
          </span>
        )}
        <Button kind="quiet" keys="Ctrl+K" testid="scope-from-file" onClick={() => begin_task('edit')}>
          Use {scope === path ? 'the file' : `lines ${scope.slice(path.length + 1)}`} as scope
        </Button>
      </header>
      {problem && <Problem of={problem} again={again} />}
      {value?.binary && <p class="empty">A binary file of {bytes(value.size)}.</p>}
      {value?.text !== undefined &&
        (value.text.length > largest_shown ? (
          <p class="empty">{count(value.text.length, 'character')}: too long to show.</p>
        ) : (
          <Code path={path} text={value.text} line={line} selected={set_scope} />
        ))}
    </>
  );
}

function lines_of(doc: Text, from: number, to: number): string {
  const first = doc.lineAt(from).number;
  const end = doc.lineAt(to);
  const last = to > from && end.from === to ? end.number - 1 : end.number;
  return `${first}-${last}`;
}

// Tab asks a model, if there is one, to complete at the cursor.
async function complete_at(path: string, line: number): Promise<void> {
  try {
    const run = await post<Run>('do', {
      task: `complete the text at ${path}:${line}`,
      level: 'complete',
      scope: [`${path}:${line}-${line}`],
    });
    take_reply(run);
    follow(run.run);
    tell(`completing at line ${line}`);
  } catch (problem) {
    tell(words_of(problem), true);
  }
}

function Code({
  path,
  text,
  line,
  selected,
}: {
  path: string;
  text: string;
  line: number | undefined;
  selected: (scope: string) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  useEffect(() => {
    if (!box.current) return;
    selection_scope.set([path]);
    const editor = new EditorView({
      parent: box.current,
      doc: text,
      extensions: [
        code_extensions(path),
        lineNumbers(),
        drawSelection(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({
          'aria-label': `${path}, read only`,
          inputmode: 'none',
          'data-testid': 'file-text',
        }),
        keymap.of([
          {
            key: 'Tab',
            run: (at) => {
              if (!status.get()?.models.length) return false;
              void complete_at(path, at.state.doc.lineAt(at.state.selection.main.head).number);
              return true;
            },
          },
          ...defaultKeymap.filter(
            (binding) =>
              !['Mod-k', 'Mod-i', 'Mod-l', 'Ctrl-k', 'Mod-Alt-\\'].includes(binding.key ?? binding.mac ?? ''),
          ),
        ]),
        EditorView.updateListener.of((update) => {
          if (!update.selectionSet) return;
          const { main } = update.state.selection;
          const scope = main.empty ? path : `${path}:${lines_of(update.state.doc, main.from, main.to)}`;
          selection_scope.set([scope]);
          selected(scope);
        }),
      ],
    });
    view.current = editor;
    return () => {
      editor.destroy();
      selection_scope.set([]);
    };
  }, [path, text]);
  useEffect(() => {
    const editor = view.current;
    if (!editor || !line) return;
    const at = editor.state.doc.line(Math.min(Math.max(1, line), editor.state.doc.lines));
    editor.dispatch({
      selection: EditorSelection.cursor(at.from),
      effects: EditorView.scrollIntoView(at.from, { y: 'center' }),
    });
    editor.focus();
  }, [line, text]);
  return <div class="file-code" ref={box} />;
}
