// The help for keys, opened by "?".
import { Cell, use_cell } from './cell.ts';
import { letters_on, remember } from './keys.ts';
import { Dialog } from './ui.tsx';

export const keys_open = new Cell(false);

const groups: [string, [string, string][]][] = [
  [
    'Anywhere',
    [
      ['Ctrl+K', 'a task at level edit, with the selection as scope'],
      ['Ctrl+L', 'a task at level chat'],
      ['Ctrl+I', 'a task at level agent'],
      ['Ctrl+P', 'open a file by name'],
      ['.', 'commands of this page'],
      ['?', 'these keys'],
    ],
  ],
  [
    'Task box',
    [
      ['Enter', 'send'],
      ['Shift+Enter', 'new line'],
      ['Tab', 'complete a phrasing or a file name'],
      ['↑ ↓', 'choose a completion'],
      ['Esc', 'leave'],
    ],
  ],
  [
    'Review',
    [
      ['j k', 'next, previous change'],
      ['n p', 'next, previous file'],
      ['a', 'accept'],
      ['r', 'reject, then 1–5 for a reason or Enter to type one'],
      ['e', 'edit; Ctrl+Enter saves, Esc cancels'],
      ['u', 'undo the last mark'],
      ['A R', 'accept, reject the whole file'],
      ['x, Enter', 'apply'],
      ['s', 'side by side'],
      ['c', 'checks'],
    ],
  ],
  ['A question', [['1–9', 'answer with that choice']]],
  [
    'A file',
    [
      ['Tab', 'complete at the cursor (needs a model)'],
      ['Ctrl+K', 'the selected lines as scope'],
    ],
  ],
];

export function KeysHelp() {
  const is_on = use_cell(letters_on);
  if (!use_cell(keys_open)) return null;
  return (
    <Dialog title="Keys" testid="keys" close={() => keys_open.set(false)}>
      <div class="key-groups">
        {groups.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl class="facts">
              {keys.map(([key, words]) => (
                <>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{words}</dd>
                </>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label>
        <input
          type="checkbox"
          checked={is_on}
          onChange={(event) => {
            letters_on.set(event.currentTarget.checked);
            remember('letters', event.currentTarget.checked ? 'on' : 'off');
          }}
        />{' '}
        single-letter keys
      </label>
    </Dialog>
  );
}
