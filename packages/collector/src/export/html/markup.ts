const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\0': '\u{fffd}',
}

/** Markup that may stand in a page as it is. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

type Part = Markup | string | number | readonly Markup[]

/** Builds markup: what is filled in is escaped for elements and quoted attributes, unless it is markup itself. */
export function markup(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(pieces.map((piece, index) => `${piece}${render(parts[index] ?? '')}`).join(''))
}

function render(part: Part): string {
  if (part instanceof Markup) return part.text
  if (Array.isArray(part)) return part.map(({ text }: Markup) => text).join('')
  // oxlint-disable-next-line no-control-regex
  return String(part).replaceAll(/[&<>"'\u0000]/gu, (character) => entities[character] ?? '')
}
