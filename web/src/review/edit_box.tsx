// Edits a unit in place: the editor replaces its lines until saved or cancelled.
import { render } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { use_cell } from '../cell.ts';
import { use_keys } from '../keys.ts';
import { flat } from '../printable.ts';
import { Button } from '../ui.tsx';
import type { ReviewControl } from './control.ts';
import { edit_unit, type Editing } from './editor.ts';
import { hunk_of, parse_hunk } from './hunk_text.ts';

const wide_px = 900;

export function EditBox({ control }: { control: ReviewControl }) {
  const unit = use_cell(control.editing);
  return unit === null ? null : <Editor key={unit} control={control} unit={unit} />;
}

function open_editor(control: ReviewControl, unit: number, place: HTMLElement): Editing | undefined {
  const body = control.diff()?.body_for_editing(unit);
  const shown = control.loader.unit(unit);
  if (!body || !shown) return undefined;
  const editor = document.createElement('div');
  const buttons = document.createElement('div');
  place.className = 'edit-box';
  place.append(editor, buttons);
  body.replaceChildren(place);
  const path = flat(control.proposal.files[shown.file]?.path ?? '');
  const edited = control.marks.of(unit).text;
  const drop = () => control.editing.set(null);
  const opened = edit_unit(
    editor,
    edited === undefined ? hunk_of(shown) : parse_hunk(edited),
    path,
    innerWidth > wide_px,
    {
      keep: (text) => control.keep_edit(unit, text),
      drop,
    },
  );
  render(
    <div class="row-of-buttons" data-testid="editor">
      <Button kind="main" testid="keep-edit" keys="Ctrl+Enter" onClick={opened.keep}>
        Keep
      </Button>
      <Button kind="quiet" testid="drop-edit" keys="Esc" onClick={drop}>
        Drop
      </Button>
    </div>,
    buttons,
  );
  return opened;
}

function Editor({ control, unit }: { control: ReviewControl; unit: number }) {
  const editing = useRef<Editing | undefined>(undefined);
  useLayoutEffect(() => {
    const place = document.createElement('div');
    editing.current = open_editor(control, unit, place);
    return () => {
      const had_focus = place.contains(document.activeElement);
      editing.current?.destroy();
      control.diff()?.end_editing(unit);
      if (had_focus) control.section_of(unit)?.focus({ preventScroll: true });
    };
  }, []);
  use_keys({ Escape: () => control.editing.set(null), 'Ctrl+Enter': () => editing.current?.keep() }, true);
  return null;
}
