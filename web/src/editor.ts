// Shared CodeMirror setup: colors, marks for invisible characters, the page's nonce.
import { Language, LanguageSupport, defineLanguageFacet, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView, highlightSpecialChars } from '@codemirror/view';
import { highlighter, parser_for } from './highlight.ts';
import { glyph_of, mark_element, unsafe_characters } from './printable.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

export function code_extensions(path: string): Extension {
  const parser = parser_for(path);
  return [
    EditorView.cspNonce.of(nonce),
    highlightSpecialChars({
      specialChars: unsafe_characters,
      render: (code) => {
        const { glyph, title } = glyph_of(String.fromCodePoint(code));
        return mark_element(glyph, title);
      },
    }),
    syntaxHighlighting(highlighter),
    ...(parser ? [new LanguageSupport(new Language(defineLanguageFacet(), parser))] : []),
  ];
}
