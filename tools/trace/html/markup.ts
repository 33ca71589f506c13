/** HTML as it is, in which everything that is text is escaped. */
export class Markup {
  readonly html: string

  constructor(html: string) {
    this.html = html
  }
}

type Content = string | number | Markup | readonly Markup[]

/** A piece of a page: what is put into it is text, and escaped, unless it is a piece of a page itself. */
export function markup(pieces: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(String.raw({ raw: pieces }, ...contents.map(htmlOf)))
}

function htmlOf(content: Content): string {
  if (content instanceof Markup) return content.html
  if (typeof content === 'object') return content.map(({ html }) => html).join('\n')
  return escaped(String(content))
}

/** Fit for content and for attributes in either kind of quotes. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
