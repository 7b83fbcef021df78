// The current page, from the address: #/review/12, #/file/src/a.cc?line=3. The only source, so the back button works.
import { Cell } from './cell.ts';

export interface Route {
  page: string;
  rest: string;
  query: URLSearchParams;
}

export function parse_route(hash: string): Route {
  const text = hash.replace(/^#\/?/, '');
  const [path = '', query = ''] = text.split('?', 2);
  const slash = path.indexOf('/');
  const page = slash < 0 ? path : path.slice(0, slash);
  const rest = slash < 0 ? '' : path.slice(slash + 1);
  return { page, rest: rest.split('/').map(decoded).join('/'), query: new URLSearchParams(query) };
}

// A malformed address must not break the page.
export function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

export function link_to(page: string, rest: string | number = '', query: Record<string, string | number> = {}): string {
  const path = String(rest).split('/').map(encodeURIComponent).join('/');
  const words = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `#/${page}${path ? '/' + path : ''}${words.length ? '?' + words.join('&') : ''}`;
}

export const route = new Cell<Route>(parse_route(typeof location === 'undefined' ? '' : location.hash));

export function go(address: string): void {
  if (location.hash === address) route.set(parse_route(address));
  else location.hash = address;
}

export function follow_route(): void {
  route.set(parse_route(location.hash));
  addEventListener('hashchange', () => route.set(parse_route(location.hash)));
}
