// Light or dark: follows the system until the person chooses.
import { Cell, use_cell } from './cell.ts';
import { remember, remembered } from './keys.ts';
import { Button } from './ui.tsx';

const choices = ['system', 'light', 'dark'] as const;
type Theme = (typeof choices)[number];
const theme = new Cell<Theme>(choices.find((choice) => choice === remembered('theme')) ?? 'system');

export function apply_theme(): void {
  const now = theme.get();
  if (now === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = now;
}

export function ThemeButton() {
  const now = use_cell(theme);
  const next = choices[(choices.indexOf(now) + 1) % choices.length] ?? 'system';
  const change = () => {
    theme.set(next);
    remember('theme', next);
    apply_theme();
  };
  return (
    <Button kind="quiet" testid="theme" label={`colours: ${now}; change to ${next}`} onClick={change}>
      {{ system: '◐', light: '○', dark: '●' }[now]}
    </Button>
  );
}
