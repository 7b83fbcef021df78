// Requests to the server. Every failure is a Failure with a message for the user.
import { plain } from './printable.ts';
import { credentials } from './session.ts';
import type { ApiError } from './types.ts';

export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly error: ApiError,
    readonly body: unknown,
  ) {
    super(plain(error.message));
  }
  get unauthorised(): boolean {
    return this.status === 401;
  }
  get unreachable(): boolean {
    return this.status === 0;
  }
}

export type Query = Record<string, string | number | undefined | readonly string[]>;

export function address(path: string, query: Query = {}): string {
  const words: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) words.push(`${name}=${encodeURIComponent(one)}`);
  }
  return `/api/${path}${words.length ? '?' + words.join('&') : ''}`;
}

async function ask<T>(where: string, init: RequestInit): Promise<T> {
  let answer: Response;
  let body: unknown = null;
  try {
    const headers = { ...credentials(), ...(init.headers as Record<string, string>) };
    answer = await fetch(where, { credentials: 'omit', cache: 'no-store', ...init, headers });
    body = await answer.json().catch((problem: unknown) => {
      // An error response may lack JSON; an interrupted or aborted response is not one.
      if (answer.ok) throw problem;
      return null;
    });
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === 'AbortError') throw problem;
    throw new Failure(
      0,
      { code: 'unreachable', message: 'suit does not answer', hint: 'is `suit serve` running?' },
      null,
    );
  }
  if (answer.ok) return body as T;
  const error = (body as { error?: ApiError } | null)?.error;
  throw new Failure(
    answer.status,
    error ?? { code: String(answer.status), message: `the server said ${answer.status}` },
    body,
  );
}

export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return ask<T>(address(path, query), signal ? { signal } : {});
}

export function post<T>(path: string, body: unknown): Promise<T> {
  return ask<T>(address(path), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

export function words_of(problem: unknown): string {
  if (problem instanceof Failure)
    return plain(problem.error.message) + (problem.error.hint ? ` (${plain(problem.error.hint)})` : '');
  return problem instanceof Error ? problem.message : String(problem);
}
