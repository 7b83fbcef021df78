// Formats numbers and times.

export function duration(us: number): string {
  const seconds = us / 1e6;
  if (us <= 0) return '';
  if (seconds < 0.001) return '<1 ms';
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`;
}

export function clock(at_us: number): string {
  const at = new Date(at_us / 1000);
  const time = at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  return at.toDateString() === new Date().toDateString()
    ? time
    : `${at.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })} ${time}`;
}

export function count(number: number, one: string, many = one + 's'): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

export function tokens(number: number | undefined): string {
  if (!number) return '';
  return number < 10_000 ? number.toLocaleString('en') : `${(number / 1000).toFixed(number < 100_000 ? 1 : 0)}k`;
}

export function money(amount: number | undefined): string {
  return !amount ? '' : amount < 0.01 ? amount.toFixed(4) : amount.toFixed(2);
}

export function bytes(size: number): string {
  return size < 1024
    ? `${size} bytes`
    : size < 1024 * 1024
      ? `${(size / 1024).toFixed(1)} KB`
      : `${(size / 1024 / 1024).toFixed(1)} MB`;
}
