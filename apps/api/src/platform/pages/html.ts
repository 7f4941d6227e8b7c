/** HTML that is safe to put into a page. */
export class Html {
  constructor(readonly text: string) {}
}

type Piece = string | number | Html | null | undefined | readonly Html[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template whose values are escaped, except those that are HTML already: html`<p>${anything}</p>`. */
export function html(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(
    texts.map((text, index) => text + (index < pieces.length ? render(pieces[index]) : '')).join(''),
  );
}

function render(piece: Piece): string {
  if (piece === null || piece === undefined) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'object') return piece.map(({ text }) => text).join('');
  return String(piece).replace(/[&<>"']/g, (char) => ESCAPES[char]!);
}
