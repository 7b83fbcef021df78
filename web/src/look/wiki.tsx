// The wiki of the folder: generated pages, with a link to a line for each fact, and a dependency diagram.
import { curl } from '../commands.ts';
import { Page, Problem, use_read } from '../page.tsx';
import { flat } from '../printable.ts';
import { decoded, link_to } from '../route.ts';
import type { Wiki } from '../types.ts';
import { Said, host, use_commands } from '../ui.tsx';
import { laid_out } from './layers.ts';
import { Markdown } from './markdown.tsx';

export function WikiPage({ path }: { path: string }) {
  const { value, problem, again } = use_read<Wiki>('wiki');
  use_commands(() => [{ title: 'The pages', suit: 'suit wiki', curl: curl(host, '/api/wiki') }]);
  const here = path || 'index.md';
  const page = value?.pages.find((one) => one.path === here);
  return (
    <Page title="Wiki" testid="wiki">
      {problem && <Problem of={problem} again={again} />}
      {!value && !problem && <p class="muted">Reading the folder …</p>}
      {value && (
        <nav class="wiki-pages" aria-label="pages of the wiki">
          {value.pages.map((one) => (
            <a key={one.path} href={link_to('wiki', one.path)} aria-current={one.path === here ? 'page' : undefined}>
              <Said text={title_of(value, one.path)} />
            </a>
          ))}
        </nav>
      )}
      {value && !page && <p class="empty">The wiki has no such page.</p>}
      {value && page && (
        <article data-testid="wiki-page">
          {here === 'index.md' && <Diagram wiki={value} />}
          <Markdown text={without_diagram(typeof page.markdown === 'string' ? page.markdown : flat(page.markdown ?? ''))} follow={(target) => followed(here, target)} />
        </article>
      )}
    </Page>
  );
}

function title_of(wiki: Wiki, path: string): string {
  if (path === 'index.md') return 'Overview';
  if (path === 'types.md') return 'Key types';
  if (path === 'build.md') return 'Build and test';
  const module = wiki.modules.find((one) => one.page === path);
  return module ? flat(module.path) || '(top)' : path;
}

// Removes the Mermaid source of the diagram, which this page draws itself.
function without_diagram(markdown: string): string {
  return markdown.replace(/```mermaid\n[^]*?```\n\n?/, '');
}

// A link with a line leads to a file, other links to a page.
function followed(page: string, target: string): string | null {
  const [where = '', line] = target.split('#L', 2);
  const path = new URL(where, `http://page/${page}`).pathname.slice(1).split('/').map(decoded).join('/');
  return line === undefined ? link_to('wiki', path) : link_to('file', path, { line });
}

function Diagram({ wiki }: { wiki: Wiki }) {
  if (wiki.needs.length === 0) return null;
  const { boxes, arrows, width, height } = laid_out(
    wiki.modules.map((one) => flat(one.path) || '(top)'),
    wiki.needs,
  );
  return (
    <figure class="diagram">
      <div class="diagram-box" tabIndex={0} role="region" aria-label="dependency diagram">
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label="modules and their dependencies">
          <defs>
            <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0 0 L8 4 L0 8 z" />
            </marker>
          </defs>
          {arrows.map((arrow) => {
            const need = wiki.needs[arrow.at]!;
            return (
              <path key={arrow.at} class="arrow" d={arrow.path} marker-end="url(#arrow)" style={{ strokeWidth: Math.min(4, 1 + Math.log10(need.count)) }}>
                <title>{`${boxes[need.from]?.name} needs ${boxes[need.to]?.name}: ${need.count}, such as ${flat(need.path)}:${need.line}`}</title>
              </path>
            );
          })}
          {boxes.map(
            (box, i) =>
              box && (
                <a key={i} href={link_to('wiki', wiki.modules[i]!.page)}>
                  <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={6} />
                  <text x={box.x + box.width / 2} y={box.y + box.height / 2 + 4} text-anchor="middle">
                    {box.name}
                  </text>
                </a>
              ),
          )}
        </svg>
      </div>
      <figcaption class="muted">An arrow points from a module to one that its files include or import.</figcaption>
    </figure>
  );
}
