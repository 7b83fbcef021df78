// Tab completions in the task box: phrasings of the mechanic and file names.

export interface Completion {
  label: string; // the full text
  insert: string; // replaces [from, to)
  from: number;
  to: number;
  kind: 'phrasing' | 'file';
}

const words_of = (text: string) => text.split(/\s+/).filter((word) => word !== '');

// Words shared by several examples belong to the phrasing; other words are placeholders.
export function own_words(examples: readonly string[]): Set<string> {
  const seen = new Map<string, number>();
  for (const example of examples)
    for (const word of new Set(words_of(example.toLowerCase()))) seen.set(word, (seen.get(word) ?? 0) + 1);
  const own = new Set<string>();
  for (const example of examples) {
    const words = words_of(example.toLowerCase());
    words.forEach((word, at) => {
      if (at === 0 || ((seen.get(word) ?? 0) > 1 && /^[a-z]+$/.test(word))) own.add(word);
    });
  }
  return own;
}

const is_article = (word: string) => /^(the|an?|please)$/i.test(word);

// The rest of the example after the typed text; undefined if it is another phrasing. Articles are optional.
export function rest_of(example: string, typed: string, own: ReadonlySet<string>): string | undefined {
  const wanted = words_of(example);
  const written = words_of(typed);
  const open = /\s$/.test(typed) || written.length === 0 ? undefined : written.pop(); // this word may be incomplete
  let at = 0;
  for (const word of written) {
    const a = word.toLowerCase();
    if (is_article(a)) {
      if (wanted[at]?.toLowerCase() === a) ++at;
      continue;
    }
    while (is_article(wanted[at] ?? '')) ++at;
    const b = wanted[at++]?.toLowerCase();
    if (b === undefined || (a !== b && (own.has(b) || own.has(a)))) return undefined;
  }
  if (open === undefined) return written.length ? wanted.slice(at).join(' ') || undefined : undefined;
  return rest_of_word(wanted, at, open, own);
}

function rest_of_word(
  wanted: readonly string[],
  at: number,
  open: string,
  own: ReadonlySet<string>,
): string | undefined {
  const goes_on = (from: number) => wanted[from]?.toLowerCase().startsWith(open.toLowerCase()) ?? false;
  const joined = (from: number) => [wanted[from]!.slice(open.length), ...wanted.slice(from + 1)].join(' ') || undefined;
  if (goes_on(at)) return joined(at);
  const next = is_article(wanted[at] ?? '') ? at + 1 : at;
  if (goes_on(next)) return joined(next);
  if (is_article(open) && at < wanted.length) return ' ' + wanted.slice(at).join(' ');
  if (next >= wanted.length || own.has(wanted[next]!.toLowerCase())) return undefined;
  return next + 1 < wanted.length ? ' ' + wanted.slice(next + 1).join(' ') : undefined;
}

export function phrasings(text: string, cursor: number, examples: readonly string[], limit = 5): Completion[] {
  if (cursor !== text.length || text.includes('\n') || text.trim().length < 2) return [];
  const own = own_words(examples);
  const found: Completion[] = [];
  for (const example of examples) {
    const rest = rest_of(example, text, own);
    if (!rest || found.some((other) => other.insert === rest)) continue;
    found.push({ label: text + rest, insert: rest, from: cursor, to: cursor, kind: 'phrasing' });
    if (found.length === limit) break;
  }
  return found;
}

// The word at the cursor that may be a file name; undefined if it is too short or inside another word.
export function file_word(text: string, cursor: number): { word: string; from: number } | undefined {
  if (/^\S/.test(text.slice(cursor)) && !/^[,;:'"`”’)]/.test(text.slice(cursor))) return undefined;
  const word = /[^\s'"`“”‘’,;()]*$/.exec(text.slice(0, cursor))?.[0] ?? '';
  return word.length >= 2 && /[\p{L}\p{N}]/u.test(word) ? { word, from: cursor - word.length } : undefined;
}

export function file_completions(
  at: { word: string; from: number },
  files: readonly string[],
  limit = 6,
): Completion[] {
  return files
    .filter((file) => file !== at.word)
    .slice(0, limit)
    .map((file): Completion => ({
      label: file,
      insert: /[\s'"`,;]/.test(file) ? JSON.stringify(file) : file,
      from: at.from,
      to: at.from + at.word.length,
      kind: 'file',
    }));
}

export function completed(text: string, completion: Completion): { text: string; cursor: number } {
  const before = text.slice(0, completion.from) + completion.insert;
  return { text: before + text.slice(completion.to), cursor: before.length };
}
