// The session, kept in the storage of this origin, so that other tabs share it. Unlike cookies, storage is per port. The
// session ends with the server.
const key = 'suit-session';
let token = '';

// Without storage only this page has the session.
function kept(): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function keep(session: string): void {
  token = session;
  try {
    localStorage.setItem(key, session);
  } catch {
    // as above
  }
}

// "#code=…" and the page to open: the end of the address that `suit serve` prints.
export function code_in(hash: string): { code: string; rest: string } | null {
  const found = /^#code=([0-9a-f]+)(#.*)?$/.exec(hash);
  return found ? { code: found[1]!, rest: found[2] ?? '' } : null;
}

// Exchanges the code in the address, if any, and removes it from the address bar and the history at once.
export async function enter(): Promise<void> {
  token = kept();
  const found = code_in(location.hash);
  if (!found) return;
  history.replaceState(null, '', location.pathname + found.rest);
  const answer = await fetch('/api/session', {
    method: 'POST',
    credentials: 'omit',
    headers: { ...credentials(), 'Content-Type': 'application/json' },
    body: JSON.stringify({ code: found.code }),
  });
  if (answer.ok) keep(((await answer.json()) as { token: string }).token);
}

export function credentials(): Record<string, string> {
  token = kept() || token; // another tab may have a session
  return token ? { Authorization: `Bearer ${token}` } : {};
}
