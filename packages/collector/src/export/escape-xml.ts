const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** Characters that no XML 1.0 document may hold, in whatever notation (XML 1.0, 2.2), without the surrogates. */
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu

/** Text for the content of an element: what XML forbids is left out, halves of characters become U+FFFD. */
export function escapeXmlText(text: string): string {
  return clean(text).replaceAll(/[&<>\r]/gu, (character) => entities[character] ?? '')
}

/** Text for an attribute in quotes of either kind; line breaks and tabs survive. */
export function escapeXmlAttribute(text: string): string {
  return clean(text).replaceAll(/[&<>"'\t\n\r]/gu, (character) => entities[character] ?? '')
}

function clean(text: string): string {
  return text.replaceAll(forbidden, '').replaceAll(/\p{Surrogate}/gu, '\u{fffd}')
}
