// Syntax highlighting with parsers only: a whole file side is parsed in short slices, so that keys stay responsive. Then
// any range of lines can be queried.
import { parser as cpp } from '@lezer/cpp';
import { parser as css } from '@lezer/css';
import { parser as go } from '@lezer/go';
import { highlightTree, tagHighlighter, tags } from '@lezer/highlight';
import { configureNesting, parser as html } from '@lezer/html';
import { parser as java } from '@lezer/java';
import { parser as javascript } from '@lezer/javascript';
import { parser as json } from '@lezer/json';
import { GFM, parseCode, parser as markdown } from '@lezer/markdown';
import { parser as python } from '@lezer/python';
import { parser as rust } from '@lezer/rust';
import { parser as yaml } from '@lezer/yaml';
import type { Parser, Tree } from '@lezer/common';

export const highlighter = tagHighlighter([
  { tag: [tags.comment, tags.meta, tags.processingInstruction], class: 'c-comment' },
  { tag: [tags.string, tags.special(tags.string), tags.character, tags.attributeValue], class: 'c-string' },
  { tag: [tags.regexp, tags.escape, tags.special(tags.brace)], class: 'c-escape' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.unit, tags.color], class: 'c-number' },
  {
    tag: [tags.keyword, tags.modifier, tags.self, tags.operatorKeyword, tags.definitionKeyword, tags.moduleKeyword],
    class: 'c-keyword',
  },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.tagName], class: 'c-type' },
  {
    tag: [
      tags.function(tags.variableName),
      tags.function(tags.definition(tags.variableName)),
      tags.function(tags.propertyName),
      tags.macroName,
      tags.labelName,
    ],
    class: 'c-call',
  },
  { tag: [tags.propertyName, tags.attributeName, tags.definition(tags.propertyName)], class: 'c-property' },
  { tag: tags.heading, class: 'c-heading' },
  { tag: [tags.link, tags.url], class: 'c-link' },
  { tag: tags.emphasis, class: 'c-emphasis' },
  { tag: tags.strong, class: 'c-strong' },
  { tag: tags.monospace, class: 'c-string' },
]);

const jsx = javascript.configure({ dialect: 'jsx' });
const typescript = javascript.configure({ dialect: 'ts' });
const tsx = javascript.configure({ dialect: 'jsx ts' });
const page = html.configure({
  wrap: configureNesting([
    { tag: 'script', parser: javascript },
    { tag: 'style', parser: css },
  ]),
});

const by_ending: Record<string, Parser> = {
  js: jsx,
  mjs: jsx,
  cjs: jsx,
  jsx,
  ts: typescript,
  mts: typescript,
  cts: typescript,
  tsx,
  py: python,
  pyi: python,
  c: cpp,
  h: cpp,
  cc: cpp,
  hh: cpp,
  cpp,
  hpp: cpp,
  cxx: cpp,
  hxx: cpp,
  inl: cpp,
  ipp: cpp,
  tpp: cpp,
  java,
  rs: rust,
  go,
  html: page,
  htm: page,
  css,
  json,
  jsonc: json,
  yaml,
  yml: yaml,
};
const prose = markdown.configure([
  GFM,
  parseCode({ codeParser: (info) => by_ending[language_names[info] ?? info] ?? null }),
]);
const language_names: Record<string, string> = {
  javascript: 'js',
  typescript: 'ts',
  python: 'py',
  'c++': 'cpp',
  rust: 'rs',
};

export function parser_for(path: string): Parser | null {
  const ending = /\.([A-Za-z0-9]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  if (ending === 'md' || ending === 'markdown') return prose;
  return Object.hasOwn(by_ending, ending) ? (by_ending[ending] ?? null) : null;
}

export interface Span {
  from: number;
  to: number;
  style: string;
}
export const longest_coloured = 1_000_000;
const slice_ms = 8;

// One side of a file: lines at once, colors after parsing.
export class ColouredText {
  private starts_: number[] = [0];
  private tree_: Tree | null = null;

  constructor(readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts_.push(at + 1);
  }

  // Number of lines; a final newline does not start a line.
  get lines(): number {
    return this.text === '' ? 0 : this.starts_.length - (this.text.endsWith('\n') ? 1 : 0);
  }

  // Lines count from 1; returned without terminator.
  line(number: number): string | undefined {
    const from = this.starts_[number - 1];
    if (number < 1 || number > this.lines || from === undefined) return undefined;
    const line = this.text.slice(from, (this.starts_[number] ?? this.text.length + 1) - 1);
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  spans(first: number, last: number): Map<number, Span[]> {
    const found = new Map<number, Span[]>();
    const from = this.starts_[first - 1];
    if (!this.tree_ || from === undefined || last < first) return found;
    const to = this.starts_[last] ?? this.text.length;
    let line = first;
    highlightTree(
      this.tree_,
      highlighter,
      (begin, end, style) => {
        let at = Math.max(begin, from);
        while (at < Math.min(end, to)) {
          while ((this.starts_[line] ?? Infinity) <= at) ++line;
          const start = this.starts_[line - 1] ?? 0;
          const stop = Math.min(end, to, this.starts_[line] ?? Infinity);
          const list = found.get(line);
          const span = { from: at - start, to: stop - start, style };
          if (list) list.push(span);
          else found.set(line, [span]);
          at = stop;
        }
      },
      from,
      to,
    );
    return found;
  }

  // Resolves to true if colors are available.
  async colour(path: string): Promise<boolean> {
    const parser = parser_for(path);
    if (this.tree_) return true;
    if (!parser || this.text.length > longest_coloured) return false;
    const parse = parser.startParse(this.text);
    let until = performance.now() + slice_ms;
    for (;;) {
      const tree = parse.advance();
      if (tree) {
        this.tree_ = tree;
        return true;
      }
      if (performance.now() > until) {
        await new Promise((go_on) => setTimeout(go_on));
        until = performance.now() + slice_ms;
      }
    }
  }
}
