// The autonomy slider: five named stops; levels not allowed here are hatched and labelled.
import { useState } from 'preact/hooks';
import { levels, type Level, type LevelInfo } from '../types.ts';

const short: Record<Level, string> = {
  complete: 'completes text at the cursor',
  edit: 'one selection or file',
  chat: 'several files, one proposal',
  agent: 'many steps in a sandbox',
  autopilot: 'applies trusted kinds of task',
};

export function LevelSlider({
  value,
  change,
  name,
  infos,
  compact,
  testid,
}: {
  value: Level;
  change: (level: Level) => void;
  name: string;
  infos?: readonly LevelInfo[] | undefined;
  compact?: boolean;
  testid?: string;
}) {
  // For a running task, send only when the drag ends.
  const [dragged, set_dragged] = useState<Level | null>(null);
  const shown = dragged ?? value;
  const at = levels.indexOf(shown);
  const moved = (stop: string, is_final: boolean) => {
    const level = levels[Number(stop)] ?? 'chat';
    if (compact) set_dragged(is_final ? null : level);
    if (is_final === (compact === true)) change(level);
  };
  const is_capped = (level: Level) => infos?.find((info) => info.level === level)?.allowed === false;
  return (
    <div class={`slider${compact ? ' compact' : ''}`}>
      <div class="slider-track" aria-hidden="true">
        {levels.map((level, stop) => (
          <i key={level} class={(is_capped(level) ? 'capped ' : '') + (stop <= at ? 'on' : '')} />
        ))}
      </div>
      <input
        type="range"
        min={0}
        max={4}
        step={1}
        value={at}
        data-testid={testid}
        aria-label={name}
        aria-valuetext={`${shown}: ${short[shown]}${is_capped(shown) ? ', not allowed here' : ''}`}
        onInput={(event) => moved(event.currentTarget.value, false)}
        onChange={(event) => moved(event.currentTarget.value, true)}
      />
      <div class="slider-stops">
        {levels.map((level) => (
          <button
            key={level}
            type="button"
            tabIndex={-1}
            class={(level === shown ? 'here' : '') + (is_capped(level) ? ' capped' : '')}
            title={short[level]}
            onClick={() => change(level)}
          >
            {level}
          </button>
        ))}
      </div>
    </div>
  );
}
