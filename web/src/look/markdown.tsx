// Renders Markdown that Suit generated as elements with text nodes only, so no script can run. The caller resolves links.
import type { SyntaxNode } from '@lezer/common';
import { Table, parser as markdown } from '@lezer/markdown';
import type { ComponentChildren, VNode } from 'preact';
import { Said } from '../ui.tsx';

const parser = markdown.configure([Table]);

export function Markdown({ text, follow }: { text: string; follow: (target: string) => string | null }) {
  const show = new Show(text, follow);
  return <div class="prose">{show.children(parser.parse(text).topNode)}</div>;
}

const marks = new Set(['HeaderMark', 'EmphasisMark', 'CodeMark', 'LinkMark', 'QuoteMark', 'ListMark', 'URL', 'CodeInfo', 'TableDelimiter']);

class Show {
  constructor(
    private text: string,
    private follow: (target: string) => string | null,
  ) {}

  // The content of a node: its children and the text between them.
  children(of: SyntaxNode): ComponentChildren[] {
    const all: ComponentChildren[] = [];
    let at = of.from;
    const say = (until: number) => {
      if (until > at) all.push(<Said text={this.text.slice(at, until)} />);
    };
    for (let child = of.firstChild; child; child = child.nextSibling) {
      say(child.from);
      if (!marks.has(child.name)) all.push(this.node(child));
      at = child.to;
    }
    say(of.to);
    return all;
  }

  private slice(node: SyntaxNode | null): string {
    return node ? this.text.slice(node.from, node.to) : '';
  }

  // In a table a bar is escaped even in code; spaces at both ends separate the code from backticks.
  private code(node: SyntaxNode): VNode {
    const inner = this.slice(node).replace(/^`+|`+$/g, '');
    const bare = /^ .*[^ ].* $/s.test(inner) ? inner.slice(1, -1) : inner;
    return <Said text={node.parent?.name === 'TableCell' ? bare.replaceAll('\\|', '|') : bare} />;
  }

  private node(node: SyntaxNode): VNode {
    switch (node.name) {
      case 'ATXHeading1':
        return <h1>{this.children(node)}</h1>;
      case 'ATXHeading2':
        return <h2>{this.children(node)}</h2>;
      case 'ATXHeading3':
      case 'ATXHeading4':
      case 'ATXHeading5':
      case 'ATXHeading6':
        return <h3>{this.children(node)}</h3>;
      case 'BulletList':
        return <ul>{this.blocks(node)}</ul>;
      case 'OrderedList':
        return <ol>{this.blocks(node)}</ol>;
      case 'ListItem':
        return <li>{this.children(node)}</li>;
      case 'Paragraph':
        return node.parent?.name === 'ListItem' ? <>{this.children(node)}</> : <p>{this.children(node)}</p>;
      case 'InlineCode':
        return <code>{this.code(node)}</code>;
      case 'Emphasis':
        return <em>{this.children(node)}</em>;
      case 'StrongEmphasis':
        return <strong>{this.children(node)}</strong>;
      case 'Escape':
        return <Said text={this.slice(node).slice(1)} />;
      case 'FencedCode':
        return (
          <pre tabIndex={0}>
            <Said text={this.slice(node.getChild('CodeText'))} />
          </pre>
        );
      case 'Table':
        return this.table(node);
      case 'Link': {
        const address = this.follow(this.slice(node.getChild('URL')));
        return address === null ? <>{this.children(node)}</> : <a href={address}>{this.children(node)}</a>;
      }
      default:
        return <Said text={this.slice(node)} />;
    }
  }

  // Children only: between items there are only newlines.
  private blocks(of: SyntaxNode): VNode[] {
    const all: VNode[] = [];
    for (let child = of.firstChild; child; child = child.nextSibling) if (!marks.has(child.name)) all.push(this.node(child));
    return all;
  }

  private table(table: SyntaxNode): VNode {
    const cells = (row: SyntaxNode, Cell: 'th' | 'td') =>
      row.getChildren('TableCell').map((cell) => (Cell === 'th' ? <th scope="col">{this.children(cell)}</th> : <td>{this.children(cell)}</td>));
    const head = table.getChild('TableHeader');
    return (
      <div class="table-box" tabIndex={0} role="region" aria-label="table">
        <table class="table">
          {head && (
            <thead>
              <tr>{cells(head, 'th')}</tr>
            </thead>
          )}
          <tbody>
            {table.getChildren('TableRow').map((row) => (
              <tr>{cells(row, 'td')}</tr>
            ))}
          </tbody>
        </table>
      </div>
    );
  }
}
