// Every action on the screen as command lines: one for suit, one for curl.
import { use_cell } from './cell.ts';
import { curl, suit_do, type Command } from './commands.ts';
import { announce } from './store.ts';
import { task_body } from './task/box_state.ts';
import { Button, Dialog, Said, commands_open, host, item_commands, page_commands } from './ui.tsx';

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announce('copied');
  } catch {
    announce('the browser does not allow copying: select the line instead');
  }
}

function Line({ text, name }: { text: string; name: string }) {
  return (
    <div class="command-line">
      <code tabIndex={0}>
        <Said text={text} />
      </code>
      <Button kind="quiet" label={`copy the ${name} line`} onClick={() => void copy(text)}>
        Copy
      </Button>
    </div>
  );
}

export function CommandsPanel() {
  const [of_item, of_page, of_box] = [use_cell(item_commands), use_cell(page_commands), use_box_commands()];
  if (!use_cell(commands_open)) return null;
  const commands = [...of_item(), ...of_page(), ...of_box];
  return (
    <Dialog title="Commands" testid="commands" wide close={() => commands_open.set(false)}>
      <p class="muted">
        The actions on this screen as command lines. <code>SUIT_TOKEN</code> is the token that{' '}
        <code>suit serve --json</code> prints.
      </p>
      {commands.map((command) => (
        <section key={`${command.title} ${command.suit} ${command.curl}`} class="command">
          <h3>
            {command.title}
            {command.keys && (
              <>
                {' '}
                <kbd>{command.keys}</kbd>
              </>
            )}
          </h3>
          {command.suit && <Line text={command.suit} name="suit" />}
          {command.curl && <Line text={command.curl} name="curl" />}
        </section>
      ))}
    </Dialog>
  );
}

function use_box_commands(): Command[] {
  const body = task_body();
  const asked = { ...body, task: body.task || 'rename the function parse_line to parse_record' };
  return [
    { title: 'Send the task in the box', suit: suit_do(asked), curl: curl(host, '/api/do', asked) },
    { title: 'Status', suit: 'suit status', curl: curl(host, '/api/status') },
    { title: 'Log', suit: 'suit log', curl: curl(host, '/api/log?limit=100') },
  ];
}
