// The editor of one unit: old and new lines side by side, or stacked on narrow screens.
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { code_extensions } from '../editor.ts';
import { edited_hunk, new_lines, old_lines, type Hunk } from './hunk_text.ts';

export interface EditHooks {
  keep(text: string): void;
  drop(): void;
}
export interface Editing {
  keep(): void;
  destroy(): void;
}

export function edit_unit(into: HTMLElement, hunk: Hunk, path: string, is_wide: boolean, hooks: EditHooks): Editing {
  const before = old_lines(hunk).join('\n');
  const after = new_lines(hunk).join('\n');
  let view: EditorView;
  const keep = () => {
    const text = view.state.doc.toString();
    hooks.keep(edited_hunk(hunk, text === '' ? [] : text.split('\n')));
  };
  const keys = keymap.of([
    {
      key: 'Mod-Enter',
      run: () => {
        keep();
        return true;
      },
    },
    {
      key: 'Escape',
      run: () => {
        hooks.drop();
        return true;
      },
    },
  ]);
  const shared: Extension = [keys, code_extensions(path), EditorState.lineSeparator.of('\n')];
  const writable: Extension = [
    shared,
    history(),
    keymap.of([...historyKeymap, ...defaultKeymap, indentWithTab]),
    EditorView.contentAttributes.of({ 'aria-label': 'the new lines; Ctrl+Enter saves, Escape cancels' }),
  ];
  if (is_wide) {
    const merge = new MergeView({
      a: {
        doc: before,
        extensions: [
          shared,
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({ 'aria-label': 'the old lines', tabindex: '0' }),
        ],
      },
      b: { doc: after, extensions: writable },
      parent: into,
    });
    view = merge.b;
    view.focus();
    return { keep, destroy: () => merge.destroy() };
  }
  view = new EditorView({
    doc: after,
    extensions: [writable, unifiedMergeView({ original: before, mergeControls: false })],
    parent: into,
  });
  view.focus();
  return { keep, destroy: () => view.destroy() };
}
