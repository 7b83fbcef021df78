// A read-only unified diff.
import { Said } from '../ui.tsx';

const most_lines = 4_000;

function style_of(line: string): string {
  if (line.startsWith('+++') || line.startsWith('---') || line.startsWith('diff ')) return 'line file';
  if (line.startsWith('@@')) return 'line gap';
  return line.startsWith('+') ? 'line plus' : line.startsWith('-') ? 'line minus' : 'line';
}

export function PlainDiff({ text }: { text: string }) {
  const lines = text.replace(/\n$/, '').split('\n');
  if (text === '') return null;
  return (
    <pre class="plain-diff" tabIndex={0} aria-label="diff">
      {lines.slice(0, most_lines).map((line, at) => (
        <div key={at} class={style_of(line)}>
          <Said text={line || ' '} />
        </div>
      ))}
      {lines.length > most_lines && <div class="line gap">{lines.length - most_lines} more lines</div>}
    </pre>
  );
}
