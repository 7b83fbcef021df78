// Who we are for the server: a session, kept in the storage of this origin, so that other tabs have it too. Storage is one
// port's own, unlike a cookie, and the session ends with the server.
const key = 'suit-session';
let token = '';

// In a browser that keeps nothing, this page alone has it.
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

// "#code=…" and, behind it, where to go: what the address that `suit serve` prints ends in.
export function code_in(hash: string): { code: string; rest: string } | null {
  const found = /^#code=([0-9a-f]+)(#.*)?$/.exec(hash);
  return found ? { code: found[1]!, rest: found[2] ?? '' } : null;
}

// Exchanges the code in the address, if there is one, and takes it out of the address bar and the history at once.
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
  token = kept() || token; // another tab may have got in since
  return token ? { Authorization: `Bearer ${token}` } : {};
}
